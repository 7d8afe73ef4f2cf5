package dev.postern.mail.clean;

import java.util.ArrayList;
import java.util.List;

/// The line that is being written, as words and as it is shown. White space is folded; marks stand
/// close around their words, and those without any are left out.
final class LineText {
  private static final int MAX_MARKS = 6;
  private static final String ESCAPED = "\\`*[]";

  private final boolean markdown;
  private final StringBuilder plain = new StringBuilder();
  private final StringBuilder shown = new StringBuilder();
  private final List<Open> open = new ArrayList<>();
  private boolean gap;

  /// What the mark closed last ends with, and where that stands.
  private String closer = "";

  private int closedAt;

  private static final class Open {
    private final Mark mark;
    private boolean written;
    private boolean spent;

    Open(Mark mark) {
      this.mark = mark;
    }
  }

  LineText(boolean markdown) {
    this.markdown = markdown;
  }

  boolean isEmpty() {
    return shown.isEmpty();
  }

  /// Parts the next words from the last ones, if wanted.
  void gap(boolean wanted) {
    gap |= wanted;
  }

  /// Appends words.
  void words(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (isSpace(c)) {
        gap = true;
      } else if (!isNothing(c)) {
        begin();
        if (markdown && needsEscape(text, i)) {
          shown.append('\\');
        }
        plain.append(c);
        shown.append(c);
      }
    }
  }

  /// Appends what is shown but is no words.
  void token(String text) {
    begin();
    shown.append(text);
  }

  /// Begins a mark; it is written with its first word.
  void open(Mark mark) {
    boolean nested = open.stream().anyMatch(o -> o.mark.element().equals(mark.element()));
    Open opened = new Open(mark);
    opened.spent = nested || open.size() >= MAX_MARKS;
    boolean goesOn = closedAt == shown.length() && closer.equals(mark.closer());
    if (goesOn && !gap && !shown.isEmpty() && mark.spans() && !opened.spent) {
      shown.setLength(shown.length() - closer.length());
      opened.written = true;
    }
    open.add(opened);
  }

  /// Ends the mark begun last.
  void close() {
    Open last = open.removeLast();
    if (last.written) {
      closer = last.mark.closer();
      shown.append(closer);
      closedAt = shown.length();
    }
  }

  /// Ends the line and returns what is shown of it; the next one begins with the marks still open.
  Ended end() {
    for (Open one : open.reversed()) {
      if (one.written) {
        shown.append(one.mark.closer());
        one.written = false;
        one.spent = !one.mark.spans();
      }
    }
    Ended ended = new Ended(plain.toString(), markdown ? guarded() : shown.toString());
    plain.setLength(0);
    shown.setLength(0);
    gap = false;
    return ended;
  }

  record Ended(String plain, String shown) {}

  private void begin() {
    if (gap && !plain.isEmpty()) {
      plain.append(' ');
    }
    if (gap && !shown.isEmpty()) {
      shown.append(' ');
    }
    gap = false;
    for (Open one : open) {
      if (!one.written && !one.spent) {
        shown.append(one.mark.opener());
        one.written = true;
      }
    }
  }

  private static boolean isSpace(char c) {
    return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\u00a0';
  }

  // What pads the previews of newsletters, and controls that no text holds.
  private static boolean isNothing(char c) {
    return c == 0x200b
        || c == 0xfeff
        || c == 0x34f
        || c == 0xad
        || c == 0x2060
        || c < ' '
        || c == 127;
  }

  private static boolean needsEscape(String text, int at) {
    char c = text.charAt(at);
    char next = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
    return switch (c) {
      case '_' ->
          at == 0
              || !Character.isLetterOrDigit(text.charAt(at - 1))
              || !Character.isLetterOrDigit(next);
      case '<' -> Character.isLetter(next) || next == '/' || next == '!' || next == '?';
      case '&' -> Character.isLetter(next) || next == '#';
      case '~' -> next == '~' || (at > 0 && text.charAt(at - 1) == '~');
      case '|' -> true;
      default -> ESCAPED.indexOf(c) >= 0;
    };
  }

  /// What would begin a heading, a list, a quote or a rule at the start of a line does not.
  private String guarded() {
    String text = shown.toString();
    int digits = 0;
    while (digits < text.length() && digits < 10 && Character.isDigit(text.charAt(digits))) {
      digits++;
    }
    char after = digits < text.length() ? text.charAt(digits) : ' ';
    if (digits > 0) {
      boolean item = (after == '.' || after == ')') && isEndOrSpace(text, digits + 1);
      return item ? text.substring(0, digits) + "\\" + text.substring(digits) : text;
    }
    boolean dashes = after == '-' && text.chars().allMatch(c -> c == '-' || c == ' ');
    boolean rule = after == '=' || dashes;
    boolean item = (after == '-' || after == '+') && isEndOrSpace(text, 1);
    boolean heading = after == '#' && isEndOrSpace(text, hashes(text));
    return rule || item || heading || after == '>' ? "\\" + text : text;
  }

  private static int hashes(String text) {
    int count = 0;
    while (count < text.length() && text.charAt(count) == '#') {
      count++;
    }
    return count;
  }

  private static boolean isEndOrSpace(String text, int at) {
    return at >= text.length() || text.charAt(at) == ' ';
  }
}
