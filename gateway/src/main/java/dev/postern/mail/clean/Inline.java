package dev.postern.mail.clean;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jsoup.nodes.Element;

/// What stands around or between words: emphasis, links, images.
final class Inline {
  private static final int MAX_TARGET = 2048;
  private static final Pattern LINK = Pattern.compile("(?i)(https?:|mailto:|tel:).+");
  private static final Pattern SOURCE = Pattern.compile("(?i)(https?:|cid:).+");

  private Inline() {}

  /// Returns the mark that an element is shown as.
  static Optional<Mark> mark(Element element, CleanOptions options) {
    String name = element.normalName();
    if (name.equals("a")) {
      return options.ignoreLinks() ? Optional.empty() : link(element, options);
    }
    String around = options.markdown() ? emphasis(name) : "";
    return around.isEmpty()
        ? Optional.empty()
        : Optional.of(new Mark(around, around, around, true));
  }

  private static String emphasis(String name) {
    return switch (name) {
      case "b", "strong" -> "**";
      case "i", "em" -> "*";
      case "s", "del", "strike" -> "~~";
      default -> "";
    };
  }

  private static Optional<Mark> link(Element element, CleanOptions options) {
    String target = target(element.attr("href"));
    if (!LINK.matcher(target).matches()) {
      return Optional.empty();
    }
    return Optional.of(
        options.markdown()
            ? new Mark("a", "[", "](" + target + ")", false)
            : new Mark("a", "<a href=\"" + target + "\">", "</a>", false));
  }

  /// Returns what an image is shown as; empty for one that nobody sees.
  static Optional<String> image(Element element, CleanOptions options) {
    String source = target(element.attr("src"));
    boolean dot = isDot(element.attr("width")) || isDot(element.attr("height"));
    if (options.ignoreImages() || dot || !SOURCE.matcher(source).matches()) {
      return Optional.empty();
    }
    String words = element.attr("alt").replaceAll("[\\s\\[\\]\"<>\\\\]+", " ").strip();
    String alt = words.substring(0, Math.min(words.length(), MAX_TARGET));
    return Optional.of(
        options.markdown() || options.imagesAsMarkdown()
            ? "![" + alt + "](" + source + ")"
            : "<img src=\"" + source + "\" alt=\"" + alt + "\">");
  }

  private static boolean isDot(String size) {
    return size.equals("0") || size.equals("1") || size.equals("1px");
  }

  // Without anything that would end it early.
  private static String target(String written) {
    if (written.length() > MAX_TARGET) {
      return "";
    }
    StringBuilder out = new StringBuilder();
    for (char c : written.strip().toCharArray()) {
      switch (c) {
        case ' ' -> out.append("%20");
        case '(' -> out.append("%28");
        case ')' -> out.append("%29");
        case '<' -> out.append("%3C");
        case '>' -> out.append("%3E");
        case '"' -> out.append("%22");
        case '\\' -> out.append("%5C");
        default -> out.append(c < ' ' || c == 127 ? "" : c);
      }
    }
    return out.toString();
  }
}
