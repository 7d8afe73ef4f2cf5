package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads `multipart/form-data` (RFC 7578).
final class Multipart {
  private static final int MAX_PARTS = 500;
  private static final int MAX_HEAD = 16 * 1024;

  private final byte[] body;
  private final byte[] delimiter;

  private Multipart(byte[] body, String boundary) {
    this.body = body;
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
  }

  /// One part.
  ///
  /// @param filename empty if the part has none; Python gives one that has no characters
  /// @param contentType as written; empty if absent
  record Part(String name, Optional<String> filename, String contentType, byte[] content) {}

  /// Reads all parts.
  ///
  /// @throws GatewayException with SYNTAX if the body is no such form
  static List<Part> parse(String contentType, byte[] body) {
    String boundary = FormField.parameters(contentType).getOrDefault("boundary", "");
    if (boundary.isEmpty() || boundary.length() > 200) {
      throw malformed("has no boundary");
    }
    return new Multipart(body, boundary).parts();
  }

  private List<Part> parts() {
    List<Part> parts = new ArrayList<>();
    int at = firstDelimiter();
    while (!isLast(at)) {
      if (parts.size() == MAX_PARTS) {
        throw malformed("has too many parts");
      }
      int start = afterLine(at);
      int end = find(delimiter, start - 2);
      if (end < 0) {
        throw malformed("ends early");
      }
      parts.add(part(start, end));
      at = end + delimiter.length;
    }
    return parts;
  }

  // The first delimiter may stand at the very start, without its CRLF. Returns where it ends.
  private int firstDelimiter() {
    int length = delimiter.length - 2;
    if (body.length >= length && Arrays.equals(body, 0, length, delimiter, 2, delimiter.length)) {
      return length;
    }
    int found = find(delimiter, 0);
    if (found < 0) {
      throw malformed("does not have its boundary");
    }
    return found + delimiter.length;
  }

  private boolean isLast(int at) {
    return at + 1 < body.length && body[at] == '-' && body[at + 1] == '-';
  }

  // A delimiter line may end with white space (RFC 2046 section 5.1.1).
  private int afterLine(int at) {
    int next = at;
    while (next < body.length && (body[next] == ' ' || body[next] == '\t')) {
      next++;
    }
    if (next + 1 >= body.length || body[next] != '\r' || body[next + 1] != '\n') {
      throw malformed("has a broken boundary line");
    }
    return next + 2;
  }

  private Part part(int start, int end) {
    int contentStart = start + 2;
    Map<String, String> fields = Map.of();
    if (!(body[start] == '\r' && body[start + 1] == '\n')) {
      int headEnd = find(new byte[] {'\r', '\n', '\r', '\n'}, start);
      if (headEnd < 0 || headEnd > end || headEnd - start > MAX_HEAD) {
        throw malformed("has a part without a header");
      }
      fields = FormField.fields(new String(body, start, headEnd - start, StandardCharsets.UTF_8));
      contentStart = headEnd + 4;
    }
    Map<String, String> disposition =
        FormField.parameters(fields.getOrDefault("content-disposition", ""));
    return new Part(
        disposition.getOrDefault("name", ""),
        Optional.ofNullable(disposition.get("filename")),
        fields.getOrDefault("content-type", ""),
        content(fields, Arrays.copyOfRange(body, Math.min(contentStart, end), end)));
  }

  private static byte[] content(Map<String, String> fields, byte[] raw) {
    String encoding =
        fields.getOrDefault("content-transfer-encoding", "").strip().toLowerCase(Locale.ROOT);
    if (!encoding.equals("base64")) {
      return raw;
    }
    try {
      return Base64.getMimeDecoder().decode(raw);
    } catch (IllegalArgumentException _) {
      throw malformed("has a part that is not Base64");
    }
  }

  private int find(byte[] wanted, int from) {
    int last = body.length - wanted.length;
    for (int i = Math.max(0, from); i <= last; i++) {
      if (body[i] == wanted[0]
          && Arrays.equals(body, i, i + wanted.length, wanted, 0, wanted.length)) {
        return i;
      }
    }
    return -1;
  }

  private static GatewayException malformed(String what) {
    return new GatewayException(Fault.SYNTAX, "multipart body " + what);
  }
}
