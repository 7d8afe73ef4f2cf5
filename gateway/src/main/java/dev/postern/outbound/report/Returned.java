package dev.postern.outbound.report;

import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.HeaderField;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;

/// What of a mail goes back to its sender: the third part of a report (RFC 3462 section 2).
///
/// @param type media type of the part (RFC 6533 section 4 if the header is not ASCII)
/// @param encoding `7bit` or `8bit`
/// @param slices of the mail; without its Bcc field
record Returned(String type, String encoding, List<MemorySegment> slices) {
  /// The most octets of a mail or a header that go back.
  static final int MAX = 50 * 1024;

  private static final int MAX_LINE = 998;

  /// Takes the whole mail if that is wanted and it is small and can travel in a report, else as
  /// many fields of its header as fit.
  static Returned of(MemorySegment mail, HeaderBlock header, boolean whole) {
    long end = header.fields().isEmpty() ? 0 : header.fields().getLast().end();
    MemorySegment fields = mail.asSlice(0, fitting(header, end));
    boolean utf8 = !isAscii(fields, 0);
    if (whole && mail.byteSize() <= MAX && isText(mail)) {
      boolean eight = utf8 || !isAscii(mail, end);
      return new Returned(
          utf8 ? "message/global" : "message/rfc822",
          eight ? "8bit" : "7bit",
          HeaderEdit.of(mail).remove("Bcc").slices());
    }
    return new Returned(
        utf8 ? "message/global-headers" : "text/rfc822-headers",
        utf8 ? "8bit" : "7bit",
        isText(fields) ? HeaderEdit.of(fields).remove("Bcc").slices() : List.of());
  }

  private static long fitting(HeaderBlock header, long end) {
    if (end <= MAX) {
      return end;
    }
    long fits = 0;
    for (HeaderField field : header.fields()) {
      fits = field.end() <= MAX ? field.end() : fits;
    }
    return fits;
  }

  private static boolean isAscii(MemorySegment bytes, long from) {
    for (long at = from; at < bytes.byteSize(); at++) {
      if (bytes.get(ValueLayout.JAVA_BYTE, at) < 0) {
        return false;
      }
    }
    return true;
  }

  // What came by BDAT may have what no line of text has.
  private static boolean isText(MemorySegment bytes) {
    int length = 0;
    byte last = 0;
    for (long at = 0; at < bytes.byteSize(); at++) {
      byte b = bytes.get(ValueLayout.JAVA_BYTE, at);
      boolean torn = (b == '\n') != (last == '\r');
      length = b == '\n' ? 0 : length + 1;
      if (b == 0 || torn || length > MAX_LINE + 1) {
        return false;
      }
      last = b;
    }
    return last != '\r';
  }
}
