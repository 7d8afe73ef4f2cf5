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
/// At a lenient door lines may also all end with a bare LF ([LineEnds]), and text that is no UTF-8
/// is read as ISO 8859-1.
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

  /// Refuses a line that does not end as the client's first one did.
  public static final Reply MIXED =
      Reply.of(500, "5.5.2", "lines end as the first one did: all with CRLF, or all with LF");

  private static final Reply NOT_TEXT = Reply.of(500, "5.5.2", "not UTF-8 text");

  private final LineEnds ends;
  private int scanned;
  private boolean skipping;
  private int skipped;

  /// Cuts lines that end with CRLF.
  public LineFramer() {
    this(LineEnds.strict());
  }

  /// Cuts lines with these ends.
  public LineFramer(LineEnds ends) {
    this.ends = ends;
  }

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

  private Line text(byte[] line) {
    int length = line.length - 2;
    boolean bareLf = length < 0 || line[length] != '\r';
    if (!ends.accept(bareLf)) {
      return new Line.Broken(ends.isLenient() ? MIXED : BARE);
    }
    length = ends.isLenient() ? withoutCrs(line) : length;
    for (int i = 0; i < length; i++) {
      if (line[i] == '\r' || line[i] == 0) {
        return new Line.Broken(BARE);
      }
    }
    try {
      ByteBuffer bytes = ByteBuffer.wrap(line, 0, length);
      return new Line.Text(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
    } catch (CharacterCodingException _) {
      return ends.isLenient()
          ? new Line.Text(new String(line, 0, length, StandardCharsets.ISO_8859_1))
          : new Line.Broken(NOT_TEXT);
    }
  }

  // CR CR LF ends a line too.
  private static int withoutCrs(byte[] line) {
    int length = line.length - 1;
    while (length > 0 && line[length - 1] == '\r') {
      length--;
    }
    return length;
  }
}
