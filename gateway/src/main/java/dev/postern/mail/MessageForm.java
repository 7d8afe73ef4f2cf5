package dev.postern.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// What a message asks of the servers it passes through, found in one pass over its octets.
///
/// @param size octets when every line ends in CRLF, the last one too
/// @param eightBit whether any octet is beyond ASCII
/// @param longLines whether a line has more than 998 octets (RFC 5322 section 2.1.1)
/// @param bareEnds whether a CR or LF stands alone
/// @param header what its own header is written in
public record MessageForm(
    long size, boolean eightBit, boolean longLines, boolean bareEnds, Header header) {
  private static final int MAX_LINE = 998;
  private static final int MAX_TEXT = 1 << 20;
  private static final int CHUNK = 8 << 10;

  /// What a header is written in.
  public enum Header {
    ASCII,
    /// An internationalised header (RFC 6532).
    UTF8,
    /// Octets of an unknown character set, which no standard allows.
    OTHER
  }

  /// Reads a message, which may be a mapped file.
  public static MessageForm of(MemorySegment message) {
    Scan scan = scan(out -> new SegmentInput(message, 0, message.byteSize()).transferTo(out));
    return scan.form(scan.eightBitHeader ? header(message, scan.headerSize) : Header.ASCII);
  }

  /// Reads what a source writes; a header that is not ASCII is [Header#OTHER].
  public static MessageForm of(MessageSource source) {
    Scan scan = scan(source);
    return scan.form(scan.eightBitHeader ? Header.OTHER : Header.ASCII);
  }

  /// Says whether every server takes it as it is.
  public boolean isPlain() {
    return !eightBit && !longLines && !bareEnds;
  }

  private static Scan scan(MessageSource source) {
    Scan scan = new Scan();
    try {
      source.writeTo(scan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    scan.end();
    return scan;
  }

  private static Header header(MemorySegment message, long size) {
    return isUtf8(message.asSlice(0, size)) ? Header.UTF8 : Header.OTHER;
  }

  /// Says whether a text's first MiB is UTF-8.
  static boolean isUtf8(MemorySegment text) {
    boolean whole = text.byteSize() <= MAX_TEXT;
    ByteBuffer in = text.asSlice(0, Math.min(MAX_TEXT, text.byteSize())).asByteBuffer();
    CharsetDecoder decoder =
        StandardCharsets.UTF_8.newDecoder().onMalformedInput(CodingErrorAction.REPORT);
    CharBuffer out = CharBuffer.allocate(CHUNK);
    CoderResult result = decoder.decode(in, out, whole);
    while (result.isOverflow()) {
      out.clear();
      result = decoder.decode(in, out, whole);
    }
    return !result.isError();
  }

  private static final class Scan extends OutputStream {
    private long read;
    private long size;
    private long line;
    private long headerSize;
    private boolean inHeader = true;
    private boolean afterCr;
    private boolean eightBit;
    private boolean eightBitHeader;
    private boolean longLines;
    private boolean bareEnds;

    @Override
    public void write(int octet) {
      octet((byte) octet);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
      for (int i = offset; i < offset + length; i++) {
        octet(octets[i]);
      }
    }

    private void octet(byte octet) {
      read++;
      if (octet == '\n') {
        bareEnds |= !afterCr;
        if (!afterCr) {
          lineEnd();
        }
        afterCr = false;
        return;
      }
      bareEnds |= afterCr;
      afterCr = octet == '\r';
      if (afterCr) {
        lineEnd();
        return;
      }
      line++;
      if (octet < 0) {
        eightBit = true;
        eightBitHeader |= inHeader;
      }
    }

    private void lineEnd() {
      if (line == 0 && inHeader) {
        inHeader = false;
        headerSize = read;
      }
      longLines |= line > MAX_LINE;
      size += line + 2;
      line = 0;
    }

    void end() {
      bareEnds |= afterCr;
      if (line > 0) {
        lineEnd();
      }
      headerSize = inHeader ? read : headerSize;
    }

    MessageForm form(Header header) {
      return new MessageForm(size, eightBit, longLines, bareEnds, header);
    }
  }
}
