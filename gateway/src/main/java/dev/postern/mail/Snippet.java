package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// The first words of a message, for lists.
final class Snippet {
  private static final int MAX_CHARACTERS = 100;
  private static final int MAX_OCTETS = 64 << 10;

  private Snippet() {}

  static String of(MemorySegment message, List<Part> parts) {
    BodyParts chosen = BodyParts.of(parts);
    Part plain = chosen.plain();
    Part html = chosen.html();
    String text = plain == null ? "" : fold(BodyText.decode(message, plain, MAX_OCTETS));
    if (text.isEmpty() && html != null) {
      text = fold(HtmlText.toPlain(BodyText.decode(message, html, MAX_OCTETS)));
    }
    return text;
  }

  private static String fold(String text) {
    StringBuilder out = new StringBuilder(MAX_CHARACTERS);
    int count = 0;
    boolean gap = false;
    for (int i = 0; i < text.length() && count < MAX_CHARACTERS; ) {
      int point = text.codePointAt(i);
      i += Character.charCount(point);
      if (isGap(point)) {
        gap = !out.isEmpty();
      } else {
        out.append(gap ? " " : "");
        count += gap ? 2 : 1;
        gap = false;
        if (count <= MAX_CHARACTERS) {
          out.appendCodePoint(point);
        }
      }
    }
    return out.toString().strip();
  }

  // Zero-width characters and soft hyphens pad the previews of newsletters.
  private static boolean isGap(int point) {
    return Character.isWhitespace(point)
        || Character.isSpaceChar(point)
        || Character.isISOControl(point)
        || point == 0xad
        || point == 0x34f
        || (point >= 0x200b && point <= 0x200f)
        || point == 0x2060
        || point == 0xfeff;
  }
}
