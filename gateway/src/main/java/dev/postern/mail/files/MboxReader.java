package dev.postern.mail.files;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Reads an mbox from its beginning, message by message, in constant memory.
///
/// Lines that begin with `From ` behind any number of `>` lose one of them ("mboxrd"; right for
/// "mboxo" too, but for a `>From ` that its writer left as it was). No Content-Length is believed.
final class MboxReader implements AutoCloseable {
  private static final int CHUNK = 64 << 10;

  private final InputStream in;
  private final byte[] chunk = new byte[CHUNK];
  private int length;
  private long consumed;
  private String from = "";
  private boolean begun;
  private boolean ended;
  private int blank;

  MboxReader(InputStream in) {
    this.in = new BufferedInputStream(in, CHUNK);
  }

  /// Returns the line before the message that [#next] read.
  private String line = "";

  String fromLine() {
    return line;
  }

  /// Returns how many octets of the file were read, up to the start of the next message.
  long consumed() {
    return ended ? consumed : consumed - from.length();
  }

  /// Returns the octets of the empty line at the end of the message that [#next] read, which mostly
  /// is no part of it: 0 to 2.
  int blank() {
    return blank;
  }

  /// Reads the next message into `held`.
  ///
  /// @return false if there is none
  /// @throws IOException also if the file does not begin as an mbox does
  boolean next(Held held) throws IOException {
    if (!begun) {
      begin();
    }
    if (ended) {
      return false;
    }
    line = from;
    boolean lineStart = true;
    boolean afterEmpty = true;
    int empty = 0;
    while (fill()) {
      if (lineStart && FromLine.is(chunk, length, afterEmpty)) {
        from = text();
        blank = empty;
        return true;
      }
      boolean isEmpty = lineStart && isEmpty();
      int skipped = lineStart && isQuoted() ? 1 : 0;
      held.write(chunk, skipped, length - skipped);
      afterEmpty = isEmpty;
      empty = isEmpty ? length : 0;
      lineStart = chunk[length - 1] == '\n';
    }
    ended = true;
    blank = empty;
    return true;
  }

  private void begin() throws IOException {
    begun = true;
    boolean more = fill();
    while (more && isEmpty()) {
      more = fill();
    }
    ended = !more;
    if (more && !FromLine.starts(chunk, 0, length)) {
      throw new IOException("it does not begin with \"From \", as an mbox does");
    }
    from = more ? text() : "";
  }

  private String text() {
    return new String(chunk, 0, length, StandardCharsets.ISO_8859_1);
  }

  private boolean isEmpty() {
    return chunk[0] == '\n' || (length == 2 && chunk[0] == '\r' && chunk[1] == '\n');
  }

  private boolean isQuoted() {
    int at = 0;
    while (at < length && chunk[at] == '>') {
      at++;
    }
    return at > 0 && FromLine.starts(chunk, at, length);
  }

  // Reads a line, or as much of it as there is room for.
  private boolean fill() throws IOException {
    length = 0;
    while (length < CHUNK) {
      int octet = in.read();
      if (octet < 0) {
        break;
      }
      chunk[length++] = (byte) octet;
      if (octet == '\n') {
        break;
      }
    }
    consumed += length;
    return length > 0;
  }

  /// Returns the octets that begin `bytes`, up to and with the first line end.
  static String firstLine(byte[] bytes, int at) {
    int end = at;
    while (end < bytes.length && bytes[end] != '\n') {
      end++;
    }
    byte[] line = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, end + 1));
    return new String(line, StandardCharsets.ISO_8859_1);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
