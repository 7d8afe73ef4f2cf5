package dev.postern.imap.wire;

import dev.postern.mail.ModifiedUtf7;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes answers as bytes, straight into pooled buffers that go out when they are full.
///
/// Numbers, dates and flags are written without making strings of them: a listing of a hundred
/// thousand messages leaves no garbage per message. Where the buffers go, and how long to wait
/// until the client has read, is the [Sink]'s. Used by one thread at a time.
public final class ResponseWriter {
  private static final byte[] EMPTY = new byte[0];
  private static final byte[] DIGITS = "0123456789".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] MONTHS =
      "JanFebMarAprMayJunJulAugSepOctNovDec".getBytes(StandardCharsets.US_ASCII);
  private static final int DATE_LENGTH = 28;

  private final Sink sink;
  private byte[] out = EMPTY;
  private int at;
  private int end;
  private boolean utf8;

  /// Where [#at] stood after the last line end; -1 if that is no longer in the region.
  private int lineAt;

  /// Writes to `sink`.
  public ResponseWriter(Sink sink) {
    this.sink = sink;
  }

  /// Where full buffers go.
  public interface Sink {
    /// Takes the finished part of the present region, if there is one, and hands out a new region.
    ///
    /// May block until the client has read enough.
    ///
    /// @param writer to ask for [#at] and to give the region to with [#region]
    void turn(ResponseWriter writer);

    /// Takes the finished part of the present region, then octets `from` to `to` of `source`.
    ///
    /// May block until the client has read enough.
    void copy(long from, long to, Source source);
  }

  /// Octets that stand somewhere else.
  public interface Source {
    /// Fills `target` with the octets from `position` on.
    void read(long position, ByteBuffer target);
  }

  /// Gives the writer bytes to write to.
  public void region(byte[] bytes, int from, int to) {
    lineAt = at == lineAt ? from : -1;
    out = bytes;
    at = from;
    end = to;
  }

  /// Takes the region away.
  public void noRegion() {
    region(EMPTY, 0, 0);
  }

  /// Returns the index after the last byte written in the region.
  public int at() {
    return at;
  }

  private void room(int bytes) {
    if (end - at < bytes) {
      sink.turn(this);
    }
  }

  /// Writes one ASCII character.
  public ResponseWriter put(char c) {
    room(1);
    out[at++] = (byte) c;
    return this;
  }

  /// Writes ASCII text; other characters become `?`.
  public ResponseWriter put(String ascii) {
    for (int i = 0; i < ascii.length(); i++) {
      if (at == end) {
        sink.turn(this);
      }
      char c = ascii.charAt(i);
      out[at++] = c < 0x80 ? (byte) c : (byte) '?';
    }
    return this;
  }

  /// Writes bytes as they are.
  public ResponseWriter put(byte[] bytes) {
    int done = 0;
    while (done < bytes.length) {
      room(1);
      int length = Math.min(bytes.length - done, end - at);
      System.arraycopy(bytes, done, out, at, length);
      at += length;
      done += length;
    }
    return this;
  }

  /// Writes what a client may have named: text without line ends, for humans.
  public ResponseWriter text(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      put(c >= ' ' && c < 0x7f ? c : '?');
    }
    return this;
  }

  /// Writes a number that is not negative.
  public ResponseWriter put(long number) {
    room(20);
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int i = at + digits - 1; i >= at; i--) {
      out[i] = DIGITS[(int) (rest % 10)];
      rest /= 10;
    }
    at += digits;
    return this;
  }

  /// Ends a line.
  public ResponseWriter line() {
    room(2);
    out[at++] = '\r';
    out[at++] = '\n';
    lineAt = at;
    return this;
  }

  // date-time = DQUOTE date-day-fixed "-" date-month "-" date-year SP time SP zone DQUOTE
  /// Writes an INTERNALDATE with its zone (C-72, C-88).
  ///
  /// @param seconds from 1970-01-01T00:00Z; earlier ones are shown as that (clients.md row 10)
  /// @param zone minutes east of UTC; where the clock still showed 1969 then, UTC is shown
  public ResponseWriter date(long seconds, int zone) {
    return seconds < 0 || seconds + zone * 60L < 0
        ? dateFrom1970(Math.max(seconds, 0), 0)
        : dateFrom1970(seconds, zone);
  }

  private ResponseWriter dateFrom1970(long seconds, int zone) {
    room(DATE_LENGTH);
    long local = seconds + zone * 60L;
    long days = local / 86_400;
    int second = (int) (local % 86_400);
    // Days to a date of the proleptic Gregorian calendar, in eras of 400 years from 1 March 0000.
    long shifted = days + 719_468;
    long era = shifted / 146_097;
    int ofEra = (int) (shifted % 146_097);
    int yearOfEra = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365;
    int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
    int fromMarch = (5 * ofYear + 2) / 153;
    int day = ofYear - (153 * fromMarch + 2) / 5 + 1;
    int month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
    long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
    out[at++] = '"';
    out[at++] = day < 10 ? (byte) ' ' : DIGITS[day / 10];
    out[at++] = DIGITS[day % 10];
    out[at++] = '-';
    System.arraycopy(MONTHS, (month - 1) * 3, out, at, 3);
    at += 3;
    out[at++] = '-';
    two((int) Math.min(year / 100, 99));
    two((int) (year % 100));
    out[at++] = ' ';
    two(second / 3600);
    out[at++] = ':';
    two(second / 60 % 60);
    out[at++] = ':';
    two(second % 60);
    out[at++] = ' ';
    out[at++] = zone < 0 ? (byte) '-' : (byte) '+';
    two(Math.abs(zone) / 60);
    two(Math.abs(zone) % 60);
    out[at++] = '"';
    return this;
  }

  private void two(int number) {
    out[at++] = DIGITS[number / 10];
    out[at++] = DIGITS[number % 10];
  }

  // quoted = DQUOTE *QUOTED-CHAR DQUOTE
  /// Writes printable ASCII as a quoted string.
  public ResponseWriter quoted(String text) {
    put('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        put('\\');
      }
      put(c);
    }
    return put('"');
  }

  // astring = 1*ASTRING-CHAR / string
  /// Writes text of printable ASCII, quoted only where it must be.
  public ResponseWriter astring(String text) {
    boolean atom = !text.isEmpty() && !text.equalsIgnoreCase("NIL");
    for (int i = 0; atom && i < text.length(); i++) {
      atom = ImapCursor.isAtomChar(text.charAt(i));
    }
    return atom ? put(text) : quoted(text);
  }

  /// From now on mailbox names and texts are written in UTF-8 (RFC 6855 section 3).
  public void speakUtf8() {
    utf8 = true;
  }

  /// Writes a mailbox name, in modified UTF-7 unless the client understands UTF-8.
  public ResponseWriter mailbox(String name) {
    return utf8 && !isAscii(name) ? string(name) : astring(utf8 ? name : ModifiedUtf7.encode(name));
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  // string = quoted / literal
  /// Writes text without line ends, quoted where the client understands that and as a literal of
  /// UTF-8 otherwise.
  public ResponseWriter string(String text) {
    if (isAscii(text)) {
      return quoted(text);
    }
    if (!utf8) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      return literal(bytes.length).put(bytes);
    }
    String escaped = text.replace("\\", "\\\\").replace("\"", "\\\"");
    return put('"').put(escaped.getBytes(StandardCharsets.UTF_8)).put('"');
  }

  /// Says whether the last thing written was the end of a line, or nothing was written.
  public boolean betweenLines() {
    return at == lineAt;
  }

  // literal = "{" number64 "}" CRLF *CHAR8
  /// Announces a literal of `length` octets, above 0.
  public ResponseWriter literal(long length) {
    return put('{').put(length).put('}').put('\r').put('\n');
  }

  // literal8 = "~{" number64 "}" CRLF *OCTET
  /// Announces a literal of `length` octets, above 0, that may hold NUL (RFC 3516 section 4.2).
  public ResponseWriter literal8(long length) {
    return put('~').literal(length);
  }

  /// Writes octets `from` to `to` of `source` without a detour.
  public ResponseWriter copy(long from, long to, Source source) {
    sink.copy(from, to, source);
    return this;
  }

  /// Lends the rest of the region, at least one byte, to be filled directly.
  public byte[] lend() {
    room(1);
    return out;
  }

  /// Returns how many bytes from [#at] are lent.
  public int lent() {
    return end - at;
  }

  /// Takes `count` bytes that were filled in.
  public void filled(int count) {
    at += count;
  }
}
