package dev.postern.mail;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.Set;

/// Removes a part's Content-Transfer-Encoding (RFC 2045 section 6).
public final class PartDecoder {
  private static final Set<String> KNOWN =
      Set.of("7bit", "8bit", "binary", "base64", "quoted-printable");

  private PartDecoder() {}

  /// Says whether the part's encoding is one of RFC 2045; others are read as they stand, and IMAP's
  /// BINARY refuses them with UNKNOWN-CTE.
  public static boolean knows(Part part) {
    return KNOWN.contains(part.encoding());
  }

  /// Opens the part's content, decoded while it is read. Nothing is copied whole, reading never
  /// throws, and the message must stay mapped until the stream is read.
  public static InputStream open(MemorySegment message, Part part) {
    SegmentInput encoded = new SegmentInput(message, part.bodyStart(), part.bodyEnd());
    if (part.isMultipart()) {
      return encoded;
    }
    return switch (part.encoding()) {
      case "base64" -> new Base64Input(encoded);
      case "quoted-printable" -> new QuotedPrintableInput(encoded);
      default -> encoded;
    };
  }

  /// Opens a whole message as it is.
  public static InputStream openMessage(MemorySegment message) {
    return new SegmentInput(message, 0, message.byteSize());
  }

  /// Returns how many octets [#open] yields; reads the part if it is encoded.
  public static long decodedSize(MemorySegment message, Part part) {
    InputStream content = open(message, part);
    if (content instanceof SegmentInput) {
      return part.size();
    }
    try (content) {
      return content.transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the first `limit` octets of the content.
  static byte[] head(MemorySegment message, Part part, int limit) {
    try (InputStream content = open(message, part)) {
      return content.readNBytes(limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
