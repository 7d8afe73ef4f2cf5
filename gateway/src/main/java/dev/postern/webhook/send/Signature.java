package dev.postern.webhook.send;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs notifications (spec/api-data.md section 8, item 2).
final class Signature {
  static final String HEADER = "x-nylas-signature";

  private Signature() {}

  /// Returns the lower-case hex HMAC-SHA256 of the body exactly as it is sent, keyed with the
  /// secret's UTF-8 octets.
  static String of(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
