package dev.postern.api;

import dev.postern.rules.Seen;
import dev.postern.v3.Ids;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Cursors of listings in order of age.
///
/// @param kind of what is listed: a cursor of another listing is refused
record AgeCursor(String kind) {
  private static final Pattern TEXT = Pattern.compile("([a-z]+) (-?[0-9]{1,18}) ([0-9a-f-]{36})");

  /// A page.
  ///
  /// @param next empty on the last page
  record Page<T>(List<T> items, Optional<String> next) {
    /// Keeps a copy.
    Page {
      items = List.copyOf(items);
    }

    /// Takes one item more than a page has, if there is one.
    static <T> Page<T> of(List<T> found, int limit, Function<T, String> token) {
      if (found.size() <= limit) {
        return new Page<>(found, Optional.empty());
      }
      List<T> shown = found.subList(0, limit);
      return new Page<>(shown, Optional.of(token.apply(shown.getLast())));
    }
  }

  /// Returns where the query goes on.
  Optional<Seen> after(Query query) {
    return query.text("page_token").map(token -> read(query, token));
  }

  private Seen read(Query query, String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      Matcher matcher = TEXT.matcher(text);
      Optional<UUID> id =
          matcher.matches() && matcher.group(1).equals(kind)
              ? Ids.uuid(matcher.group(3))
              : Optional.empty();
      if (id.isPresent()) {
        return new Seen(Instant.ofEpochMilli(Long.parseLong(matcher.group(2))), id.get());
      }
    } catch (IllegalArgumentException _) {
      // Refused below, as what is of another listing.
    }
    throw query.refusal("page_token", "is not a cursor of this listing");
  }

  String token(Instant created, UUID id) {
    String text = kind + " " + created.toEpochMilli() + " " + id;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
