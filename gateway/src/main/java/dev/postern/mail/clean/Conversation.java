package dev.postern.mail.clean;

import dev.postern.mail.BodyText;
import java.util.List;

/// What a mail itself says: without scripts, styles and what is hidden, without the history it
/// quotes and without its signature. A forwarded mail is content and stays.
///
/// Text that nothing would be left of is kept whole. Time and memory are linear in what is read of
/// the text, which is bounded by [#MAX_CHARACTERS] and [#MAX_TAGS].
public final class Conversation {
  /// Characters that are read of a body.
  public static final int MAX_CHARACTERS = 1 << 20;

  /// Tags that are read of a body.
  public static final int MAX_TAGS = 40_000;

  private Conversation() {}

  /// Cleans a mail.
  ///
  /// @param subject tells a forwarded mail from an answer where the text does not
  /// @return lines parted by LF, without one at the end; empty if the mail has no text
  public static String of(String subject, BodyText body, CleanOptions options) {
    boolean forward = Phrases.isForward(subject);
    String text = body.html().map(html -> ofHtml(html, forward, options)).orElse("");
    return text.isEmpty()
        ? body.plain().map(plain -> ofPlain(plain, forward, options)).orElse("")
        : text;
  }

  private static String ofHtml(String html, boolean forward, CleanOptions options) {
    return clean(HtmlLines.of(bounded(html), forward, options), forward, options);
  }

  private static String ofPlain(String plain, boolean forward, CleanOptions options) {
    String text = plain.substring(0, whole(plain, Math.min(plain.length(), MAX_CHARACTERS)));
    List<Line> lines =
        text.lines().map(line -> new Line(line, line, Line.Origin.OWN, false)).toList();
    return clean(lines, forward, options);
  }

  private static String clean(List<Line> lines, boolean forward, CleanOptions options) {
    List<Line> own = QuotedText.without(lines, forward);
    List<Line> kept = SignatureText.without(own, options.removeConclusions());
    return joined(kept.stream().allMatch(Line::isBlank) ? lines : kept, options);
  }

  private static String joined(List<Line> lines, CleanOptions options) {
    StringBuilder out = new StringBuilder();
    boolean blank = false;
    for (Line line : lines) {
      if (line.isBlank()) {
        blank = true;
        continue;
      }
      if (!out.isEmpty()) {
        boolean hard = options.markdown() && !blank && line.flows();
        out.append(hard ? "  \n" : blank ? "\n\n" : "\n");
      }
      out.append(line.shown().stripTrailing());
      blank = false;
    }
    return out.toString();
  }

  private static String bounded(String html) {
    int end = 0;
    int tags = 0;
    int limit = Math.min(html.length(), MAX_CHARACTERS);
    while (end < limit && (html.charAt(end) != '<' || ++tags <= MAX_TAGS)) {
      end++;
    }
    return end == html.length() ? html : html.substring(0, whole(html, end));
  }

  private static int whole(String text, int end) {
    boolean split =
        end > 0 && end < text.length() && Character.isHighSurrogate(text.charAt(end - 1));
    return split ? end - 1 : end;
  }
}
