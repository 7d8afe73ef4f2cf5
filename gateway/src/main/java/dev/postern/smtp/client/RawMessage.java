package dev.postern.smtp.client;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.eclipse.angus.mail.smtp.SMTPMessage;

/// A message that is sent as its bytes stand: the mail library neither reads nor changes it.
final class RawMessage extends SMTPMessage {
  private static final int STEP = 1 << 16;

  private final MemorySegment bytes;

  RawMessage(jakarta.mail.Session session, MemorySegment bytes) {
    super(session);
    this.bytes = bytes;
  }

  /// Writes all bytes; whoever queued them has removed what is not to go out.
  @Override
  public void writeTo(OutputStream out, String[] ignoreList) throws IOException {
    byte[] buffer = new byte[STEP];
    for (long at = 0; at < bytes.byteSize(); at += STEP) {
      int length = (int) Math.min(STEP, bytes.byteSize() - at);
      MemorySegment.copy(bytes, ValueLayout.JAVA_BYTE, at, buffer, 0, length);
      out.write(buffer, 0, length);
    }
  }
}
