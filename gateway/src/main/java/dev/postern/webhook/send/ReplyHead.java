package dev.postern.webhook.send;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Status and framing of an HTTP/1.1 answer (RFC 9112 sections 4 and 6).
///
/// @param length Content-Length, -1 if not given
record ReplyHead(int status, long length, boolean chunked) {
  private static final int MAX_LINE = 8192;
  private static final int MAX_LINES = 200;

  static ReplyHead read(InputStream in) throws IOException {
    String first = line(in);
    if (!first.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
      throw new IOException("answer is not HTTP");
    }
    int status = Integer.parseInt(first.substring(9, 12));
    long length = -1;
    boolean chunked = false;
    String field = line(in);
    for (int lines = 0; !field.isEmpty(); lines++) {
      if (lines == MAX_LINES) {
        throw new IOException("answer has too many header fields");
      }
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = number(field.substring(15).strip(), 10);
      }
      chunked |= lower.startsWith("transfer-encoding:") && lower.endsWith("chunked");
      field = line(in);
    }
    return new ReplyHead(status, length, chunked);
  }

  /// Reads the body that follows, at most `max` octets of it.
  byte[] body(InputStream in, int max) throws IOException {
    if (!chunked) {
      return in.readNBytes((int) (length < 0 ? max : Math.min(length, max)));
    }
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    long size = chunkSize(in);
    while (size > 0 && body.size() < max) {
      body.writeBytes(in.readNBytes((int) Math.min(size, max)));
      line(in);
      size = chunkSize(in);
    }
    return body.toByteArray();
  }

  private static long chunkSize(InputStream in) throws IOException {
    return number(line(in).split(";", 2)[0].strip(), 16);
  }

  private static long number(String text, int radix) throws IOException {
    try {
      return Long.parseLong(text, radix);
    } catch (NumberFormatException e) {
      throw new IOException("answer is not HTTP", e);
    }
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
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
