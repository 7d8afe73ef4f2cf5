package dev.postern.mail;

import java.io.IOException;
import java.io.OutputStream;

/// Writes a message as it may stand on the wire: CRLF, LF and CR alone all become one CRLF, and the
/// last line is ended (RFC 5321 section 2.3.8).
///
/// With stuffed dots (section 4.5.2) no bytes can end a mail early, whatever they are.
public final class CrlfOutput extends OutputStream {
  private static final int BUFFER = 8 << 10;
  // A dot and an octet, or two line ends, are put without looking at the room in between.
  private static final int MOST_AT_ONCE = 2;

  private final OutputStream out;
  private final boolean stuffDots;
  private final byte[] buffer = new byte[BUFFER];
  private int count;
  private boolean afterCr;
  private boolean atLineStart = true;

  /// Writes to `out`, which is never closed nor flushed.
  public CrlfOutput(OutputStream out, boolean stuffDots) {
    this.out = out;
    this.stuffDots = stuffDots;
  }

  @Override
  public void write(int octet) throws IOException {
    if (count > BUFFER - MOST_AT_ONCE) {
      drain();
    }
    put((byte) octet);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (count > BUFFER - MOST_AT_ONCE) {
        drain();
      }
      put(octets[i]);
    }
  }

  private void put(byte octet) {
    if (octet == '\n' && afterCr) {
      afterCr = false;
      return;
    }
    afterCr = octet == '\r';
    if (octet == '\r' || octet == '\n') {
      lineEnd();
      return;
    }
    if (octet == '.' && atLineStart && stuffDots) {
      buffer[count++] = '.';
    }
    buffer[count++] = octet;
    atLineStart = false;
  }

  private void lineEnd() {
    buffer[count++] = '\r';
    buffer[count++] = '\n';
    atLineStart = true;
  }

  private void drain() throws IOException {
    out.write(buffer, 0, count);
    count = 0;
  }

  /// Ends the last line if it is not, and hands everything on.
  public void finish() throws IOException {
    drain();
    if (!atLineStart) {
      lineEnd();
      drain();
    }
  }
}
