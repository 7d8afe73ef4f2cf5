package dev.postern.api;

import dev.postern.mailbox.FolderColours;
import dev.postern.mailbox.FolderId;
import dev.postern.v3.JsonBody;
import java.text.Normalizer;
import java.util.Optional;
import java.util.stream.Stream;

/// What a client says of a folder (spec/api-data.md section 5.3); what is absent stays as it is.
///
/// @param name one level or several with `/` between, in Unicode normalization form C
/// @param parent empty text in it: no parent
/// @param text a colour; empty text in it: none; likewise `background`
record FolderForm(
    Optional<String> name,
    Optional<String> parent,
    Optional<String> text,
    Optional<String> background) {
  private static final int MAX_NAME = 1024;
  private static final int MAX_COLOUR = 64;

  /// Reads a body.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX, naming the member
  static FolderForm of(JsonBody body) {
    return new FolderForm(
        name(body),
        body.text("parent_id"),
        colour(body, "text_color"),
        colour(body, "background_color"));
  }

  /// Returns the folder that is to enclose this one.
  Optional<FolderId> enclosing() {
    return parent.filter(id -> !id.isEmpty()).map(FolderId::new);
  }

  /// Says whether a colour is given.
  boolean isColoured() {
    return text.isPresent() || background.isPresent();
  }

  /// Returns a folder's colours after this change.
  FolderColours over(FolderColours old) {
    return new FolderColours(text.orElse(old.text()), background.orElse(old.background()));
  }

  /// Returns a name as the API spells it, whatever a mail client made of its accents.
  static String composed(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  private static Optional<String> name(JsonBody body) {
    Optional<String> name = body.text("name").map(FolderForm::composed);
    name.ifPresent(text -> {
      boolean sound =
          text.codePointCount(0, text.length()) <= MAX_NAME
              && text.codePoints().allMatch(FolderForm::isText)
              && Stream.of(text.split("/", -1)).noneMatch(String::isBlank);
      if (!sound) {
        throw body.refusal(
            "name", "must have 1 to 1024 characters, no control characters and no empty level");
      }
    });
    return name;
  }

  // Line and paragraph separators, and halves of surrogate pairs, would not survive every client.
  private static boolean isText(int point) {
    return switch (Character.getType(point)) {
      case Character.CONTROL,
          Character.SURROGATE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static Optional<String> colour(JsonBody body, String member) {
    Optional<String> colour = body.text(member);
    boolean sound =
        colour
            .map(text ->
                text.length() <= MAX_COLOUR && text.codePoints().allMatch(FolderForm::isText))
            .orElse(true);
    if (!sound) {
      throw body.refusal(member, "must have at most 64 characters and no control characters");
    }
    return colour;
  }
}
