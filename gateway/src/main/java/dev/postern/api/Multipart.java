package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads `multipart/form-data` (RFC 7578) while it arrives; of a part only its header is held.
final class Multipart {
  private static final int MAX_PARTS = 500;
  private static final int MAX_HEAD = 16 * 1024;
  private static final byte[] LINE = {'\r', '\n'};
  private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
  private static final byte[] DASHES = {'-', '-'};

  private final Window window;
  private final byte[] delimiter;
  private final Receiver receiver;

  private Multipart(String boundary, InputStream body, Receiver receiver) {
    this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
    // The first delimiter may stand at the very start, without its CRLF.
    this.window = new Window(LINE, body);
    this.receiver = receiver;
  }

  /// One part, without its content.
  ///
  /// @param filename empty if the part has none; Python gives one that has no characters
  /// @param contentType as written; empty if absent
  record Part(String name, Optional<String> filename, String contentType) {}

  /// Takes parts in their order.
  @FunctionalInterface
  interface Receiver {
    /// Returns where the part's content goes; it is not closed.
    OutputStream begin(Part part) throws IOException;
  }

  /// Reads all parts. What stands behind the last one is left in `body`.
  ///
  /// @throws GatewayException with SYNTAX if the body is no such form
  static void read(String contentType, InputStream body, Receiver receiver) throws IOException {
    String boundary = FormField.parameters(contentType).getOrDefault("boundary", "");
    if (boundary.isEmpty() || boundary.length() > 200) {
      throw malformed("has no boundary");
    }
    new Multipart(boundary, body, receiver).read();
  }

  private void read() throws IOException {
    if (!window.copyTo(delimiter, OutputStream.nullOutputStream())) {
      throw malformed("does not have its boundary");
    }
    for (int count = 0; !window.take(DASHES); count++) {
      if (count == MAX_PARTS) {
        throw malformed("has too many parts");
      }
      // A delimiter line may end with white space (RFC 2046 section 5.1.1).
      window.skipBlanks();
      if (!window.take(LINE)) {
        throw malformed("has a broken boundary line");
      }
      part(head());
    }
  }

  private Map<String, String> head() throws IOException {
    if (window.take(LINE)) {
      return Map.of();
    }
    String head = window.textBefore(HEAD_END, MAX_HEAD);
    String line = new String(delimiter, 2, delimiter.length - 2, StandardCharsets.ISO_8859_1);
    if (head == null || head.lines().anyMatch(each -> each.startsWith(line))) {
      throw malformed("has a part without a header");
    }
    return FormField.fields(head);
  }

  private void part(Map<String, String> fields) throws IOException {
    Map<String, String> disposition =
        FormField.parameters(fields.getOrDefault("content-disposition", ""));
    Part part =
        new Part(
            disposition.getOrDefault("name", ""),
            Optional.ofNullable(disposition.get("filename")),
            fields.getOrDefault("content-type", ""));
    String encoding =
        fields.getOrDefault("content-transfer-encoding", "").strip().toLowerCase(Locale.ROOT);
    OutputStream target = receiver.begin(part);
    OutputStream content = encoding.equals("base64") ? new Base64Output(target) : target;
    if (!window.copyTo(delimiter, content)) {
      throw malformed("ends early");
    }
    content.flush();
  }

  /// The refusal of a body that is no form.
  static GatewayException malformed(String what) {
    return new GatewayException(Fault.SYNTAX, "multipart body " + what);
  }
}
