package dev.postern.mail;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which parts of a message are its body, and which are attached to it.
///
/// @param html the part shown as HTML; null if there is none
/// @param plain the part shown as plain text; null if there is none
record BodyParts(@Nullable Part html, @Nullable Part plain) {
  private static final Set<String> OTHER_ALTERNATIVES =
      Set.of("enriched", "richtext", "watch-html", "x-amp-html", "x-watch-html");

  static BodyParts of(List<Part> parts) {
    Part html = null;
    Part plain = null;
    Set<Integer> attached = insideMessages(parts);
    for (Part part : parts) {
      if (!attached.contains(part.index()) && isBody(parts, part)) {
        html = html == null && part.subtype().equals("html") ? part : html;
        plain = plain == null && part.subtype().equals("plain") ? part : plain;
      }
    }
    // HTML after plain text is the body only as another form of it, else it is a footer.
    boolean footer =
        html != null
            && plain != null
            && plain.index() < html.index()
            && !alternatives(parts, plain, html);
    return new BodyParts(footer ? null : html, plain);
  }

  /// Returns the indexes of all parts inside attached messages.
  static Set<Integer> insideMessages(List<Part> parts) {
    Set<Integer> inside = new HashSet<>();
    for (Part part : parts) {
      boolean inMessage = part.parent() >= 0 && isMessage(parts.get(part.parent()));
      if (inMessage || inside.contains(part.parent())) {
        inside.add(part.index());
      }
    }
    return inside;
  }

  static boolean isMessage(Part part) {
    return part.type().equals("message") && part.subtype().equals("rfc822");
  }

  /// Says whether a leaf is neither body nor attachment but one more form of the body.
  boolean isOtherForm(List<Part> parts, Part leaf) {
    return leaf.type().equals("text")
        && OTHER_ALTERNATIVES.contains(leaf.subtype())
        && !"attachment".equals(leaf.disposition())
        && isChildOf(parts, leaf, "alternative");
  }

  static boolean isChildOf(List<Part> parts, Part part, String multipart) {
    return part.parent() >= 0
        && parts.get(part.parent()).isMultipart()
        && parts.get(part.parent()).subtype().equals(multipart);
  }

  // RFC 8621 section 4.1.4: a named text is body only where it stands first.
  private static boolean isBody(List<Part> parts, Part part) {
    boolean text = part.type().equals("text");
    boolean attachment = part.disposition() != null && !part.disposition().equals("inline");
    boolean first = part.parent() < 0 || part.index() == part.parent() + 1;
    boolean related = isChildOf(parts, part, "related");
    return text && !attachment && (first || (!related && part.filename() == null));
  }

  private static boolean alternatives(List<Part> parts, Part one, Part other) {
    Set<Integer> above = new HashSet<>();
    for (int up = one.parent(); up >= 0; up = parts.get(up).parent()) {
      above.add(up);
    }
    int common = other.parent();
    while (common >= 0 && !above.contains(common)) {
      common = parts.get(common).parent();
    }
    return common >= 0 && parts.get(common).subtype().equals("alternative");
  }
}
