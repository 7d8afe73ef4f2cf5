package dev.postern.smtp.wire;

/// Takes mail of devices: whatever their line ends are, what comes out has CRLF only.
///
/// The end of a mail is as strict as it can be: CRLF `.` CRLF from a client whose command lines end
/// with CRLF, LF `.` LF from one whose lines end with LF, and never the other. A dot behind any
/// other line end is text and stays. What is stored is clean, so nothing can be smuggled further.
///
/// A NUL breaks the mail.
public final class LenientDecoder implements MailDecoder {
  // CRs that may belong to one line end, as in CR CR LF.
  private static final int MAX_CRS = 8;

  private enum State {
    LINE_START,
    DOT,
    DOT_CR,
    TEXT,
    CRS,
    END
  }

  private final boolean bareLf;
  private State state = State.LINE_START;
  private int crs;
  private boolean mended;
  private boolean broken;
  private byte[] out = new byte[0];
  private int length;

  /// Decodes for a client with these line ends.
  public LenientDecoder(LineEnds ends) {
    this.bareLf = ends.isBareLf();
  }

  @Override
  public int decode(byte[] in) {
    int room = 2 * (in.length + MAX_CRS + 1);
    out = out.length < room ? new byte[room] : out;
    length = 0;
    int at = 0;
    while (at < in.length && state != State.END) {
      at += step(in[at]) ? 1 : 0;
    }
    return at;
  }

  /// Takes an octet.
  ///
  /// @return false if it must be looked at again in the new state
  private boolean step(byte next) {
    return switch (state) {
      case LINE_START -> {
        state = next == '.' ? State.DOT : State.TEXT;
        yield next == '.';
      }
      case DOT -> dot(next);
      case DOT_CR -> dotCr(next);
      case TEXT -> {
        text(next);
        yield true;
      }
      case CRS -> crs(next);
      case END -> throw new IllegalStateException();
    };
  }

  // Whatever else the line has, its first dot was stuffed.
  private boolean dot(byte next) {
    boolean ends = next == (bareLf ? '\n' : '\r');
    state = ends ? bareLf ? State.END : State.DOT_CR : State.TEXT;
    return ends;
  }

  private boolean dotCr(byte next) {
    state = next == '\n' ? State.END : State.CRS;
    crs = 1;
    return next == '\n';
  }

  private void text(byte next) {
    if (next == '\r') {
      crs = 1;
      state = State.CRS;
    } else if (next == '\n') {
      mended |= !bareLf;
      lineEnd();
      state = bareLf ? State.LINE_START : State.TEXT;
    } else {
      broken |= next == 0;
      out[length++] = next;
    }
  }

  private boolean crs(byte next) {
    if (next == '\n') {
      mended |= bareLf || crs > 1;
      lineEnd();
      state = State.LINE_START;
      return true;
    }
    mended = true;
    if (next == '\r') {
      if (crs == MAX_CRS) {
        lineEnd();
      } else {
        crs++;
      }
      return true;
    }
    for (int i = 0; i < crs; i++) {
      lineEnd();
    }
    state = State.TEXT;
    return false;
  }

  private void lineEnd() {
    out[length++] = '\r';
    out[length++] = '\n';
  }

  @Override
  public byte[] output() {
    return out;
  }

  @Override
  public int length() {
    return length;
  }

  @Override
  public boolean ended() {
    return state == State.END;
  }

  @Override
  public boolean broken() {
    return broken;
  }

  /// Says whether there were other line ends than the client's own.
  public boolean mended() {
    return mended;
  }
}
