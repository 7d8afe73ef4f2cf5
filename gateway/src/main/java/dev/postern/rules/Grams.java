package dev.postern.rules;

import java.util.List;

/// Which three characters stand together anywhere in some texts, so that most texts that none of
/// them contains are known without a search.
final class Grams {
  private static final int LENGTH = 3;
  private static final int BITS = 16;

  private final long[] seen = new long[1 << (BITS - 6)];

  Grams(List<String> texts) {
    for (String text : texts) {
      for (int i = 0; i + LENGTH <= text.length(); i++) {
        int bit = bit(text, i);
        seen[bit >>> 6] |= 1L << bit;
      }
    }
  }

  /// Says whether one of the texts may contain another; false is certain.
  boolean mayContain(String text) {
    for (int i = 0; i + LENGTH <= text.length(); i++) {
      int bit = bit(text, i);
      if ((seen[bit >>> 6] & 1L << bit) == 0) {
        return false;
      }
    }
    return true;
  }

  private static int bit(String text, int at) {
    int mixed = (text.charAt(at) * 31 + text.charAt(at + 1)) * 31 + text.charAt(at + 2);
    return (mixed * 0x9E3779B9) >>> (32 - BITS);
  }
}
