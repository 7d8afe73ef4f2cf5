package dev.postern.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Rows of text in columns as wide as they must be.
final class Table {
  private static final Pattern COLOUR = Pattern.compile("\u001B\\[[0-9]{0,3}m");

  private final List<List<String>> rows = new ArrayList<>();

  Table(String... heads) {
    rows.add(List.of(heads));
  }

  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        line.append(" ".repeat(width(i) - length(row.get(i)) + 2));
      }
      text.append(text.isEmpty() ? "" : "\n").append(line.toString().stripTrailing());
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream().mapToInt(row -> length(row.get(column))).max().orElse(0);
  }

  private static int length(String cell) {
    String seen = COLOUR.matcher(cell).replaceAll("");
    return seen.codePointCount(0, seen.length());
  }
}
