package dev.postern.mail.clean;

import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Tables that are kept, a line for each row. Those that only lay a page out are not: they hold
/// other tables, or a single column.
final class TableRows {
  private final CleanOptions options;
  private final LineText text;
  private @Nullable Element table;
  private int cells;
  private boolean first;

  TableRows(CleanOptions options, LineText text) {
    this.options = options;
    this.text = text;
  }

  /// Says whether the words that come are in a table that is kept.
  boolean hold() {
    return table != null;
  }

  /// Says whether `element` is the table that is kept.
  boolean is(Element element) {
    return element.equals(table);
  }

  /// Begins a table if it is to be kept.
  boolean begin(Element element) {
    boolean kept = table == null && !options.ignoreTables() && isData(element);
    if (kept) {
      table = element;
      first = true;
    }
    return kept;
  }

  private static boolean isData(Element element) {
    return element.nameIs("table")
        && element.selectFirst("table table") == null
        && element.selectFirst("td + td, th + th, th + td") != null;
  }

  void beginRow() {
    cells = 0;
    if (!options.markdown()) {
      text.token("<tr>");
    }
  }

  void beginCell(String name) {
    cells++;
    text.gap(true);
    text.token(options.markdown() ? "|" : "<" + name + ">");
    text.gap(true);
  }

  void finishCell(String name) {
    text.gap(true);
    if (!options.markdown()) {
      text.token("</" + name + ">");
    }
  }

  /// Ends a row.
  ///
  /// @return the line that stands below it; empty if none does
  String finishRow() {
    text.gap(true);
    text.token(options.markdown() ? "|" : "</tr>");
    boolean head = first && options.markdown();
    first = false;
    return head ? "|" + " --- |".repeat(Math.min(cells, 100)) : "";
  }

  void finish() {
    table = null;
  }
}
