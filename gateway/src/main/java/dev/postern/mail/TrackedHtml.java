package dev.postern.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntFunction;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Range;
import org.jsoup.parser.Parser;

/// HTML whose links lead over a counter, and that ends with an image that is counted. Nothing else
/// of it is changed: not one octet between the targets.
///
/// @param html with other targets
/// @param targets those that it had, as a browser would open them, by the number of the link
public record TrackedHtml(String html, List<String> targets) {
  /// Links that are counted in one text; further ones stay as they are.
  public static final int MAX_LINKS = 500;

  private static final int MAX_TARGET = 2000;

  /// A text larger than this, or with more tags, keeps its links: reading it would take too much.
  private static final int MAX_CHARACTERS = 4 << 20;

  private static final int MAX_TAGS = 50_000;

  /// Leaves a text as it is.
  public static TrackedHtml untouched(String html) {
    return new TrackedHtml(html, List.of());
  }

  /// Gives each `<a>` that leads to `http:` or `https:` another target.
  ///
  /// @param targets returns the target of a link by its number, from 0; without quotes, `<` or `>`
  public static TrackedHtml links(String html, IntFunction<String> targets) {
    if (html.length() > MAX_CHARACTERS || html.chars().filter(c -> c == '<').count() > MAX_TAGS) {
      return untouched(html);
    }
    List<String> found = new ArrayList<>();
    StringBuilder out = new StringBuilder(html.length() + 1000);
    int done = 0;
    Parser parser = Parser.htmlParser().setTrackPosition(true);
    for (Element link : parser.parseInput(html, "").select("a[href]")) {
      Range value = link.attributes().sourceRange("href").valueRange();
      String target = link.attr("href").strip();
      // What the parser made twice of one tag, or moved, is passed over.
      if (value.isTracked()
          && value.startPos() >= done
          && isWeb(target)
          && found.size() < MAX_LINKS) {
        out.append(html, done, value.startPos()).append(targets.apply(found.size()));
        done = value.endPos();
        found.add(target);
      }
    }
    return new TrackedHtml(out.append(html, done, html.length()).toString(), found);
  }

  private static boolean isWeb(String target) {
    String head = target.substring(0, Math.min(8, target.length())).toLowerCase(Locale.ROOT);
    boolean web = head.startsWith("http://") || head.startsWith("https://");
    return web && target.length() <= MAX_TARGET && target.chars().noneMatch(c -> c < ' ');
  }

  /// Adds an image of one invisible dot at the end of the body.
  ///
  /// @param source without quotes, `<` or `>`
  public TrackedHtml withImage(String source) {
    String image =
        "<img src=\"" + source + "\" width=\"1\" height=\"1\" alt=\"\" style=\"border:0\">";
    String lower = html.toLowerCase(Locale.ROOT);
    int end = lower.length() == html.length() ? lower.lastIndexOf("</body") : -1;
    int at = end < 0 ? html.length() : end;
    return new TrackedHtml(html.substring(0, at) + image + html.substring(at), targets);
  }
}
