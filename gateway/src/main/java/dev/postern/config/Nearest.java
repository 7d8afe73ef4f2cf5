package dev.postern.config;

import java.util.Comparator;
import java.util.List;

/// Finds the key that was probably meant.
final class Nearest {
  private Nearest() {}

  /// Returns `unknown key "listeners.imp"; the nearest is "listeners.imap"`.
  static String unknown(String name) {
    return "unknown key \"" + name + "\"; the nearest is \"" + to(name) + "\"";
  }

  /// Returns the known key with the fewest edits to `name`. A name without its section is near to
  /// the key that ends with it.
  static String to(String name) {
    List<String> names = Keys.ALL.stream().map(Key::name).toList();
    return names.stream().min(Comparator.comparingInt(key -> distance(name, key))).orElseThrow();
  }

  private static int distance(String name, String key) {
    String last = key.substring(key.lastIndexOf('.') + 1);
    String own = name.substring(name.lastIndexOf('.') + 1);
    return Math.min(edits(name, key) * 2, edits(own, last) * 2 + 1);
  }

  // Levenshtein's distance, one row at a time.
  private static int edits(String from, String to) {
    int[] row = new int[to.length() + 1];
    for (int column = 0; column < row.length; column++) {
      row[column] = column;
    }
    for (int line = 1; line <= from.length(); line++) {
      int diagonal = row[0];
      row[0] = line;
      for (int column = 1; column < row.length; column++) {
        int replaced = diagonal + (from.charAt(line - 1) == to.charAt(column - 1) ? 0 : 1);
        diagonal = row[column];
        row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
      }
    }
    return row[to.length()];
  }
}
