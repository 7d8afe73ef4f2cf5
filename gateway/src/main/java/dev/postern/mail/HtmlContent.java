package dev.postern.mail;

import java.util.Locale;
import java.util.Set;
import org.jsoup.parser.Parser;

/// The words of HTML as a reader sees them, for searches: no tags, comments, scripts or styles,
/// character references resolved, white space folded. Takes linear time on any input.
final class HtmlContent {
  private static final int MAX_NAME = 20;

  /// Elements inside a line: their tags do not part words.
  private static final Set<String> INLINE =
      Set.of(
          "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "dfn", "em", "font", "i",
          "ins", "kbd", "mark", "q", "s", "samp", "small", "span", "strike", "strong", "sub", "sup",
          "tt", "u", "var", "wbr");

  private final String html;
  private final StringBuilder out;
  private boolean gap;

  /// No `>` is left, so no tag either.
  private boolean tagsEnd;

  /// A tag did not end when its quotes were heeded; they are not any more, so that no tag is looked
  /// through twice.
  private boolean quotesEnd;

  private HtmlContent(String html) {
    this.html = html;
    this.out = new StringBuilder(html.length() / 2 + 16);
  }

  static String text(String html) {
    HtmlContent content = new HtmlContent(html);
    content.read();
    return content.out.toString();
  }

  private void read() {
    int at = 0;
    while (at < html.length()) {
      int tag = tagStart(at);
      append(html.substring(at, tag));
      at = tag == html.length() ? tag : markup(tag);
    }
  }

  /// Returns where the next markup begins: `<` before a letter, `/`, `!` or `?`.
  private int tagStart(int from) {
    int at = tagsEnd ? -1 : html.indexOf('<', from);
    while (at >= 0 && at + 1 < html.length()) {
      char next = html.charAt(at + 1);
      boolean letter = (next | 0x20) >= 'a' && (next | 0x20) <= 'z';
      if (letter || next == '/' || next == '!' || next == '?') {
        return at;
      }
      at = html.indexOf('<', at + 1);
    }
    return html.length();
  }

  /// Passes over markup and returns its end.
  private int markup(int start) {
    if (html.startsWith("<!--", start)) {
      int end = html.indexOf("-->", start + 4);
      return end < 0 ? html.length() : end + 3;
    }
    int end = tagEnd(start + 1);
    if (end < 0) {
      tagsEnd = true;
      append("<");
      return start + 1;
    }
    boolean closing = html.charAt(start + 1) == '/';
    String name = name(closing ? start + 2 : start + 1);
    gap |= !INLINE.contains(name);
    if (!closing && (name.equals("script") || name.equals("style"))) {
      return afterRaw(name, end);
    }
    return end;
  }

  private String name(int start) {
    int end = start;
    while (end < html.length()
        && end - start < MAX_NAME
        && Character.isLetterOrDigit(html.charAt(end))) {
      end++;
    }
    return html.substring(start, end).toLowerCase(Locale.ROOT);
  }

  /// Returns the place behind the `>` that is in no quotes; behind the next one if quotes are not
  /// closed; -1 without any.
  private int tagEnd(int from) {
    for (int i = from; i < html.length() && !quotesEnd; i++) {
      char c = html.charAt(i);
      if (c == '>') {
        return i + 1;
      }
      if ((c == '"' || c == '\'') && html.charAt(i - 1) == '=') {
        int close = html.indexOf(c, i + 1);
        i = close < 0 ? html.length() : close;
      }
    }
    quotesEnd = true;
    int end = html.indexOf('>', from);
    return end < 0 ? -1 : end + 1;
  }

  private int afterRaw(String name, int from) {
    for (int at = html.indexOf("</", from); at >= 0; at = html.indexOf("</", at + 2)) {
      if (html.regionMatches(true, at + 2, name, 0, name.length())) {
        return at;
      }
    }
    return html.length();
  }

  private void append(String raw) {
    String text = raw.indexOf('&') < 0 ? raw : Parser.unescapeEntities(raw, false);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f' || c == '\u00a0') {
        gap = true;
      } else {
        if (gap && !out.isEmpty()) {
          out.append(' ');
        }
        out.append(c);
        gap = false;
      }
    }
  }
}
