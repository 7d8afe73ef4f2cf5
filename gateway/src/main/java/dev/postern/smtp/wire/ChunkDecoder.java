package dev.postern.smtp.wire;

/// Takes the chunks of BDAT (RFC 3030): so many octets as were announced, whatever they are. A line
/// with a single dot is text like any other, so nothing in a mail can end it.
///
/// A bare CR, a bare LF or a NUL is for the body of mail that is declared as BINARYMIME; a header
/// and other mail are broken by it, also where one chunk ends and the next begins: programs differ
/// on what lines a header with such has.
///
/// Not thread-safe.
public final class ChunkDecoder implements MailDecoder {
  private final boolean binary;
  private boolean strict = true;
  private long column;
  private long left;
  private boolean afterCr;
  private boolean broken;
  private byte[] out = new byte[0];
  private int length;

  /// @param binary whether any octet may stand anywhere in the body
  public ChunkDecoder(boolean binary) {
    this.binary = binary;
  }

  /// Begins the next chunk, when the one before has ended.
  ///
  /// @param size its octets
  public void begin(long size) {
    left = size;
  }

  /// Returns how many octets of this chunk are still to come.
  public long left() {
    return left;
  }

  @Override
  public int decode(byte[] in) {
    out = in;
    length = (int) Math.min(left, in.length);
    left -= length;
    check();
    return length;
  }

  private void check() {
    for (int i = 0; strict && i < length; i++) {
      byte octet = out[i];
      broken |= octet == 0 || (octet == '\n') != afterCr;
      afterCr = octet == '\r';
      if (octet == '\n') {
        // Only the CR stood in a blank line.
        strict = !binary || column != 1;
        column = 0;
      } else {
        column++;
      }
    }
  }

  @Override
  public byte[] output() {
    return out;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public boolean ended() {
    return left == 0;
  }

  @Override
  public boolean broken() {
    return broken || afterCr;
  }
}
