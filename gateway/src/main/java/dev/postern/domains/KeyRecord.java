package dev.postern.domains;

import dev.postern.mailauth.TagList;
import dev.postern.mailauth.dkim.Keys;
import dev.postern.mailauth.dkim.SigningKey;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The public half of a key as the DNS shows it (RFC 6376 section 3.6.1, RFC 8463 section 4).
final class KeyRecord {
  private KeyRecord() {}

  /// Says whether a TXT record shows this key, and lets mail be signed with it.
  static boolean shows(String record, SigningKey key) {
    return TagList.parse(record).filter(tags -> shows(tags, key)).isPresent();
  }

  private static boolean shows(TagList tags, SigningKey key) {
    return tags.get("v", "DKIM1").equals("DKIM1")
        && tags.get("k", "rsa").equalsIgnoreCase(key.algorithm().keyType())
        && allows(tags, "h", "sha256")
        && (allows(tags, "s", "email") || allows(tags, "s", "*"))
        && tags.solid("p").equals(Keys.publicText(key.algorithm(), key.key()));
  }

  private static boolean allows(TagList tags, String tag, String wanted) {
    List<String> named = Arrays.asList(tags.solid(tag).toLowerCase(Locale.ROOT).split(":", -1));
    return !tags.has(tag) || named.contains(wanted);
  }
}
