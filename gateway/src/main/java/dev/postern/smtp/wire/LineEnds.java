package dev.postern.smtp.wire;

/// How the lines of one client end.
///
/// A strict server takes CRLF only. A lenient one takes what the client's first line ended with,
/// CRLF or LF, and from then on nothing else, neither for commands nor for the end of a mail: a
/// client for which both could end a mail could be made to smuggle one (VU 302671).
///
/// Written where lines are cut, before the line is handed on; read by whoever works on that line.
public final class LineEnds {
  private final boolean lenient;
  private boolean known;
  private boolean bare;

  private LineEnds(boolean lenient) {
    this.lenient = lenient;
    this.known = !lenient;
  }

  /// CRLF and nothing else.
  public static LineEnds strict() {
    return new LineEnds(false);
  }

  /// What the client begins with.
  public static LineEnds lenient() {
    return new LineEnds(true);
  }

  /// Says whether they are the client's choice.
  public boolean isLenient() {
    return lenient;
  }

  /// Says whether lines end with LF alone.
  public boolean isBareLf() {
    return bare;
  }

  /// Takes notice of how a line ended.
  ///
  /// @return whether it is how this client's lines end
  boolean accept(boolean bareLf) {
    if (!known) {
      known = true;
      bare = bareLf;
    }
    return bare == bareLf;
  }
}
