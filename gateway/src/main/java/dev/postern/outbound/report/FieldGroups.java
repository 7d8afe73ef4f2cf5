package dev.postern.outbound.report;

import dev.postern.mail.HeaderBlock;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Groups of fields with empty lines between them, as in message/delivery-status.
record FieldGroups(MemorySegment bytes) {
  /// Returns at most `limit` groups, in one pass; lines that are no fields are skipped.
  List<HeaderBlock> list(int limit) {
    List<HeaderBlock> groups = new ArrayList<>();
    long size = bytes.byteSize();
    long start = 0;
    while (start < size && groups.size() < limit) {
      long end = start;
      while (end < size && !isBlank(end, lineEnd(end))) {
        end = lineEnd(end);
      }
      if (end > start) {
        groups.add(HeaderBlock.of(bytes, start, end));
      }
      start = end < size ? lineEnd(end) : size;
    }
    return groups;
  }

  private long lineEnd(long from) {
    long at = from;
    while (at < bytes.byteSize() && bytes.get(ValueLayout.JAVA_BYTE, at) != '\n') {
      at++;
    }
    return Math.min(at + 1, bytes.byteSize());
  }

  private boolean isBlank(long from, long to) {
    for (long at = from; at < to; at++) {
      byte b = bytes.get(ValueLayout.JAVA_BYTE, at);
      if (b != ' ' && b != '\t' && b != '\r' && b != '\n') {
        return false;
      }
    }
    return true;
  }
}
