package dev.postern.mail.files;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/// Puts a `>` before each line that begins with `From ` behind any number of `>`.
final class FromQuoting extends OutputStream {
  private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);

  private final OutputStream out;

  /// How many `>` stand at the start of this line; -1 when it is known to be none to quote.
  private int marks;

  /// How many octets of `From ` followed them.
  private int matched;

  private boolean endsLine = true;

  FromQuoting(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int octet) throws IOException {
    byte value = (byte) octet;
    endsLine = value == '\n';
    if (marks < 0) {
      out.write(value);
    } else if (value == '>' && matched == 0) {
      marks++;
      return;
    } else if (value == FROM[matched]) {
      matched++;
      if (matched == FROM.length) {
        out.write('>');
        release();
      }
      return;
    } else {
      release();
      out.write(value);
    }
    if (endsLine) {
      marks = 0;
    }
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    int start = offset;
    int end = offset + length;
    for (int i = offset; i < end; i++) {
      if (marks >= 0) {
        write(bytes[i]);
        start = i + 1;
      } else if (bytes[i] == '\n') {
        out.write(bytes, start, i + 1 - start);
        start = i + 1;
        marks = 0;
        endsLine = true;
      }
    }
    if (start < end) {
      out.write(bytes, start, end - start);
      endsLine = false;
    }
  }

  private void release() throws IOException {
    for (int i = 0; i < marks; i++) {
      out.write('>');
    }
    out.write(FROM, 0, matched);
    marks = -1;
    matched = 0;
  }

  /// Writes what waited for more.
  void finish() throws IOException {
    if (marks >= 0) {
      release();
    }
  }

  /// Says whether the last octet ended a line, or there was none.
  boolean endsLine() {
    return endsLine;
  }
}
