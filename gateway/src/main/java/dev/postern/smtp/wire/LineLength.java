package dev.postern.smtp.wire;

/// Measures the lines of what passes. Not thread-safe.
public final class LineLength {
  private long column;
  private long longest;

  /// Takes what passes.
  public void add(byte[] octets, int length) {
    for (int i = 0; i < length; i++) {
      if (octets[i] == '\n') {
        longest = Math.max(longest, column - 1);
        column = 0;
      } else {
        column++;
      }
    }
  }

  /// Returns the octets of the longest line so far, its CRLF not counted.
  public long longest() {
    // The CR of a line that has not ended may be its last octet.
    return Math.max(longest, column - 1);
  }
}
