package dev.postern.imap;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A reader of FETCH data as strict as the grammar (RFC 9051 section 9), stricter than any client:
/// one space where the grammar has one, no empty lists, nothing that a literal could hide.
///
/// Octets are characters of ISO 8859-1. Whatever is not the grammar is an AssertionError that shows
/// where.
final class FetchGrammar {
  private static final int MAX_DEPTH = 200;

  private final String in;
  private int at;
  private int depth;

  FetchGrammar(String in) {
    this.in = in;
  }

  /// Demands that nothing is left.
  void end() {
    check(at == in.length(), "the end");
  }

  // envelope = "(" env-date SP env-subject SP env-from SP env-sender SP env-reply-to SP env-to SP
  //            env-cc SP env-bcc SP env-in-reply-to SP env-message-id ")"
  void envelope() {
    expect("(");
    nstring();
    space();
    nstring();
    for (int i = 0; i < 6; i++) {
      space();
      addresses();
    }
    space();
    nstring();
    space();
    nstring();
    expect(")");
  }

  // env-from = "(" 1*address ")" / nil
  private void addresses() {
    if (accept("NIL")) {
      return;
    }
    expect("(");
    do {
      address();
    } while (!accept(")"));
  }

  // address = "(" addr-name SP addr-adl SP addr-mailbox SP addr-host ")"
  private void address() {
    expect("(");
    List<Boolean> absent = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      if (i > 0) {
        space();
      }
      absent.add(nstring() == null);
    }
    expect(")");
    // A missing host marks a group, and a group has neither name nor route.
    check(!absent.get(3) || (absent.get(0) && absent.get(1)), "a group without name and route");
    check(!absent.get(2) || absent.get(3), "a host only where there is a mailbox");
  }

  // body = "(" (body-type-1part / body-type-mpart) ")"
  void body(boolean extended) {
    check(++depth < MAX_DEPTH, "less depth");
    expect("(");
    if (peek() == '(') {
      multipart(extended);
    } else {
      single(extended);
    }
    expect(")");
    depth--;
  }

  // body-type-mpart = 1*body SP media-subtype [SP body-ext-mpart]
  private void multipart(boolean extended) {
    do {
      body(extended);
    } while (peek() == '(');
    space();
    media();
    if (extended) {
      space();
      parameters();
      extension();
    }
  }

  // body-type-1part = (body-type-basic / body-type-msg / body-type-text) [SP body-ext-1part]
  // body-fields = body-fld-param SP body-fld-id SP body-fld-desc SP body-fld-enc SP
  //               body-fld-octets
  private void single(boolean extended) {
    String type = media();
    space();
    String subtype = media();
    check(!type.equals("multipart"), "parts of a multipart");
    space();
    parameters();
    space();
    nstring();
    space();
    nstring();
    space();
    check(!string().isEmpty(), "an encoding");
    space();
    number();
    // message/global is a basic type to IMAP4rev1, whose clients would take an envelope for
    // extension data (RFC 3501 section 9).
    if (type.equals("message") && subtype.equals("rfc822")) {
      space();
      envelope();
      space();
      body(extended);
      space();
      number();
    } else if (type.equals("text")) {
      space();
      number();
    }
    if (extended) {
      space();
      nstring();
      extension();
    }
  }

  private String media() {
    String word = string();
    check(!word.isEmpty(), "a type and a subtype");
    return word.toLowerCase(Locale.ROOT);
  }

  // body-fld-param = "(" string SP string *(SP string SP string) ")" / nil
  private void parameters() {
    if (accept("NIL")) {
      return;
    }
    expect("(");
    do {
      string();
      space();
      string();
    } while (accept(" "));
    expect(")");
  }

  // body-fld-dsp SP body-fld-lang SP body-fld-loc
  private void extension() {
    space();
    if (!accept("NIL")) {
      expect("(");
      string();
      space();
      parameters();
      expect(")");
    }
    space();
    if (accept("(")) {
      do {
        string();
      } while (accept(" "));
      expect(")");
    } else {
      nstring();
    }
    space();
    nstring();
  }

  // flag-list = "(" [flag *(SP flag)] ")"
  void flags() {
    expect("(");
    if (accept(")")) {
      return;
    }
    do {
      accept("\\");
      int from = at;
      while (at < in.length() && isAtomChar(in.charAt(at))) {
        at++;
      }
      check(at > from, "a flag");
    } while (accept(" "));
    expect(")");
  }

  /// Returns the text, or null of NIL.
  @org.jspecify.annotations.Nullable
  String nstring() {
    return accept("NIL") ? null : string();
  }

  // string = quoted / literal
  String string() {
    return peek() == '"' ? quoted() : literal();
  }

  // quoted = DQUOTE *QUOTED-CHAR DQUOTE; QUOTED-CHAR is 7-bit for who enabled nothing
  private String quoted() {
    expect("\"");
    StringBuilder text = new StringBuilder();
    while (peek() != '"') {
      if (accept("\\")) {
        check(peek() == '"' || peek() == '\\', "an escaped quote or backslash");
      }
      char c = peek();
      check(c > 0 && c < 0x80 && c != '\r' && c != '\n', "a character of a quoted string");
      text.append(c);
      at++;
    }
    expect("\"");
    return text.toString();
  }

  // literal = "{" number64 "}" CRLF *CHAR8; a server's has no "+", and an empty one stalls clients
  private String literal() {
    expect("{");
    long length = number();
    expect("}\r\n");
    check(length > 0 && length <= in.length() - at, "a literal's octets");
    String text = in.substring(at, at + (int) length);
    check(text.indexOf('\0') < 0, "a literal without NUL");
    at += (int) length;
    return text;
  }

  // number = 1*DIGIT, unsigned
  long number() {
    int from = at;
    while (at < in.length() && in.charAt(at) >= '0' && in.charAt(at) <= '9') {
      at++;
    }
    check(at > from && at - from < 19, "a number");
    check(at - from == 1 || in.charAt(from) != '0', "a number without leading zeros");
    return Long.parseLong(in.substring(from, at));
  }

  void space() {
    expect(" ");
  }

  boolean accept(String text) {
    boolean here = in.startsWith(text, at);
    at += here ? text.length() : 0;
    return here;
  }

  void expect(String text) {
    check(accept(text), '`' + text + '`');
  }

  private char peek() {
    check(at < in.length(), "more");
    return in.charAt(at);
  }

  private static boolean isAtomChar(char c) {
    return c > ' ' && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0;
  }

  void check(boolean holds, String wanted) {
    if (!holds) {
      String before = in.substring(Math.max(0, at - 60), Math.min(at, in.length()));
      String after = in.substring(Math.min(at, in.length()), Math.min(in.length(), at + 40));
      throw new AssertionError(
          "expected %s at %d: %s ⟨here⟩ %s".formatted(wanted, at, before, after));
    }
  }
}
