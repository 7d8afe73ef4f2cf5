package dev.postern.fuzz;

import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mail.Part;
import java.lang.foreign.MemorySegment;

/// The MIME scanner and everything that is computed of a message when it arrives.
public final class MimeTarget {
  private MimeTarget() {}

  /// Takes one message.
  public static void fuzzerTestOneInput(byte[] data) {
    Digest digest = MessageReader.read(MemorySegment.ofArray(data));
    for (Part part : digest.parts()) {
      if (part.headerStart() < 0
          || part.bodyStart() < part.headerStart()
          || part.bodyEnd() > data.length) {
        throw new IllegalStateException("a part outside its message: " + part);
      }
    }
    if (digest.wire().headerLength() > data.length) {
      throw new IllegalStateException("a header longer than its message");
    }
  }
}
