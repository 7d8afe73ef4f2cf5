package dev.postern.mail;

import java.util.ArrayList;
import java.util.List;

/// Reads an address list, however broken, in one pass (RFC 5322 sections 3.4 and 4.4).
///
/// Every text is an address list here: what makes no sense becomes a mailbox without a domain. At
/// most [#MAX_ADDRESSES] elements are kept.
final class AddressScanner {
  static final int MAX_ADDRESSES = 1_000;

  private final String in;
  private final List<RawAddress> found = new ArrayList<>();
  private int at;
  private boolean inGroup;

  private final StringBuilder phrase = new StringBuilder();
  private final StringBuilder spec = new StringBuilder();
  private int lastAt = -1;
  private boolean blankBefore;
  private int words;
  private String comment = "";
  private String route = "";
  private String angle = "";
  private int angleAt = -1;
  private boolean sawAngle;
  private boolean sawQuoted;

  AddressScanner(String in) {
    this.in = in;
  }

  List<RawAddress> scan() {
    while (at < in.length() && found.size() < MAX_ADDRESSES) {
      char c = in.charAt(at++);
      switch (c) {
        case ',' -> finish();
        case ';' -> endGroup();
        case ':' -> colon();
        case '<' -> angle();
        case '(' -> comment = comment();
        case '"' -> word(quoted());
        case ' ', '\t', '\r', '\n' -> blankBefore = true;
        case '[' -> word("[" + until(']') + "]");
        default -> character(c);
      }
    }
    finish();
    if (inGroup) {
      found.add(RawAddress.groupEnd());
    }
    return found;
  }

  private void character(char c) {
    separate();
    if (c == '@') {
      lastAt = spec.length();
    }
    phrase.append(c);
    spec.append(c);
  }

  private void word(String text) {
    separate();
    sawQuoted = true;
    phrase.append(text);
    spec.append(text);
  }

  private void separate() {
    if (sawAngle) {
      // The comma after an angle address was forgotten.
      finish();
    }
    if (phrase.isEmpty() || blankBefore) {
      words++;
      phrase.append(phrase.isEmpty() ? "" : " ");
    }
    blankBefore = false;
  }

  private void colon() {
    if (inGroup || lastAt >= 0 || phrase.isEmpty()) {
      character(':');
      return;
    }
    found.add(new RawAddress(RawAddress.Kind.GROUP_START, phrase.toString(), "", "", ""));
    inGroup = true;
    clear();
  }

  private void endGroup() {
    finish();
    if (inGroup) {
      found.add(RawAddress.groupEnd());
      inGroup = false;
    }
  }

  // angle-addr = "<" [obs-route] addr-spec ">"
  private void angle() {
    if (sawAngle) {
      finish();
    }
    StringBuilder text = new StringBuilder();
    int mark = -1;
    sawAngle = true;
    while (at < in.length()) {
      char c = in.charAt(at++);
      if (c == '>') {
        break;
      } else if (c == '"') {
        text.append(quoted());
      } else if (c == '(') {
        comment();
      } else if (c == ':' && !text.isEmpty() && text.charAt(0) == '@') {
        route = text.toString();
        text.setLength(0);
        mark = -1;
      } else if (c > ' ') {
        mark = c == '@' ? text.length() : mark;
        text.append(c);
      }
    }
    angle = text.toString();
    angleAt = mark;
  }

  private String quoted() {
    StringBuilder text = new StringBuilder();
    while (at < in.length()) {
      char c = in.charAt(at++);
      if (c == '"') {
        break;
      }
      text.append(c == '\\' && at < in.length() ? in.charAt(at++) : c);
    }
    return text.toString();
  }

  private String comment() {
    StringBuilder text = new StringBuilder();
    int depth = 1;
    while (at < in.length()) {
      char c = in.charAt(at++);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        break;
      }
      text.append(c == '\\' && at < in.length() ? in.charAt(at++) : c);
    }
    return text.toString().strip();
  }

  private String until(char end) {
    int from = at;
    int to = in.indexOf(end, at);
    at = to < 0 ? in.length() : to + 1;
    return in.substring(from, to < 0 ? in.length() : to);
  }

  private void finish() {
    if (found.size() < MAX_ADDRESSES) {
      if (sawAngle) {
        String name = phrase.isEmpty() ? comment : phrase.toString();
        found.add(mailbox(name, route, angle, angleAt));
      } else if (lastAt >= 0 || words == 1) {
        found.add(mailbox(comment, "", spec.toString(), lastAt));
      } else if (!phrase.isEmpty() || sawQuoted) {
        found.add(mailbox(phrase.toString(), "", "", -1));
      }
    }
    clear();
  }

  private static RawAddress mailbox(String name, String route, String spec, int at) {
    String local = at < 0 ? spec : spec.substring(0, at);
    String domain = at < 0 ? "" : spec.substring(at + 1);
    return new RawAddress(RawAddress.Kind.MAILBOX, name, route, local, domain);
  }

  private void clear() {
    phrase.setLength(0);
    spec.setLength(0);
    lastAt = -1;
    blankBefore = false;
    words = 0;
    comment = "";
    route = "";
    angle = "";
    angleAt = -1;
    sawAngle = false;
    sawQuoted = false;
  }
}
