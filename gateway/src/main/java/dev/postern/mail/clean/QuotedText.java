package dev.postern.mail.clean;

import dev.postern.mail.clean.Line.Origin;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/// Finds quoted history by its text: lines with `>`, "On … wrote:", the header of an original.
final class QuotedText {
  private static final int HEADER_LINES = 8;
  private static final int ATTRIBUTION_LINES = 3;

  private final List<Line> lines;

  /// Where mail that is passed on begins, which is all kept.
  private final int passedOn;

  private final BitSet dropped = new BitSet();

  private QuotedText(List<Line> lines, int passedOn) {
    this.lines = lines;
    this.passedOn = passedOn;
  }

  /// Returns the lines that are no history; of a signature, what is marked as one goes too.
  ///
  /// @param forward whether the mail's subject says that it passes another one on
  static List<Line> without(List<Line> lines, boolean forward) {
    int passedOn = 0;
    while (passedOn < lines.size() && !beginsForward(lines, passedOn, forward)) {
      passedOn++;
    }
    QuotedText text = new QuotedText(lines, passedOn);
    text.dropMarked();
    text.dropWritten();
    return text.kept();
  }

  private static boolean beginsForward(List<Line> lines, int at, boolean forward) {
    Line line = lines.get(at);
    boolean says = line.is(Origin.OWN) && Phrases.beginsForward(line.plain());
    boolean history =
        forward && line.is(Origin.OWN) && (Phrases.isOriginal(line.plain()) || isHeader(lines, at));
    return line.is(Origin.FORWARDED) || says || history;
  }

  private void dropMarked() {
    for (int i = 0; i < lines.size(); i++) {
      boolean marked = lines.get(i).is(Origin.QUOTED) || lines.get(i).is(Origin.SIGNATURE);
      dropped.set(i, marked);
    }
  }

  private void dropWritten() {
    boolean attributed = false;
    int quotes = 0;
    for (int i = 0; i < passedOn; i++) {
      Line line = lines.get(i);
      if (dropped.get(i)) {
        continue;
      }
      if (Phrases.isOriginal(line.plain()) || isHeader(lines, i)) {
        dropFrom(i);
        break;
      }
      if (Phrases.endsAttribution(line.plain())) {
        attributed |= attribution(i);
      }
      quotes += isQuote(line) ? 1 : 0;
    }
    if (attributed || quotes > 1) {
      for (int i = 0; i < passedOn; i++) {
        dropped.set(i, dropped.get(i) || isQuote(lines.get(i)));
      }
    }
  }

  /// Drops the lines of an attribution that ends here; without a quote below it, all that follows.
  private boolean attribution(int end) {
    int begin = end;
    int first = Math.max(0, end - ATTRIBUTION_LINES + 1);
    for (int i = end; i >= first && !lines.get(i).isBlank(); i--) {
      if (Phrases.beginsAttribution(lines.get(i).plain())) {
        begin = i;
        break;
      }
    }
    boolean dated = Phrases.beginsAttribution(lines.get(begin).plain());
    int next = end + 1;
    while (next < lines.size() && lines.get(next).isBlank()) {
      next++;
    }
    boolean quote =
        next < lines.size() && (lines.get(next).is(Origin.QUOTED) || isQuote(lines.get(next)));
    if (!quote && !dated) {
      return false;
    }
    if (!quote) {
      dropFrom(begin);
    }
    dropped.set(begin, end + 1);
    return true;
  }

  private void dropFrom(int from) {
    int start = from;
    while (start > 0 && isRule(lines.get(start - 1))) {
      start--;
    }
    dropped.set(start, lines.size());
  }

  private static boolean isRule(Line line) {
    String text = line.shown().strip();
    return line.isBlank()
        || (text.length() >= 3 && text.chars().allMatch(c -> "-_=*".indexOf(c) >= 0));
  }

  private static boolean isQuote(Line line) {
    return line.is(Origin.OWN) && line.plain().startsWith(">");
  }

  // "From:" with at least two of its companions below.
  private static boolean isHeader(List<Line> lines, int at) {
    if (!Phrases.isFromLabel(lines.get(at).plain())) {
      return false;
    }
    int labels = 0;
    int end = Math.min(lines.size(), at + HEADER_LINES);
    for (int i = at + 1; i < end; i++) {
      labels += Phrases.isOtherLabel(lines.get(i).plain()) ? 1 : 0;
    }
    return labels >= 2;
  }

  private List<Line> kept() {
    List<Line> kept = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (!dropped.get(i)) {
        kept.add(lines.get(i));
      }
    }
    return kept;
  }
}
