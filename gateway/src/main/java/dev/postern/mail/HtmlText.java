package dev.postern.mail;

import java.util.Set;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

/// HTML to plain text.
public final class HtmlText {
  private static final Set<String> BLOCKS =
      Set.of(
          "p",
          "div",
          "tr",
          "table",
          "ul",
          "ol",
          "h1",
          "h2",
          "h3",
          "h4",
          "h5",
          "h6",
          "blockquote",
          "pre",
          "hr",
          "section",
          "article",
          "header",
          "footer");
  private static final Set<String> PARAGRAPHS =
      Set.of("p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table");

  private HtmlText() {}

  /// Returns the text with a line for each block, `- ` for list items and a link's target behind
  /// its words.
  public static String toPlain(String html) {
    Writer writer = new Writer();
    Jsoup.parse(html).body().traverse(writer);
    return writer.out.toString().strip();
  }

  private static final class Writer implements NodeVisitor {
    private final StringBuilder out = new StringBuilder();
    private boolean gap;

    @Override
    public void head(Node node, int depth) {
      switch (node) {
        case TextNode text -> text(text.text());
        case Element element when element.nameIs("br") -> line(1, true);
        case Element element when element.nameIs("li") -> {
          line(1, false);
          out.append("- ");
        }
        case Element element -> block(element);
        default -> {}
      }
    }

    @Override
    public void tail(Node node, int depth) {
      if (node instanceof Element element) {
        String target = element.nameIs("a") ? element.attr("href") : "";
        if (target.startsWith("http") && !target.equals(element.text())) {
          text(" <" + target + ">");
        }
        block(element);
      }
    }

    private void block(Element element) {
      if (BLOCKS.contains(element.normalName())) {
        line(PARAGRAPHS.contains(element.normalName()) ? 2 : 1, false);
      }
    }

    private void text(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\u00a0') {
          gap = true;
        } else {
          boolean lineStart = out.isEmpty() || out.charAt(out.length() - 1) == '\n';
          out.append(gap && !lineStart ? " " : "").append(c);
          gap = false;
        }
      }
    }

    private void line(int wanted, boolean always) {
      int present = 0;
      while (present < 2
          && present < out.length()
          && out.charAt(out.length() - 1 - present) == '\n') {
        present++;
      }
      int missing = always ? 1 : out.isEmpty() ? 0 : wanted - present;
      out.repeat("\n", Math.max(0, missing));
      gap = false;
    }
  }
}
