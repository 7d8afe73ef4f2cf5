package dev.postern.mail;

import java.util.ArrayList;
import java.util.List;

/// The words of a text: runs of letters and digits, folded and without accents; `@` is a word, and
/// so is each character of a script that is written without spaces.
public final class Words {
  /// Characters of a word that count.
  private static final int MAX_LENGTH = 64;

  private Words() {}

  /// Returns the words in order.
  public static List<String> of(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    String folded = TextFold.of(text);
    for (int i = 0; i < folded.length(); ) {
      int point = folded.codePointAt(i);
      i += Character.charCount(point);
      if (TextFold.isMark(point)) {
        continue;
      }
      boolean alone = point == '@' || standsAlone(point);
      if (alone || !Character.isLetterOrDigit(point)) {
        end(word, words);
      }
      if (alone) {
        words.add(Character.toString(point));
      } else if (Character.isLetterOrDigit(point) && word.length() < MAX_LENGTH) {
        word.appendCodePoint(point);
      }
    }
    end(word, words);
    return words;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  private static boolean standsAlone(int point) {
    return point >= 0xe00
        && switch (Character.UnicodeScript.of(point)) {
          case HAN, HIRAGANA, KATAKANA, THAI, LAO, KHMER, MYANMAR -> true;
          default -> false;
        };
  }
}
