package dev.postern.mail;

import java.lang.foreign.MemorySegment;

/// Walks over the lines of a message; a line ends after its LF or at the end.
///
/// A CR that stands alone is no line end: RFC 5322 section 2.3 forbids it, and whoever reads the
/// message over IMAP counts lines by LF.
final class LineCursor {
  private final MemorySegment message;
  private final long end;
  private long start;
  private long next;
  private long feedsBefore;
  private boolean endsInFeed;

  LineCursor(MemorySegment message, long start, long end) {
    this.message = message;
    this.start = start;
    this.next = start;
    this.end = end;
  }

  /// Steps to the next line; false at the end.
  boolean advance() {
    feedsBefore += endsInFeed ? 1 : 0;
    endsInFeed = false;
    start = next;
    if (start >= end) {
      return false;
    }
    long feed = Octets.lineFeed(message, start, end);
    endsInFeed = feed < end;
    next = endsInFeed ? feed + 1 : end;
    return true;
  }

  /// Makes the next [#advance] return this line again.
  void stay() {
    next = start;
    endsInFeed = false;
  }

  /// Returns the offset of the line's first byte.
  long start() {
    return start;
  }

  /// Returns the offset after the line and its line end.
  long next() {
    return next;
  }

  /// Returns how many LF stand before this line.
  long feedsBefore() {
    return feedsBefore;
  }

  /// Returns the offset after the line's text, before its LF or CRLF.
  long textEnd() {
    long text = endsInFeed ? next - 1 : next;
    return endsInFeed && text > start && Octets.at(message, text - 1) == '\r' ? text - 1 : text;
  }

  boolean isEmpty() {
    return endsInFeed && textEnd() == start;
  }

  boolean startsWithBlank() {
    return next > start && Octets.isBlank(Octets.at(message, start));
  }

  boolean startsWithDashes() {
    return next - start > 2
        && Octets.at(message, start) == '-'
        && Octets.at(message, start + 1) == '-';
  }
}
