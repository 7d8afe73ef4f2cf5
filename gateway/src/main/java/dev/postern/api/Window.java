package dev.postern.api;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The octets of a stream that are looked at, a bounded number at a time.
final class Window {
  private final InputStream in;
  private final byte[] octets = new byte[64 * 1024];
  private int from;
  private int to;
  private boolean ended;

  /// Makes a window that shows `before`, then the stream.
  Window(byte[] before, InputStream in) {
    this.in = in;
    System.arraycopy(before, 0, octets, 0, before.length);
    to = before.length;
  }

  /// Skips `mark` if it is next.
  boolean take(byte[] mark) throws IOException {
    fill(mark.length);
    boolean found =
        to - from >= mark.length
            && Arrays.equals(octets, from, from + mark.length, mark, 0, mark.length);
    from += found ? mark.length : 0;
    return found;
  }

  /// Skips spaces and tabs.
  void skipBlanks() throws IOException {
    while (fill(1) && (octets[from] == ' ' || octets[from] == '\t')) {
      from++;
    }
  }

  /// Copies what stands before `mark` and skips the mark.
  ///
  /// @return false if the stream ended before it
  boolean copyTo(byte[] mark, OutputStream target) throws IOException {
    while (fill(mark.length)) {
      int found = find(mark, to);
      int end = found < 0 ? to - mark.length + 1 : found;
      target.write(octets, from, end - from);
      from = end;
      if (found >= 0) {
        from += mark.length;
        return true;
      }
    }
    return false;
  }

  /// Returns the text before `mark` and skips the mark; null if the mark does not come within `max`
  /// octets.
  @Nullable String textBefore(byte[] mark, int max) throws IOException {
    fill(max + mark.length);
    int found = find(mark, Math.min(to, from + max + mark.length));
    if (found < 0) {
      return null;
    }
    String text = new String(octets, from, found - from, StandardCharsets.UTF_8);
    from = found + mark.length;
    return text;
  }

  private int find(byte[] mark, int end) {
    for (int i = from; i <= end - mark.length; i++) {
      if (octets[i] == mark[0] && Arrays.equals(octets, i, i + mark.length, mark, 0, mark.length)) {
        return i;
      }
    }
    return -1;
  }

  // Says whether that many octets are there; fewer are at the end of the stream only.
  private boolean fill(int wanted) throws IOException {
    if (to - from >= wanted) {
      return true;
    }
    System.arraycopy(octets, from, octets, 0, to - from);
    to -= from;
    from = 0;
    while (to < wanted && !ended) {
      int count = in.read(octets, to, octets.length - to);
      ended = count < 0;
      to += Math.max(0, count);
    }
    return to >= wanted;
  }
}
