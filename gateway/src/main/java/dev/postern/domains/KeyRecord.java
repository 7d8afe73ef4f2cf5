package dev.postern.domains;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// The public half of a key as the DNS shows it (RFC 6376 section 3.6.1, RFC 8463 section 4).
final class KeyRecord {
  // The raw key is what ends the X.509 form.
  private static final int ED25519_LENGTH = 32;

  private KeyRecord() {}

  /// Returns where it stands, relative to the domain.
  static String host(DkimKey key) {
    return key.selector() + "._domainkey";
  }

  static String value(DkimKey key) {
    return "v=DKIM1; k=" + type(key) + "; p=" + publicKey(key);
  }

  /// Says whether a TXT record shows this key and lets mail be signed with it.
  static boolean shows(String record, DkimKey key) {
    Map<String, String> tags = new HashMap<>();
    for (String tag : record.split(";", -1)) {
      int equals = tag.indexOf('=');
      if (equals > 0) {
        tags.put(
            tag.substring(0, equals).strip().toLowerCase(Locale.ROOT),
            tag.substring(equals + 1).replaceAll("\\s", ""));
      }
    }
    String service = tags.getOrDefault("s", "*");
    return tags.getOrDefault("v", "DKIM1").equals("DKIM1")
        && tags.getOrDefault("k", "rsa").equals(type(key))
        && tags.getOrDefault("h", "sha256").contains("sha256")
        && (service.contains("*") || service.contains("email"))
        && tags.getOrDefault("p", "").equals(publicKey(key));
  }

  private static String type(DkimKey key) {
    return key.algorithm().name().toLowerCase(Locale.ROOT);
  }

  private static String publicKey(DkimKey key) {
    byte[] shown =
        switch (key.algorithm()) {
          case RSA -> key.publicKey();
          case ED25519 ->
              Arrays.copyOfRange(
                  key.publicKey(), key.publicKey().length - ED25519_LENGTH, key.publicKey().length);
        };
    return Base64.getEncoder().encodeToString(shown);
  }
}
