package dev.postern.mail.files;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The bytes of one message: in memory while they are few, else in a file without a name.
///
/// What is more than the most that is wanted is counted, not kept. Belongs to one thread.
public final class Held extends OutputStream {
  private static final int IN_MEMORY = 1 << 20;

  private final long most;
  private byte[] octets = new byte[8 << 10];
  private @Nullable FileChannel file;
  private long size;
  private long first;

  /// Holds up to `most` octets.
  public Held(long most) {
    this.most = most;
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    long kept = Math.clamp(most - size, 0, length);
    if (kept == 0) {
      size += length;
      return;
    }
    if (file == null && size + kept > IN_MEMORY) {
      spill();
    }
    FileChannel into = file;
    if (into != null) {
      ByteBuffer rest = ByteBuffer.wrap(bytes, offset, (int) kept);
      while (rest.hasRemaining()) {
        into.write(rest);
      }
    } else {
      if (size + kept > octets.length) {
        octets = Arrays.copyOf(octets, (int) Math.max(size + kept, 2L * octets.length));
      }
      System.arraycopy(bytes, offset, octets, (int) size, (int) kept);
    }
    size += length;
  }

  // Removed at once, so that nothing is left whatever happens to the program.
  private void spill() throws IOException {
    Path path = Files.createTempFile("postern-", ".message");
    FileChannel into =
        FileChannel.open(
            path,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE);
    Files.deleteIfExists(path);
    ByteBuffer all = ByteBuffer.wrap(octets, 0, (int) size);
    while (all.hasRemaining()) {
      into.write(all);
    }
    file = into;
    octets = new byte[0];
  }

  /// Returns the number of octets.
  public long size() {
    return size - first;
  }

  /// Says whether there are more than are kept.
  public boolean isTooLarge() {
    return size > most;
  }

  /// Lets only `length` octets from `start` on count.
  ///
  /// @param start 0 to [#size]
  public void narrow(long start, long length) {
    first += start;
    size = Math.min(size, first + length);
  }

  /// Returns the first octets, at most `length`.
  public byte[] head(int length) throws IOException {
    try (InputStream in = open()) {
      return in.readNBytes((int) Math.min(length, size()));
    }
  }

  /// Returns the bytes from the first one on; one reader at a time.
  public InputStream open() throws IOException {
    FileChannel from = file;
    if (from == null) {
      int end = (int) Math.min(size, octets.length);
      return new ByteArrayInputStream(octets, (int) first, Math.max(0, end - (int) first));
    }
    from.position(first);
    return new Limited(Channels.newInputStream(from), size());
  }

  /// Copies the bytes with every LF that stands alone as CRLF, as mail has its line ends (RFC 5322
  /// section 2.1). CR alone stays.
  public Held withMailLineEnds() throws IOException {
    Held copy = new Held(most);
    byte[] in = new byte[16 << 10];
    byte[] out = new byte[2 * in.length];
    boolean afterCr = false;
    try (InputStream all = open()) {
      for (int count = all.read(in); count > 0; count = all.read(in)) {
        int length = 0;
        for (int i = 0; i < count; i++) {
          if (in[i] == '\n' && !afterCr) {
            out[length++] = '\r';
          }
          out[length++] = in[i];
          afterCr = in[i] == '\r';
        }
        copy.write(out, 0, length);
      }
    }
    return copy;
  }

  @Override
  public void close() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  /// Ends where the message does, and does not close what it reads.
  private static final class Limited extends InputStream {
    private final InputStream in;
    private long left;

    Limited(InputStream in, long length) {
      this.in = in;
      this.left = length;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      if (left == 0) {
        return length == 0 ? 0 : -1;
      }
      int count = in.read(target, offset, (int) Math.min(length, left));
      left -= Math.max(0, count);
      return count;
    }
  }
}
