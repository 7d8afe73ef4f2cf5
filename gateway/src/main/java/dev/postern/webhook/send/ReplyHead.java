package dev.postern.webhook.send;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Status and framing of an HTTP/1.1 answer (RFC 9112 sections 4 and 6).
///
/// @param length Content-Length, -1 if not given
/// @param closes whether the connection is of no more use after it
/// @param retryAfter as it came (RFC 9110 section 10.2.3)
record ReplyHead(
    int status, long length, boolean chunked, boolean closes, Optional<String> retryAfter) {
  private static final int MAX_LINE = 8192;
  private static final int MAX_LINES = 100;
  private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?");

  /// A body, as far as it was read.
  ///
  /// @param whole whether the next answer follows
  record Body(byte[] octets, boolean whole) {}

  static ReplyHead read(InputStream in) throws IOException {
    String first = line(in);
    if (!STATUS.matcher(first).matches()) {
      throw new IOException("answer is not HTTP");
    }
    int status = Integer.parseInt(first.substring(9, 12));
    long length = status == 204 || status == 304 ? 0 : -1;
    boolean chunked = false;
    boolean closes = first.startsWith("HTTP/1.0");
    Optional<String> retryAfter = Optional.empty();
    String field = line(in);
    for (int lines = 0; !field.isEmpty(); lines++) {
      if (lines == MAX_LINES) {
        throw new IOException("answer has too many header fields");
      }
      int colon = Math.max(0, field.indexOf(':'));
      String value = field.substring(Math.min(colon + 1, field.length())).strip();
      switch (field.substring(0, colon).toLowerCase(Locale.ROOT)) {
        case "content-length" -> length = length == 0 ? 0 : number(value, 10);
        case "transfer-encoding" -> chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
        case "connection" -> closes |= value.toLowerCase(Locale.ROOT).contains("close");
        case "retry-after" -> retryAfter = Optional.of(value);
        default -> {}
      }
      field = line(in);
    }
    return new ReplyHead(status, length, chunked, closes, retryAfter);
  }

  /// Reads the body that follows, at most `max` octets of it.
  Body body(InputStream in, int max) throws IOException {
    if (!chunked) {
      byte[] octets = in.readNBytes((int) (length < 0 ? max : Math.min(length, max)));
      return new Body(octets, octets.length == length);
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    long size = chunkSize(in);
    while (size > 0 && body.size() < max) {
      int room = (int) Math.min(size, max - body.size());
      body.writeBytes(in.readNBytes(room));
      if (room < size || !line(in).isEmpty()) {
        return new Body(body.toByteArray(), false);
      }
      size = chunkSize(in);
    }
    // What could follow the last chunk is trailers; nobody sends any here.
    return new Body(body.toByteArray(), size == 0 && line(in).isEmpty());
  }

  private static long chunkSize(InputStream in) throws IOException {
    return number(line(in).split(";", 2)[0].strip(), 16);
  }

  private static long number(String text, int radix) throws IOException {
    try {
      return Math.max(0, Long.parseLong(text, radix));
    } catch (NumberFormatException e) {
      throw new IOException("answer is not HTTP", e);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(64);
    int octet = in.read();
    while (octet != '\n') {
      if (octet < 0 || line.size() == MAX_LINE) {
        throw new IOException("answer ended early");
      }
      line.write(octet);
      octet = in.read();
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }
}
