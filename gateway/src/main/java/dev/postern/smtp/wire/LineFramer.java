package dev.postern.smtp.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Cuts command lines out of what came (RFC 5321 section 2.3.8).
///
/// A line ends with CRLF. One that ends with a bare LF, holds a bare CR or a NUL, is no UTF-8 or is
/// too long is taken out whole and refused, so that client and server stay in step and nothing of
/// it is run. What is too long is dropped as it comes: at most one limit's worth is held, and after
/// [#MAX_SKIPPED] octets the client is given up.
///
/// Borrows the buffer. Not thread-safe.
public final class LineFramer {
  /// Octets of a line with its line end; RFC 5321 wants 512, extensions add to it.
  static final int MAX_LINE = 2048;

  /// Octets of a line that carries SASL data (RFC 4954 section 4).
  static final int MAX_SASL_LINE = 12288;

  /// Octets of a line that is dropped after which its end is not waited for any more.
  static final int MAX_SKIPPED = 1 << 16;

  private static final Reply TOO_LONG = Reply.of(500, "5.5.2", "line too long");
  private static final Reply BARE = Reply.of(500, "5.5.2", "lines end with CRLF");
  private static final Reply NOT_TEXT = Reply.of(500, "5.5.2", "not UTF-8 text");

  private int scanned;
  private boolean skipping;
  private int skipped;

  /// Takes the next line.
  ///
  /// @param sasl whether the line continues a SASL exchange
  /// @return empty if there is no whole line yet
  public Optional<Line> next(ByteBuf in, boolean sasl) {
    int from = in.readerIndex() + scanned;
    int end = in.indexOf(from, in.writerIndex(), (byte) '\n');
    int length = (end < 0 ? in.writerIndex() : end + 1) - in.readerIndex();
    boolean tooLong = skipping || length > limit(in, sasl);
    if (end < 0) {
      skipping = tooLong;
      scanned = tooLong ? 0 : length;
      in.skipBytes(tooLong ? length : 0);
      skipped += tooLong ? length : 0;
      return skipped > MAX_SKIPPED ? Optional.of(new Line.Endless()) : Optional.empty();
    }
    scanned = 0;
    skipped = 0;
    skipping = false;
    byte[] line = new byte[tooLong ? 0 : length];
    in.readBytes(line);
    in.skipBytes(tooLong ? length : 0);
    return Optional.of(tooLong ? new Line.Broken(TOO_LONG) : text(line));
  }

  private static int limit(ByteBuf in, boolean sasl) {
    return sasl || startsWithAuth(in) ? MAX_SASL_LINE : MAX_LINE;
  }

  private static boolean startsWithAuth(ByteBuf in) {
    String auth = "AUTH ";
    boolean same = in.readableBytes() >= auth.length();
    for (int i = 0; same && i < auth.length(); i++) {
      same = Character.toUpperCase((char) in.getByte(in.readerIndex() + i)) == auth.charAt(i);
    }
    return same;
  }

  private static Line text(byte[] line) {
    int length = line.length - 2;
    if (length < 0 || line[length] != '\r') {
      return new Line.Broken(BARE);
    }
    for (int i = 0; i < length; i++) {
      if (line[i] == '\r' || line[i] == 0) {
        return new Line.Broken(BARE);
      }
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(line, 0, length);
      return new Line.Text(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException _) {
      return new Line.Broken(NOT_TEXT);
    }
  }
}
