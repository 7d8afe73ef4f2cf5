package dev.postern.mail.clean;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeFilter;

/// The marks that mail clients leave in HTML: what is quoted, where the history begins, what is a
/// signature.
enum KnownMarkup {
  NONE,
  QUOTE,
  /// All that follows is quoted: Outlook puts no element around it.
  HISTORY,
  SIGNATURE,
  FORWARD,
  /// All that follows is a mail that this one passes on.
  PASSED_ON,
  /// Nobody sees it.
  HIDDEN;

  private static final int HEAD = 400;

  private static final Set<String> UNSEEN =
      Set.of("script", "style", "head", "title", "template", "svg", "object", "iframe", "select");

  private static final List<String> QUOTE_CLASSES =
      List.of(
          "gmail_quote",
          "gmail_quote_container",
          "gmail_attr",
          "yahoo_quoted",
          "protonmail_quote",
          "tutanota_quote",
          "zmail_extra",
          "front-blockquote",
          "moz-cite-prefix");

  private static final List<String> SIGNATURE_CLASSES =
      List.of(
          "gmail_signature",
          "gmail_signature_prefix",
          "moz-signature",
          "protonmail_signature_block",
          "tutanota_signature",
          "ms-outlook-mobile-signature");

  private static final Set<String> SIGNATURE_IDS =
      Set.of(
          "signature",
          "applemailsignature",
          "ymail_android_signature",
          "ymail_ios_signature",
          "ms-outlook-mobile-signature");

  private static final Set<String> HISTORY_IDS =
      Set.of(
          "divrplyfwdmsg",
          "appendonsend",
          "stopspelling",
          "mail-editor-reference-message-container");

  /// Classifies an element.
  ///
  /// @param forward whether the mail's subject says that it passes another one on
  static KnownMarkup of(Element element, boolean forward) {
    if (isHidden(element)) {
      return HIDDEN;
    }
    String id = element.id().toLowerCase(Locale.ROOT);
    if (HISTORY_IDS.contains(id)
        || element.hasClass("OutlookMessageHeader")
        || isHeaderBox(element)) {
      return forward ? PASSED_ON : HISTORY;
    }
    if (element.hasClass("moz-forward-container")) {
      return FORWARD;
    }
    if (isQuote(element)) {
      return Phrases.beginsForward(head(element)) ? FORWARD : QUOTE;
    }
    boolean signature =
        SIGNATURE_IDS.contains(id) || SIGNATURE_CLASSES.stream().anyMatch(element::hasClass);
    return signature ? SIGNATURE : NONE;
  }

  static boolean isHidden(Element element) {
    if (UNSEEN.contains(element.normalName()) || element.hasAttr("hidden")) {
      return true;
    }
    String style = style(element);
    return style.contains("display:none") || style.contains("mso-hide:all");
  }

  /// Says whether line ends in the text of an element are shown as such.
  static boolean keepsLines(Element element) {
    return element.nameIs("pre") || style(element).contains("white-space:pre");
  }

  /// Says whether an element holds a program's text: every space counts.
  static boolean isCode(Element element) {
    return element.nameIs("pre") && element.selectFirst("code") != null;
  }

  private static String style(Element element) {
    String style = element.attr("style");
    boolean odd = style.isEmpty() || style.length() > 2000;
    return odd ? "" : style.toLowerCase(Locale.ROOT).replace(" ", "");
  }

  private static boolean isQuote(Element element) {
    boolean cited = element.nameIs("blockquote") && element.attr("type").equalsIgnoreCase("cite");
    return cited || QUOTE_CLASSES.stream().anyMatch(element::hasClass);
  }

  // Outlook on the desktop: a line above, and at least three labels in bold below it.
  private static boolean isHeaderBox(Element element) {
    String style = element.nameIs("div") ? style(element) : "";
    if (!style.contains("border-top:solid") || !style.contains("padding:3.0pt")) {
      return false;
    }
    int labels = 0;
    for (Element bold : element.select("b, strong").asList().stream().limit(8).toList()) {
      labels += bold.ownText().strip().endsWith(":") ? 1 : 0;
    }
    return labels >= 3;
  }

  /// Returns the first words of an element.
  private static String head(Element element) {
    StringBuilder text = new StringBuilder();
    element.filter(
        (NodeFilter)
            (Node node, int _) -> {
              if (node instanceof TextNode words) {
                text.append(words.text(), 0, Math.min(HEAD, words.text().length()));
              }
              return text.length() < HEAD
                  ? NodeFilter.FilterResult.CONTINUE
                  : NodeFilter.FilterResult.STOP;
            });
    return text.toString().strip();
  }
}
