package dev.postern.auth;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a service account signs of a request (spec/api-admin.md section 1.3).
///
/// @param keyId the account's id, as the request has it
/// @param nonce never used before
/// @param timestamp seconds, as the request has them
/// @param signature base64
/// @param method lower case
/// @param path as the request line has it, without the query
/// @param payload the body's octets as text; empty for methods without one
public record SignedRequest(
    String keyId,
    String nonce,
    String timestamp,
    String signature,
    String method,
    String path,
    Optional<String> payload) {

  /// Returns the octets that were signed: JSON with sorted names and without white space.
  ///
  /// @param ascii whether characters beyond ASCII are escaped, as some writers of JSON do
  byte[] canonical(boolean ascii) {
    StringBuilder text = new StringBuilder(200);
    text.append("{\"method\":");
    quote(text, method, ascii);
    text.append(",\"nonce\":");
    quote(text, nonce, ascii);
    text.append(",\"path\":");
    quote(text, path, ascii);
    payload.ifPresent(body -> {
      text.append(",\"payload\":");
      quote(text, body, ascii);
    });
    text.append(",\"timestamp\":").append(timestamp).append('}');
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  private static void quote(StringBuilder out, String text, boolean ascii) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\b' -> out.append("\\b");
        case '\f' -> out.append("\\f");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> {
          if (c < 0x20 || (ascii && c > 0x7e)) {
            out.append("\\u");
            String hex = Integer.toHexString(c);
            out.append("0".repeat(4 - hex.length())).append(hex);
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }

  /// Leaves the body out.
  @Override
  public String toString() {
    return "SignedRequest[" + keyId + " " + method + " " + path + "]";
  }
}
