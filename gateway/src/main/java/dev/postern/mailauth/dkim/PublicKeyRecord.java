package dev.postern.mailauth.dkim;

import dev.postern.mailauth.TagList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A key record of the DNS, read (RFC 6376 section 3.6.1).
record PublicKeyRecord(TagList tags) {
  /// Reads a TXT record; empty if it is no DKIM key: others may stand at the same name.
  static Optional<PublicKeyRecord> parse(String text) {
    return TagList.parse(text)
        .filter(list -> list.has("p"))
        .filter(list -> !list.has("v") || isVersioned(list))
        .map(PublicKeyRecord::new);
  }

  // The version is optional, but if there is one it is the first tag.
  private static boolean isVersioned(TagList list) {
    return list.get("v", "").equals("DKIM1") && list.tags().keySet().iterator().next().equals("v");
  }

  boolean revoked() {
    return tags.solid("p").isEmpty();
  }

  boolean testing() {
    return flags().contains("y");
  }

  /// Says whether `i=` must name the domain itself (`t=s`).
  boolean strict() {
    return flags().contains("s");
  }

  private List<String> flags() {
    return list("t");
  }

  private List<String> list(String tag) {
    return Arrays.asList(tags.solid(tag).toLowerCase(Locale.ROOT).split(":", -1));
  }

  /// Says what forbids checking a signature of that algorithm with this key; empty if nothing.
  Optional<Outcome> unfit(Algorithm algorithm) {
    if (revoked()) {
      return Optional.of(Outcome.permerror("key revoked"));
    }
    if (!tags.get("k", "rsa").toLowerCase(Locale.ROOT).equals(algorithm.keyType())) {
      return Optional.of(Outcome.permerror("key of another type"));
    }
    if (tags.has("h") && !list("h").contains("sha256")) {
      return Optional.of(Outcome.permerror("key not for sha256"));
    }
    boolean email = !tags.has("s") || list("s").contains("*") || list("s").contains("email");
    return email ? Optional.empty() : Optional.of(Outcome.permerror("key not for email"));
  }

  /// Returns the key itself; empty if its octets are none.
  Optional<CheckingKey> key(Algorithm algorithm) {
    try {
      return CheckingKey.of(algorithm, Base64.getDecoder().decode(tags.solid("p")));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }
}
