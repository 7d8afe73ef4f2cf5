package dev.postern.api;

import dev.postern.mailbox.Content;
import java.io.InputStream;

/// The stored bytes of a message as a stream; closing it lets them go.
final class ContentInput extends InputStream {
  private final Content content;
  private long position;

  ContentInput(Content content) {
    this.content = content;
  }

  @Override
  public int read() {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) {
    int wanted = (int) Math.min(length, content.size() - position);
    if (wanted == 0) {
      return length == 0 ? 0 : -1;
    }
    int count = content.read(position, target, offset, wanted);
    position += count;
    return count;
  }

  @Override
  public void close() {
    content.close();
  }
}
