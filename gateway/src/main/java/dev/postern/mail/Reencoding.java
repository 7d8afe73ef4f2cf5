package dev.postern.mail;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Gives the parts of a message another Content-Transfer-Encoding, so that a server takes it that
/// has no 8BITMIME or BINARYMIME, or because its lines are too long (RFC 6152 section 3).
///
/// Text becomes quoted-printable and all else base64; what a part says stays the same to the octet.
/// Only leaf parts are encoded (RFC 2045 section 6.4), and nothing that a signature covers.
public final class Reencoding {
  private static final String ENCODING = "Content-Transfer-Encoding";

  private final MemorySegment message;
  private final boolean eightBit;
  private final List<Part> parts;
  private final Set<Integer> parents = new HashSet<>();
  private final List<Edit> edits = new ArrayList<>();

  /// What stands in the place of the octets from `start` to `end` - 1.
  private record Edit(long start, long end, MessageSource with) {}

  private Reencoding(MemorySegment message, boolean eightBit) {
    this.message = message;
    this.eightBit = eightBit;
    this.parts = MessageReader.read(message).parts();
    parts.forEach(part -> parents.add(part.parent()));
  }

  /// Encodes what has to be.
  ///
  /// @param eightBit whether octets beyond ASCII may stay: only what is binary and what has long
  ///   lines is encoded
  /// @return empty if it cannot be done: the message is signed, or the octets stand in a header or
  ///   between parts
  public static Optional<MessageSource> of(MemorySegment message, boolean eightBit) {
    Reencoding reencoding = new Reencoding(message, eightBit);
    if (!HeaderBlock.of(message, 0, message.byteSize()).all("DKIM-Signature").isEmpty()
        || !reencoding.edit()) {
      return Optional.empty();
    }
    MessageSource result = reencoding::write;
    MessageForm form = MessageForm.of(result);
    boolean fits = !form.longLines() && (eightBit || !form.eightBit());
    return fits ? Optional.of(result) : Optional.empty();
  }

  /// Says whether a part is declared as octets without lines, whose line ends must stay.
  public static boolean hasBinary(MemorySegment message) {
    return MessageReader.read(message).parts().stream().anyMatch(Reencoding::isBinary);
  }

  private static boolean isBinary(Part part) {
    return part.encoding().equals("binary") && !part.isMultipart();
  }

  private boolean edit() {
    for (Part part : parts) {
      boolean leaf = !parents.contains(part.index());
      if (!leaf) {
        relabel(part);
      } else if (isWanted(part)) {
        if (!mayEncode(part)) {
          return false;
        }
        encode(part);
      } else {
        relabel(part);
      }
    }
    edits.sort(Comparator.comparingLong(Edit::start));
    return true;
  }

  private boolean isWanted(Part part) {
    MessageForm form = MessageForm.of(message.asSlice(part.bodyStart(), part.size()));
    return isBinary(part) || form.longLines() || (!eightBit && form.eightBit());
  }

  private boolean mayEncode(Part part) {
    boolean known = PartDecoder.knows(part) && part.bodyStart() > part.headerStart();
    return known && !part.type().equals("message") && !isSigned(part);
  }

  private boolean isSigned(Part part) {
    for (int at = part.parent(); at >= 0; at = parts.get(at).parent()) {
      Part parent = parts.get(at);
      if (parent.isMultipart() && parent.subtype().equals("signed")) {
        return true;
      }
    }
    return false;
  }

  // What holds 7-bit parts only must not be called 8bit.
  private void relabel(Part part) {
    boolean wrong =
        part.encoding().equals("binary") || (!eightBit && part.encoding().equals("8bit"));
    if (wrong && !isSigned(part)) {
      label(part, eightBit ? "8bit" : "7bit");
    }
  }

  private void encode(Part part) {
    boolean kept = part.encoding().equals("base64") || part.encoding().equals("binary");
    boolean quoted = !kept && part.type().equals("text");
    label(part, quoted ? "quoted-printable" : "base64");
    edits.add(new Edit(part.bodyStart(), part.bodyEnd(), out -> encode(part, quoted, out)));
  }

  private void encode(Part part, boolean quoted, OutputStream out) throws IOException {
    try (InputStream content = PartDecoder.open(message, part)) {
      if (quoted) {
        QuotedPrintableOutput encoder = new QuotedPrintableOutput(out);
        content.transferTo(encoder);
        encoder.finish();
      } else {
        try (OutputStream encoder = Base64.getMimeEncoder().wrap(new Unclosed(out))) {
          content.transferTo(encoder);
        }
      }
    }
  }

  private void label(Part part, String encoding) {
    HeaderBlock header = HeaderBlock.of(message, part.headerStart(), part.bodyStart());
    boolean first = true;
    for (HeaderField field : header.all(ENCODING)) {
      edits.add(new Edit(field.start(), field.end(), text(first ? encodingField(encoding) : "")));
      first = false;
    }
    StringBuilder added = new StringBuilder(first ? encodingField(encoding) : "");
    if (part.parent() < 0) {
      addMime(part, header, added);
    }
    if (!added.isEmpty()) {
      long end = headerEnd(part);
      edits.add(new Edit(end, end, text(added.toString())));
    }
  }

  // Text of before MIME has no name for its character set (RFC 1428).
  private void addMime(Part part, HeaderBlock header, StringBuilder added) {
    if (header.all("MIME-Version").isEmpty()) {
      added.append("MIME-Version: 1.0\r\n");
    }
    if (header.all("Content-Type").isEmpty()) {
      MemorySegment body = message.asSlice(part.bodyStart(), part.size());
      boolean eight = MessageForm.of(body).eightBit();
      added
          .append("Content-Type: text/plain; charset=")
          .append(eight ? MessageForm.isUtf8(body) ? "utf-8" : "unknown-8bit" : "us-ascii")
          .append("\r\n");
    }
  }

  private static String encodingField(String encoding) {
    return ENCODING + ": " + encoding + "\r\n";
  }

  // Before the empty line, if there is one.
  private long headerEnd(Part part) {
    long end = part.bodyStart();
    for (char mark : new char[] {'\n', '\r'}) {
      boolean there = end > part.headerStart() && Octets.at(message, end - 1) == mark;
      end -= there ? 1 : 0;
    }
    return end;
  }

  private static MessageSource text(String text) {
    byte[] octets = text.getBytes(StandardCharsets.US_ASCII);
    return out -> out.write(octets);
  }

  private void write(OutputStream out) throws IOException {
    long at = 0;
    for (Edit edit : edits) {
      copy(at, edit.start(), out);
      edit.with().writeTo(out);
      at = edit.end();
    }
    copy(at, message.byteSize(), out);
  }

  private void copy(long from, long to, OutputStream out) throws IOException {
    new SegmentInput(message, from, to).transferTo(out);
  }

  /// The encoder writes its last octets when it is closed; what follows still needs the stream.
  private static final class Unclosed extends FilterOutputStream {
    Unclosed(OutputStream out) {
      super(out);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
      out.write(octets, offset, length);
    }

    @Override
    public void close() {}
  }
}
