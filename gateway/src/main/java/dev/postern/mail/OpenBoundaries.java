package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The boundaries that may end the part being read, outermost first (RFC 2046 section 5.1.1).
///
/// A delimiter line is `--`, the boundary, and then nothing, white space or `--`. Each line is
/// looked up by a running hash of its prefixes, so the cost does not grow with the number of open
/// multiparts.
final class OpenBoundaries {
  /// Longest boundary that is honoured; RFC 2046 allows 70.
  static final int MAX_LENGTH = 998;

  /// A delimiter line was met.
  ///
  /// @param owner index of the multipart whose boundary it is
  /// @param closing whether it is the last one, `--boundary--`
  record Delimiter(int owner, boolean closing) {}

  private record Open(int owner, byte[] boundary, long hash, @Nullable Open shadowed) {}

  private final MemorySegment message;
  private final List<Open> stack = new ArrayList<>();
  private final Map<Long, Open> byHash = new HashMap<>();

  OpenBoundaries(MemorySegment message) {
    this.message = message;
  }

  void open(int owner, byte[] boundary) {
    long hash = 0;
    for (byte b : boundary) {
      hash = step(hash, b);
    }
    Open added = new Open(owner, boundary, hash, byHash.get(hash));
    stack.add(added);
    byHash.put(hash, added);
  }

  /// Forgets the boundaries of `owner` and of everything inside it.
  void closeFrom(int owner) {
    while (!stack.isEmpty() && stack.getLast().owner() >= owner) {
      Open closed = stack.removeLast();
      if (closed.shadowed() == null) {
        byHash.remove(closed.hash());
      } else {
        byHash.put(closed.hash(), closed.shadowed());
      }
    }
  }

  /// Returns what the line from `start` to `end` delimits, innermost multipart first, or null.
  @Nullable Delimiter match(long start, long end) {
    if (stack.isEmpty()) {
      return null;
    }
    long text = start + 2;
    long limit = Math.min(end, text + MAX_LENGTH);
    Open found = null;
    boolean closing = false;
    long hash = 0;
    for (long at = text; at <= limit; at++) {
      if (endsBoundary(at, end)) {
        Open open = byHash.get(hash);
        if (open != null
            && isAt(open, text, at)
            && (found == null || open.owner() > found.owner())) {
          found = open;
          closing = isDashes(at, end);
        }
      }
      if (at < limit) {
        hash = step(hash, Octets.at(message, at));
      }
    }
    return found == null ? null : new Delimiter(found.owner(), closing);
  }

  private boolean endsBoundary(long at, long end) {
    return at == end || Octets.isBlank(Octets.at(message, at)) || isDashes(at, end);
  }

  private boolean isDashes(long at, long end) {
    return at + 1 < end && Octets.at(message, at) == '-' && Octets.at(message, at + 1) == '-';
  }

  private boolean isAt(Open open, long from, long to) {
    return open.boundary().length == to - from
        && MemorySegment.ofArray(open.boundary()).mismatch(message.asSlice(from, to - from)) < 0;
  }

  private static long step(long hash, byte b) {
    return (hash + (b & 0xff) + 1) * 0x9E3779B97F4A7C15L;
  }
}
