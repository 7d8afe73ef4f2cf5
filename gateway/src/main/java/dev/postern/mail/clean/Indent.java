package dev.postern.mail.clean;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import org.jsoup.nodes.Element;

/// What stands before a line: list marks, and in Markdown those of quotes.
final class Indent {
  /// Deeper levels are written as the one above them, so that lines stay short.
  private static final int MAX_LEVELS = 8;

  private final boolean markdown;
  private final Deque<Level> levels = new ArrayDeque<>();
  private final Deque<Numbers> lists = new ArrayDeque<>();

  private static final class Level {
    private final Element element;
    private final String rest;
    private String next;

    Level(Element element, String first, String rest) {
      this.element = element;
      this.next = first;
      this.rest = rest;
    }
  }

  private static final class Numbers {
    private final Element element;
    private int next;

    Numbers(Element element, int first) {
      this.element = element;
      this.next = first;
    }
  }

  Indent(boolean markdown) {
    this.markdown = markdown;
  }

  boolean inList() {
    return !lists.isEmpty();
  }

  void begin(Element element) {
    switch (element.normalName()) {
      case "ul" -> lists.push(new Numbers(element, -1));
      case "ol" -> lists.push(new Numbers(element, start(element.attr("start"))));
      case "li" -> item(element);
      case "blockquote" -> push(element, markdown ? "> " : "", markdown ? "> " : "");
      default -> {}
    }
  }

  void finish(Element element) {
    if (!lists.isEmpty() && lists.peek().element.equals(element)) {
      lists.pop();
    }
    if (!levels.isEmpty() && levels.peek().element.equals(element)) {
      levels.pop();
    }
  }

  /// Says whether the next line begins a list item.
  boolean beginsItem() {
    return levels.stream().anyMatch(level -> !level.next.equals(level.rest));
  }

  /// Returns what stands before the next line.
  String take() {
    StringBuilder prefix = new StringBuilder();
    for (Iterator<Level> each = levels.descendingIterator(); each.hasNext(); ) {
      Level level = each.next();
      prefix.append(level.next);
      level.next = level.rest;
    }
    return prefix.toString();
  }

  private void item(Element element) {
    Numbers list = lists.peek();
    String mark = list == null || list.next < 0 ? "- " : list.next++ + ". ";
    push(element, mark, " ".repeat(mark.length()));
  }

  private void push(Element element, String first, String rest) {
    boolean deep = levels.size() >= MAX_LEVELS;
    levels.push(new Level(element, deep ? "" : first, deep ? "" : rest));
  }

  private static int start(String written) {
    return written.matches("[0-9]{1,6}") ? Integer.parseInt(written) : 1;
  }
}
