package dev.postern.mail;

import java.io.IOException;
import java.io.OutputStream;

/// Encodes text as quoted-printable (RFC 2045 section 6.7); every form of line end is written as
/// CRLF.
final class QuotedPrintableOutput extends OutputStream {
  private static final int MAX_LINE = 76;
  private static final byte[] HEX = {
    '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', 'A', 'B', 'C', 'D', 'E', 'F'
  };

  private final OutputStream out;
  private int column;
  private boolean afterCr;
  // A blank is held back: at the end of a line it would get lost on the way (rule 3).
  private int blank = -1;

  QuotedPrintableOutput(OutputStream out) {
    this.out = out;
  }

  @Override
  public void write(int octet) throws IOException {
    int c = octet & 0xff;
    if (c == '\n' && afterCr) {
      afterCr = false;
      return;
    }
    afterCr = c == '\r';
    if (c == '\r' || c == '\n') {
      endBlank();
      out.write('\r');
      out.write('\n');
      column = 0;
      return;
    }
    if (blank >= 0) {
      literal(blank);
      blank = -1;
    }
    if (c == ' ' || c == '\t') {
      blank = c;
    } else if (c > ' ' && c < 0x7f && c != '=') {
      literal(c);
    } else {
      escaped(c);
    }
  }

  /// Writes what is held back.
  void finish() throws IOException {
    endBlank();
  }

  private void endBlank() throws IOException {
    if (blank >= 0) {
      escaped(blank);
      blank = -1;
    }
  }

  private void literal(int c) throws IOException {
    room(1);
    out.write(c);
  }

  private void escaped(int c) throws IOException {
    room(3);
    out.write('=');
    out.write(HEX[c >> 4]);
    out.write(HEX[c & 15]);
  }

  // The last column of a line is for the mark of the soft break.
  private void room(int wanted) throws IOException {
    if (column + wanted > MAX_LINE - 1) {
      out.write('=');
      out.write('\r');
      out.write('\n');
      column = 0;
    }
    column += wanted;
  }
}
