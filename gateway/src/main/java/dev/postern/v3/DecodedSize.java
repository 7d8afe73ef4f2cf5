package dev.postern.v3;

import dev.postern.mail.Part;
import dev.postern.mail.PartDecoder;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/// How many octets a part has when decoded, without decoding large base64 parts where their lines
/// are all alike: a listing of messages with large files would decode them all.
final class DecodedSize {
  /// Decoding up to this many encoded octets costs less than thinking.
  private static final long SMALL = 16 * 1024;

  private DecodedSize() {}

  static long of(MemorySegment message, Part part) {
    if (part.encoding().equals("base64") && !part.isMultipart() && part.size() > SMALL) {
      long counted = regularBase64(message, part);
      if (counted >= 0) {
        return counted;
      }
    }
    return PartDecoder.decodedSize(message, part);
  }

  // All lines as long as the first one, but the last: then the part table's line count says it all.
  private static long regularBase64(MemorySegment message, Part part) {
    long end = part.bodyEnd();
    while (end > part.bodyStart() && isLineEnd(at(message, end - 1))) {
      end--;
    }
    long firstEnd = part.bodyStart();
    while (firstEnd < end && !isLineEnd(at(message, firstEnd))) {
      firstEnd++;
    }
    long next = firstEnd;
    while (next < end && isLineEnd(at(message, next))) {
      next++;
    }
    long step = next - part.bodyStart();
    long width = firstEnd - part.bodyStart();
    if (width == 0 || width % 4 != 0 || step - width > 2) {
      return -1;
    }
    long lines = (end - part.bodyStart() + step - 1) / step;
    long last = end - part.bodyStart() - (lines - 1) * step;
    boolean tailLines = part.lines() == lines || part.lines() == lines - 1;
    if (!tailLines || last > width || last % 4 != 0 || !isRegular(message, part, step, lines)) {
      return -1;
    }
    return ((lines - 1) * width + last) / 4 * 3 - padding(message, end);
  }

  // Looks at a sample: every 64th line must end where it should.
  private static boolean isRegular(MemorySegment message, Part part, long step, long lines) {
    boolean regular = true;
    for (long line = 1; regular && line < lines; line += 64) {
      long start = part.bodyStart() + line * step;
      regular = at(message, start - 1) == '\n' && !isLineEnd(at(message, start));
    }
    return regular;
  }

  private static int padding(MemorySegment message, long end) {
    int padding = 0;
    while (padding < 2 && at(message, end - 1 - padding) == '=') {
      padding++;
    }
    return padding;
  }

  private static boolean isLineEnd(byte octet) {
    return octet == '\r' || octet == '\n';
  }

  private static byte at(MemorySegment message, long offset) {
    return message.get(ValueLayout.JAVA_BYTE, offset);
  }
}
