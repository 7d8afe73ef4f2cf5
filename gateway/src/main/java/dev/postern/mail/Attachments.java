package dev.postern.mail;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Lists what is attached to a message: every leaf that is not its body, calendar parts too, and
/// attached messages as one piece.
public final class Attachments {
  private Attachments() {}

  /// Lists the attachments of a message with this part table, in document order.
  public static List<Attachment> of(List<Part> parts) {
    BodyParts body = BodyParts.of(parts);
    Set<Integer> inside = BodyParts.insideMessages(parts);
    List<Attachment> found = new ArrayList<>();
    for (Part part : parts) {
      boolean listed =
          !part.isMultipart()
              && !inside.contains(part.index())
              && !part.equals(body.html())
              && !part.equals(body.plain())
              && !body.isOtherForm(parts, part)
              && !isStandIn(part);
      if (listed) {
        found.add(attachment(parts, part));
      }
    }
    return found;
  }

  /// Lists the attachments of a message with this digest.
  public static List<Attachment> of(Digest digest) {
    return of(digest.parts());
  }

  /// Returns the attachment with this id.
  public static Optional<Attachment> find(List<Part> parts, String id) {
    return of(parts).stream().filter(attachment -> attachment.id().equals(id)).findFirst();
  }

  // An empty unnamed text is nothing that anyone attached.
  private static boolean isStandIn(Part part) {
    return part.size() == 0 && part.type().equals("text") && part.filename() == null;
  }

  private static Attachment attachment(List<Part> parts, Part part) {
    boolean shown =
        "inline".equals(part.disposition()) || BodyParts.isChildOf(parts, part, "related");
    return new Attachment(
        part,
        "p" + (part.path().isEmpty() ? "1" : part.path().replace('.', '-')),
        filename(part),
        part.contentType(),
        part.contentId() != null && shown,
        part.contentId(),
        disposition(part));
  }

  private static String filename(Part part) {
    String name = part.filename();
    if (name != null) {
      String last = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1);
      name = last.isBlank() || last.equals("..") || last.equals(".") ? null : last;
    }
    if (name != null) {
      return name;
    }
    String extension =
        switch (part.type() + "/" + part.subtype()) {
          case "text/calendar" -> ".ics";
          case "message/rfc822" -> ".eml";
          default -> "";
        };
    return "part-" + (part.path().isEmpty() ? "1" : part.path().replace('.', '-')) + extension;
  }

  private static @Nullable String disposition(Part part) {
    if (part.disposition() == null || part.filename() == null) {
      return part.disposition();
    }
    String name = part.filename().replace("\\", "\\\\").replace("\"", "\\\"");
    return part.disposition() + "; filename=\"" + name + "\"";
  }
}
