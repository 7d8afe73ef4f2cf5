package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Finds the MIME parts of a message in one pass over its lines, without recursion.
///
/// Work and memory grow with the message's length only: at most [#MAX_DEPTH] parts are inside one
/// another and [#MAX_PARTS] in all. A container deeper than that is shown as
/// `application/octet-stream`; so is all that follows the last part allowed.
final class PartScanner {
  static final int MAX_DEPTH = 100;
  static final int MAX_PARTS = 10_000;

  private final MemorySegment message;
  private final LineCursor lines;
  private final OpenBoundaries boundaries;
  private final HeaderScanner headers;
  private final List<ScannedPart> parts = new ArrayList<>();
  private final List<ScannedPart> open = new ArrayList<>();

  PartScanner(MemorySegment message) {
    this.message = message;
    this.lines = new LineCursor(message, 0, message.byteSize());
    this.boundaries = new OpenBoundaries(message);
    this.headers = new HeaderScanner(message, lines, boundaries);
  }

  /// Returns the parts in document order, the message itself first.
  List<ScannedPart> scan() {
    OpenBoundaries.Delimiter delimiter = openPart();
    while (!open.isEmpty()) {
      ScannedPart inner = open.getLast();
      if (delimiter == null && inner.media.isMessage() && inner.children.isEmpty()) {
        delimiter = openPart();
        continue;
      }
      OpenBoundaries.Delimiter met = delimiter == null ? nextDelimiter() : delimiter;
      delimiter = met == null ? endAll() : at(met);
    }
    return parts;
  }

  private OpenBoundaries.@Nullable Delimiter nextDelimiter() {
    while (lines.advance()) {
      if (lines.startsWithDashes()) {
        OpenBoundaries.Delimiter met = boundaries.match(lines.start(), lines.textEnd());
        if (met != null) {
          return met;
        }
      }
    }
    return null;
  }

  private OpenBoundaries.@Nullable Delimiter endAll() {
    while (!open.isEmpty()) {
      close(open.getLast(), lines.start(), lines.feedsBefore());
    }
    return null;
  }

  /// Ends what the delimiter line ends and, if it begins another part, opens that.
  private OpenBoundaries.@Nullable Delimiter at(OpenBoundaries.Delimiter met) {
    while (open.getLast().index > met.owner()) {
      close(open.getLast(), beforeLineEnd(), lines.feedsBefore());
    }
    if (met.closing()) {
      giveOnePart(open.getLast(), beforeLineEnd(), lines.feedsBefore());
      boundaries.closeFrom(met.owner());
      return null;
    }
    return parts.size() >= MAX_PARTS - 1 ? openLast() : openPart();
  }

  /// The line end before a delimiter belongs to it (RFC 2046 section 5.1.1).
  private long beforeLineEnd() {
    long at = lines.start();
    at -= at > 0 ? 1 : 0;
    return at > 0 && at < lines.start() && Octets.at(message, at - 1) == '\r' ? at - 1 : at;
  }

  private OpenBoundaries.@Nullable Delimiter openPart() {
    long start = lines.next();
    ScannedPart parent = open.isEmpty() ? null : open.getLast();
    HeaderScanner.Header header = headers.scan();
    boolean inDigest = parent != null && parent.media.is("multipart", "digest");
    MediaType media = MediaType.of(header.fields().value(KnownField.CONTENT_TYPE), inDigest);
    String encoding =
        ScannedPart.encoding(header.fields().value(KnownField.CONTENT_TRANSFER_ENCODING));
    // RFC 2046 section 5.2.1 forbids encoding a message; one that is encoded all the same is
    // opaque.
    boolean opaque = media.isMessage() && ScannedPart.isEncoded(encoding);
    boolean full = open.size() >= MAX_DEPTH || parts.size() >= MAX_PARTS - 2;
    boolean closed = opaque || (full && (media.isMessage() || media.isMultipart()));
    push(parent, start, header, closed ? media.opaque() : media);
    return header.delimiter();
  }

  /// Opens the part that holds all the rest of the message.
  private OpenBoundaries.@Nullable Delimiter openLast() {
    long start = lines.next();
    boundaries.closeFrom(0);
    HeaderScanner.Header none = new HeaderScanner.Header(new KnownFields(message), start, null);
    lines.advance();
    push(open.getLast(), start, none, MediaType.TEXT.opaque());
    return null;
  }

  private void push(
      @Nullable ScannedPart parent, long start, HeaderScanner.Header header, MediaType media) {
    long feeds = lines.feedsBefore() + (lines.start() < header.bodyStart() ? 1 : 0);
    ScannedPart part = new ScannedPart(parts.size(), parent, start, header, media, feeds);
    parts.add(part);
    open.add(part);
    if (parent != null) {
      parent.children.add(part);
    }
    if (media.isMultipart()) {
      boundaries.open(part.index, media.boundary().getBytes(StandardCharsets.ISO_8859_1));
    }
  }

  private void close(ScannedPart part, long end, long feeds) {
    giveOnePart(part, end, feeds);
    end(part, end, feeds);
    boundaries.closeFrom(part.index);
    open.removeLast();
  }

  private void end(ScannedPart part, long end, long feeds) {
    part.bodyEnd = Math.max(part.bodyStart, end);
    boolean cut = end < lines.start();
    boolean unterminated =
        part.bodyEnd > part.bodyStart && Octets.at(message, part.bodyEnd - 1) != '\n';
    long inside = feeds - part.feedsAtBody - (cut ? 1 : 0) + (unterminated ? 1 : 0);
    part.lines = part.bodyEnd == part.bodyStart ? 0 : Math.max(0, inside);
  }

  /// Gives a container in which no part was found its whole body as one text part, because a
  /// structure must show at least one (RFC 9051 section 9, body-type-mpart).
  private void giveOnePart(ScannedPart part, long end, long feeds) {
    if (part.isContainer() && part.children.isEmpty()) {
      HeaderScanner.Header none =
          new HeaderScanner.Header(new KnownFields(message), part.bodyStart, null);
      ScannedPart only =
          new ScannedPart(
              parts.size(), part, part.bodyStart, none, MediaType.TEXT, part.feedsAtBody);
      parts.add(only);
      part.children.add(only);
      end(only, end, feeds);
    }
  }
}
