package dev.postern.cli;

import dev.postern.v3.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say what a mail is, besides whom it is to.
final class LetterOptions {
  @Option(names = "--cc", split = ",", paramLabel = "ADDRESS", description = "Who gets a copy.")
  private List<String> cc = List.of();

  @Option(
      names = "--bcc",
      split = ",",
      paramLabel = "ADDRESS",
      description = "Who gets a copy that the others do not see.")
  private List<String> bcc = List.of();

  @Option(
      names = {"-s", "--subject"},
      paramLabel = "TEXT",
      description = "Its subject.")
  private @Nullable String subject;

  @Option(
      names = {"-b", "--body"},
      paramLabel = "TEXT",
      description = "Its text; - reads it from the input. With --html it is HTML.")
  private @Nullable String body;

  @Option(names = "--html", description = "The body is HTML.")
  private boolean html;

  @Option(names = "--attach", paramLabel = "FILE", description = "A file to attach; repeatable.")
  private List<Path> attached = List.of();

  @Option(names = "--reply-to", paramLabel = "ADDRESS", description = "Where answers go.")
  private @Nullable String replyTo;

  @Option(
      names = "--schedule",
      paramLabel = "WHEN",
      description = "Send it later: 30m, 2h, 1d, 2030-01-31T09:00:00Z or Unix seconds.")
  private @Nullable String schedule;

  @Option(
      names = "--metadata",
      paramLabel = "KEY=VALUE",
      description = "What programs want to know of it; repeatable.")
  private Map<String, String> metadata = new LinkedHashMap<>();

  @Option(names = "--dry-run", description = "Tell what would happen, and send nothing.")
  private boolean dryRun;

  /// Returns the request.
  ///
  /// @throws WrongUse if an option cannot be meant
  JsonObject request(Terminal terminal, List<String> to) {
    for (Path file : attached) {
      if (!Files.isReadable(file)) {
        throw new WrongUse("there is no file " + file);
      }
    }
    JsonObject request = new JsonObject().putObjects("to", people(to));
    if (!cc.isEmpty()) {
      request.putObjects("cc", people(cc));
    }
    if (!bcc.isEmpty()) {
      request.putObjects("bcc", people(bcc));
    }
    if (replyTo != null) {
      request.putObjects("reply_to", people(List.of(replyTo)));
    }
    request.put("subject", Optional.ofNullable(subject));
    request.put("body", Optional.ofNullable(body).map(text -> text(terminal, text)));
    if (!html) {
      request.put("is_plaintext", true);
    }
    if (schedule != null) {
      request.put("send_at", Moments.of(schedule, terminal.clock().instant()).getEpochSecond());
    }
    return metadata.isEmpty() ? request : request.putTextMap("metadata", metadata);
  }

  private static String text(Terminal terminal, String given) {
    return given.equals("-") ? terminal.rest() : given;
  }

  private static List<JsonObject> people(List<String> addresses) {
    return addresses.stream().map(each -> new JsonObject().put("email", each.strip())).toList();
  }

  boolean hasSubject() {
    return subject != null;
  }

  boolean dryRun() {
    return dryRun;
  }

  List<Path> attached() {
    return attached;
  }
}
