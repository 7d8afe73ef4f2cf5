package dev.postern.fuzz;

import dev.postern.imap.wire.Frame;
import dev.postern.imap.wire.ImapFramer;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;

/// The IMAP framer: the first octet chooses the state and the size of the pieces.
public final class FramerTarget {
  /// Beyond this the framer holds more than any limit allows.
  private static final int MOST_HELD = 4 << 20;

  private FramerTarget() {}

  /// Takes one input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    boolean signedIn = (data[0] & 1) == 1;
    boolean accepting = (data[0] & 2) == 2;
    int step = 1 + ((data[0] & 0xff) >>> 2);
    ImapFramer framer = new ImapFramer();
    EmbeddedChannel channel = new EmbeddedChannel(framer);
    if (signedIn) {
      framer.signedIn(Long.MAX_VALUE);
    }
    for (int at = 1; at < data.length; at += step) {
      int length = Math.min(step, data.length - at);
      channel.writeInbound(Unpooled.copiedBuffer(data, at, length));
      drain(channel, framer, signedIn, accepting);
      if (framer.held() > MOST_HELD) {
        throw new IllegalStateException("the framer holds " + framer.held());
      }
    }
    channel.finishAndReleaseAll();
  }

  private static void drain(
      EmbeddedChannel channel, ImapFramer framer, boolean signedIn, boolean accepting) {
    for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      boolean asks =
          frame instanceof Frame.Asking || (frame instanceof Frame.AppendHead h && h.asking());
      boolean waits = asks || (frame instanceof Frame.Whole && !signedIn);
      frame.release();
      if (waits) {
        framer.proceed(channel.pipeline().context(framer), !asks || accepting);
      }
    }
  }
}
