package dev.postern.imap.wire;

/// A page of results (RFC 9394 section 4): positions from 1, or from -1 backwards from the end.
///
/// @param first smaller in magnitude than, or equal to, `last`, and of the same sign
/// @param last inclusive
public record PartialRange(long first, long last) {
  // partial-range-first = nz-number ":" nz-number
  // partial-range-last  = "-" nz-number ":" "-" nz-number
  static PartialRange read(ImapCursor in) {
    boolean fromEnd = in.accept('-');
    long one = in.nzNumber();
    in.expect(':');
    if (fromEnd) {
      in.expect('-');
    }
    long other = in.nzNumber();
    long near = Math.min(one, other);
    long far = Math.max(one, other);
    return fromEnd ? new PartialRange(-near, -far) : new PartialRange(near, far);
  }

  /// Returns the first position of the page among `count` results, from 1; past [#to] if the page
  /// is empty.
  public long from(long count) {
    return first > 0 ? first : Math.max(1, count + 1 + last);
  }

  /// Returns the last position of the page among `count` results.
  public long to(long count) {
    return first > 0 ? Math.min(last, count) : count + 1 + first;
  }

  /// Returns it as the client wrote it, the smaller magnitude first.
  public String wire() {
    return first + ":" + last;
  }
}
