package dev.postern.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Collects IMAP data items (RFC 3501 section 9, RFC 9051 section 9).
///
/// Strings are octets held as ISO-8859-1 characters.
final class WireBuffer {
  private static final int LONGEST_QUOTED = 1_000;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

  WireBuffer raw(String text) {
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    return this;
  }

  WireBuffer raw(byte[] octets) {
    out.writeBytes(octets);
    return this;
  }

  WireBuffer number(long number) {
    return raw(Long.toString(number));
  }

  // nstring = string / nil
  WireBuffer nstring(@Nullable String value) {
    return value == null ? raw("NIL") : string(value);
  }

  // string = quoted / literal; NUL is in neither, and is shown as 0x80 at the same length.
  WireBuffer string(String value) {
    boolean quotable = value.length() < LONGEST_QUOTED;
    for (int i = 0; quotable && i < value.length(); i++) {
      char c = value.charAt(i);
      quotable = c > 0 && c < 0x80 && c != '\r' && c != '\n';
    }
    if (quotable) {
      return raw('"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"');
    }
    return raw("{" + value.length() + "}\r\n").raw(value.replace('\0', '\u0080'));
  }

  // body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
  WireBuffer parameters(List<FieldParameter> parameters) {
    if (parameters.isEmpty()) {
      return raw("NIL");
    }
    String separator = "(";
    for (FieldParameter parameter : parameters) {
      // Continuations are joined, encoded values stay encoded (RFC 2231 section 6).
      String name = parameter.extended() ? parameter.name() + "*" : parameter.name();
      raw(separator).string(name).raw(" ").string(parameter.value());
      separator = " ";
    }
    return raw(")");
  }

  byte[] toBytes() {
    return out.toByteArray();
  }
}
