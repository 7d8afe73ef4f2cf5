package dev.postern.smtp.client;

import java.io.IOException;
import java.io.OutputStream;

/// Sends a message of known size in chunks (RFC 3030 section 2): no octet of it can be taken for
/// its end.
final class ChunkOutput extends OutputStream {
  static final long CHUNK = 1 << 20;

  private final HopSocket socket;
  private final Checkpoint between;
  private long left;
  private long inChunk;

  /// Is called when a chunk is sent and it is not the last.
  interface Checkpoint {
    /// Reads the reply; throws to end the transfer.
    void passed() throws IOException;
  }

  /// Begins with the first command.
  ///
  /// @param size octets that will be written
  ChunkOutput(HopSocket socket, long size, Checkpoint between) throws IOException {
    this.socket = socket;
    this.between = between;
    this.left = size;
    begin();
  }

  private void begin() throws IOException {
    inChunk = Math.min(CHUNK, left);
    left -= inChunk;
    socket.say("BDAT " + inChunk + (left == 0 ? " LAST" : ""));
  }

  @Override
  public void write(int octet) throws IOException {
    write(new byte[] {(byte) octet}, 0, 1);
  }

  @Override
  public void write(byte[] octets, int offset, int length) throws IOException {
    int at = offset;
    int rest = length;
    while (rest > 0) {
      if (inChunk == 0) {
        between.passed();
        begin();
      }
      int now = (int) Math.min(rest, inChunk);
      socket.data().write(octets, at, now);
      inChunk -= now;
      at += now;
      rest -= now;
    }
  }
}
