package dev.postern.smtp.wire;

/// Takes a mail out of the DATA stream (RFC 5321 section 4.5.2): removes the dots that were stuffed
/// and finds the end.
///
/// The end is CRLF `.` CRLF and nothing else, so no two servers can see it in different places (VU
/// 302671). A bare CR, a bare LF or a NUL anywhere only marks the mail as broken: it is still read
/// to its true end, and then refused.
///
/// Not thread-safe.
public final class DataDecoder implements MailDecoder {
  private enum State {
    LINE_START,
    DOT,
    DOT_CR,
    TEXT,
    CR,
    END
  }

  private State state = State.LINE_START;
  private boolean broken;
  private byte[] out = new byte[0];
  private int length;

  @Override
  public int decode(byte[] in) {
    // Two octets can have been held back from earlier.
    out = out.length < in.length + 2 ? new byte[in.length + 2] : out;
    length = 0;
    int at = 0;
    while (at < in.length && state != State.END) {
      at = state == State.TEXT ? text(in, at) : step(in, at);
    }
    return at;
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

  // The common case in a tight loop: everything up to a CR goes out as it is.
  private int text(byte[] in, int from) {
    int at = from;
    while (at < in.length && in[at] != '\r') {
      broken |= in[at] == '\n' || in[at] == 0;
      at++;
    }
    System.arraycopy(in, from, out, length, at - from);
    length += at - from;
    if (at < in.length) {
      out[length++] = '\r';
      state = State.CR;
      at++;
    }
    return at;
  }

  private int step(byte[] in, int at) {
    byte next = in[at];
    switch (state) {
      case LINE_START -> state = next == '.' ? State.DOT : State.TEXT;
      case DOT -> state = next == '\r' ? State.DOT_CR : State.TEXT;
      case DOT_CR -> {
        if (next == '\n') {
          state = State.END;
        } else {
          broken = true;
          out[length++] = '\r';
          state = State.CR;
          return at;
        }
      }
      case CR -> {
        if (next == '\n') {
          out[length++] = '\n';
          state = State.LINE_START;
        } else {
          broken = true;
          state = State.TEXT;
        }
      }
      case TEXT, END -> throw new IllegalStateException();
    }
    // An octet that made the line ordinary text is read again as text.
    return state == State.TEXT ? at : at + 1;
  }
}
