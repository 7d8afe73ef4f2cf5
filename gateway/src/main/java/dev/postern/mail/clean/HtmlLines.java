package dev.postern.mail.clean;

import dev.postern.mail.clean.Line.Origin;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.parser.Parser;
import org.jsoup.select.NodeFilter;
import org.jspecify.annotations.Nullable;

/// HTML to lines, each with whose words it holds. Nothing is recursive: deep nesting takes no
/// stack.
final class HtmlLines implements NodeFilter {
  private static final int MAX_DEPTH = 256;

  private static final Set<String> BLOCKS =
      Set.of(
          "div",
          "tr",
          "li",
          "section",
          "article",
          "header",
          "footer",
          "main",
          "center",
          "address",
          "dt",
          "dd",
          "figure",
          "figcaption",
          "caption");

  private static final Set<String> PARAGRAPHS =
      Set.of(
          "p",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "blockquote",
          "pre",
          "ul",
          "ol",
          "dl",
          "table",
          "hr");

  private static final Set<String> HEADINGS = Set.of("h1", "h2", "h3", "h4", "h5", "h6");

  private final boolean forward;
  private final CleanOptions options;
  private final List<Line> lines = new ArrayList<>();
  private final LineText text;
  private final Indent indent;
  private final TableRows rows;

  private Origin origin = Origin.OWN;

  /// The element that the origin ends with; null: it does not end.
  private @Nullable Element reach;

  /// The element whose line ends are kept.
  private @Nullable Element lined;

  private String heading = "";
  private boolean paragraph;

  private HtmlLines(boolean forward, CleanOptions options) {
    this.forward = forward;
    this.options = options;
    this.text = new LineText(options.markdown());
    this.indent = new Indent(options.markdown());
    this.rows = new TableRows(options, text);
  }

  static List<Line> of(String html, boolean forward, CleanOptions options) {
    HtmlLines reader = new HtmlLines(forward, options);
    Parser parser = Parser.htmlParser().setMaxDepth(MAX_DEPTH);
    parser.parseInput(html, "").body().filter(reader);
    reader.flush();
    return reader.lines;
  }

  @Override
  public FilterResult head(Node node, int depth) {
    if (node instanceof TextNode words) {
      words(words.getWholeText());
    } else if (node instanceof Element element) {
      KnownMarkup known = KnownMarkup.of(element, forward);
      if (known == KnownMarkup.HIDDEN) {
        return FilterResult.SKIP_ENTIRELY;
      }
      belongs(element, known);
      begin(element);
      if (!rows.hold() && KnownMarkup.isCode(element)) {
        code(element.wholeText());
        return FilterResult.SKIP_CHILDREN;
      }
    }
    return FilterResult.CONTINUE;
  }

  @Override
  public FilterResult tail(Node node, int depth) {
    if (node instanceof Element element) {
      finish(element);
      if (element.equals(reach)) {
        flush();
        origin = Origin.OWN;
        reach = null;
      }
    }
    return FilterResult.CONTINUE;
  }

  private void belongs(Element element, KnownMarkup known) {
    boolean endless = known == KnownMarkup.HISTORY || known == KnownMarkup.PASSED_ON;
    boolean begins = origin == Origin.OWN || (endless && origin == Origin.SIGNATURE);
    if (known == KnownMarkup.NONE || !begins) {
      return;
    }
    flush();
    reach = endless ? null : element;
    origin =
        switch (known) {
          case SIGNATURE -> Origin.SIGNATURE;
          case FORWARD, PASSED_ON -> Origin.FORWARDED;
          default -> Origin.QUOTED;
        };
  }

  private void words(String written) {
    if (lined == null || rows.hold()) {
      text.words(written);
      return;
    }
    String[] each = written.split("\n", -1);
    for (int i = 0; i < each.length; i++) {
      if (i > 0) {
        lineBreak();
      }
      text.words(each[i]);
    }
  }

  private void code(String written) {
    String fence = written.contains("```") ? "~~~~" : "```";
    if (options.markdown()) {
      add("", fence, false);
    }
    written.stripTrailing().lines().forEach(line -> add(line, line, false));
    if (options.markdown()) {
      add("", fence, false);
    }
  }

  private void begin(Element element) {
    String name = element.normalName();
    if (rows.hold()) {
      beginInTable(name);
    } else {
      block(name);
      if (lined == null && KnownMarkup.keepsLines(element)) {
        lined = element;
      }
      if (rows.begin(element) && !options.markdown()) {
        add("", "<table>", false);
      }
      indent.begin(element);
      heading = options.markdown() && HEADINGS.contains(name) ? headingMark(name) : heading;
    }
    switch (name) {
      case "br" -> lineBreak();
      case "hr" -> rule();
      case "td", "th" -> text.gap(true);
      case "img" -> Inline.image(element, options).ifPresent(text::token);
      default -> Inline.mark(element, options).ifPresent(text::open);
    }
  }

  private void rule() {
    if (options.markdown() && !rows.hold()) {
      add("", "---", false);
    }
  }

  private static String headingMark(String name) {
    return "#".repeat(name.charAt(1) - '0') + " ";
  }

  private void beginInTable(String name) {
    switch (name) {
      case "tr" -> rows.beginRow();
      case "td", "th" -> rows.beginCell(name);
      default -> text.gap(isBlock(name));
    }
  }

  private void finish(Element element) {
    String name = element.normalName();
    if (Inline.mark(element, options).isPresent()) {
      text.close();
    }
    if (rows.is(element)) {
      if (!options.markdown()) {
        add("", "</table>", false);
      }
      rows.finish();
      block(name);
    } else if (rows.hold()) {
      finishInTable(name);
    } else {
      block(name);
      heading = HEADINGS.contains(name) ? "" : heading;
    }
    indent.finish(element);
    lined = element.equals(lined) ? null : lined;
  }

  private void finishInTable(String name) {
    switch (name) {
      case "tr" -> {
        String below = rows.finishRow();
        LineText.Ended row = text.end();
        add(row.plain(), row.shown(), false);
        if (!below.isEmpty()) {
          add("", below, false);
        }
      }
      case "td", "th" -> rows.finishCell(name);
      default -> text.gap(isBlock(name));
    }
  }

  private static boolean isBlock(String name) {
    return BLOCKS.contains(name) || PARAGRAPHS.contains(name);
  }

  private void block(String name) {
    if (!isBlock(name)) {
      return;
    }
    flush();
    boolean nested = indent.inList() && (name.equals("ul") || name.equals("ol"));
    paragraph |= PARAGRAPHS.contains(name) && !nested;
  }

  private void lineBreak() {
    if (rows.hold()) {
      text.gap(true);
    } else if (text.isEmpty()) {
      paragraph = true;
    } else {
      flush();
    }
  }

  private void flush() {
    if (text.isEmpty()) {
      text.end();
      return;
    }
    boolean flows = heading.isEmpty() && !indent.beginsItem();
    LineText.Ended ended = text.end();
    add(ended.plain(), heading + ended.shown(), flows);
  }

  private void add(String plain, String shown, boolean flows) {
    if (paragraph && !lines.isEmpty()) {
      lines.add(Line.blank(origin));
    }
    paragraph = false;
    lines.add(new Line(plain, indent.take() + shown, origin, flows));
  }
}
