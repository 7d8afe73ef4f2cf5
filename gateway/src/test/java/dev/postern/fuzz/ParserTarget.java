package dev.postern.fuzz;

import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.ImapParser;
import dev.postern.imap.wire.Refusal;
import dev.postern.imap.wire.WireLimits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/// The IMAP command parser; the first octet says whether the client has signed in.
public final class ParserTarget {
  private ParserTarget() {}

  /// Takes one input.
  public static void fuzzerTestOneInput(byte[] data) {
    if (data.length == 0) {
      return;
    }
    WireLimits limits = (data[0] & 1) == 0 ? WireLimits.BEFORE_LOGIN : WireLimits.AFTER_LOGIN;
    ByteBuf line = Unpooled.wrappedBuffer(data, 1, data.length - 1);
    try {
      ImapParser parser = new ImapParser(line, limits);
      String tag = parser.tag();
      String text = parser.command(tag).toString();
      if (text.isEmpty()) {
        throw new IllegalStateException("a command without a name");
      }
    } catch (GatewayException | Refusal e) {
      // A refusal is an answer.
      if (e.getMessage() == null) {
        throw e;
      }
    } finally {
      line.release();
    }
  }
}
