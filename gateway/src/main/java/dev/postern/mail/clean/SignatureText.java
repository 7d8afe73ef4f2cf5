package dev.postern.mail.clean;

import dev.postern.mail.clean.Line.Origin;
import java.util.ArrayList;
import java.util.List;

/// Finds signatures by their text, at the end of what a mail says itself: above a mail that it
/// passes on.
final class SignatureText {
  private static final int MAX_SIGNATURE = 15;
  private static final int MAX_NAMES = 6;
  private static final int MAX_NAME = 60;

  private final List<Line> lines;

  private SignatureText(List<Line> lines) {
    this.lines = new ArrayList<>(lines);
  }

  /// Returns the lines without a signature; all of them if nothing else is there.
  ///
  /// @param conclusions whether "Best regards" and names below it go too
  static List<Line> without(List<Line> lines, boolean conclusions) {
    int end = 0;
    while (end < lines.size() && !beginsForward(lines.get(end))) {
      end++;
    }
    SignatureText text = new SignatureText(lines.subList(0, end));
    text.cutMobile();
    text.cutMarked();
    text.cutMobile();
    if (conclusions) {
      text.cutConclusion();
    }
    List<Line> kept = text.lines;
    if (end < lines.size()) {
      kept.add(Line.blank(Origin.OWN));
      kept.addAll(lines.subList(end, lines.size()));
    }
    return kept;
  }

  private static boolean beginsForward(Line line) {
    return line.is(Origin.FORWARDED) || Phrases.beginsForward(line.plain());
  }

  /// "-- " alone on a line (RFC 3676 section 4.3).
  private void cutMarked() {
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).plain();
      boolean exact = text.equals("-- ");
      boolean near = text.strip().equals("--") && wordsFrom(i + 1) <= MAX_SIGNATURE;
      if ((exact || near) && cut(i)) {
        return;
      }
    }
  }

  private void cutMobile() {
    int last = lastWords(lines.size());
    while (last >= 0 && Phrases.isMobile(lines.get(last).plain()) && cut(last)) {
      last = lastWords(lines.size());
    }
  }

  private void cutConclusion() {
    int found = -1;
    int at = lastWords(lines.size());
    for (int names = 0; at >= 0 && names <= MAX_NAMES; names++) {
      String text = lines.get(at).plain();
      if (Phrases.isConclusion(text)) {
        found = at;
      } else if (text.length() > MAX_NAME || isSentence(text)) {
        break;
      }
      at = lastWords(at);
    }
    if (found >= 0) {
      cut(found);
    }
  }

  private static boolean isSentence(String text) {
    String stripped = text.strip();
    boolean statement = stripped.endsWith(".") && stripped.contains(" ");
    return statement || stripped.endsWith("?") || stripped.endsWith("!") || stripped.endsWith(":");
  }

  /// Cuts from here to the end, if words are left before it.
  private boolean cut(int from) {
    boolean left = lastWords(from) >= 0;
    if (left) {
      lines.subList(from, lines.size()).clear();
    }
    return left;
  }

  private int lastWords(int before) {
    int at = before - 1;
    while (at >= 0 && lines.get(at).isBlank()) {
      at--;
    }
    return at;
  }

  private long wordsFrom(int from) {
    return lines.subList(from, lines.size()).stream().filter(line -> !line.isBlank()).count();
  }
}
