package dev.postern.conformance.transcript;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One expected line of a transcript.
///
/// Text means itself. `<...>` is any text, `<name>` keeps a value when it is new and stands for it
/// afterwards, `<name+1>` is that number and one more, `<{a | b}>` is a list whose items come in
/// any order with one space between them (`...` as its last item: others may come too), `<crlf>` is
/// a line break inside a literal and `<x00>` is one byte.
record Pattern(List<Node> nodes) {
  /// A piece of a line.
  sealed interface Node {
    record Text(String text) implements Node {}

    record Any() implements Node {}

    record Value(String name, long more) implements Node {}

    record AnyOrder(List<Pattern> items, boolean open) implements Node {}
  }

  /// What must hold for the text after a node.
  private interface Rest {
    boolean holds(int at, Map<String, String> values);
  }

  /// Reads a pattern; what looks like a mark but is none means itself.
  static Pattern parse(String text) {
    var nodes = new ArrayList<Node>();
    var plain = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      Optional<Mark> mark = Mark.at(text, at);
      if (mark.isEmpty() || mark.get().bytes().isPresent()) {
        plain.append(mark.flatMap(Mark::bytes).orElse(text.substring(at, at + 1)));
      } else {
        addText(nodes, plain);
        nodes.add(node(mark.get().inside()));
      }
      at += mark.map(Mark::length).orElse(1);
    }
    addText(nodes, plain);
    return new Pattern(List.copyOf(nodes));
  }

  private static void addText(List<Node> nodes, StringBuilder plain) {
    if (!plain.isEmpty()) {
      nodes.add(new Node.Text(plain.toString()));
      plain.setLength(0);
    }
  }

  private static Node node(String inside) {
    if (inside.equals("...")) {
      return new Node.Any();
    }
    if (!inside.startsWith("{")) {
      int plus = inside.indexOf('+');
      return plus < 0
          ? new Node.Value(inside, 0)
          : new Node.Value(inside.substring(0, plus), Long.parseLong(inside.substring(plus + 1)));
    }
    List<String> items = Mark.items(inside.substring(1, inside.length() - 1));
    boolean open = items.getLast().equals("...");
    return new Node.AnyOrder(
        items.stream().filter(item -> !item.equals("...")).map(Pattern::parse).toList(), open);
  }

  /// Compares a whole line; only a match adds what it kept to `values`.
  boolean matches(String line, Map<String, String> values) {
    return match(
        line,
        0,
        0,
        values,
        (at, kept) -> {
          if (at == line.length()) {
            values.putAll(kept);
          }
          return at == line.length();
        });
  }

  private boolean match(String line, int node, int at, Map<String, String> values, Rest rest) {
    if (node == nodes.size()) {
      return rest.holds(at, values);
    }
    Rest next = (end, kept) -> match(line, node + 1, end, kept, rest);
    return switch (nodes.get(node)) {
      case Node.Text(String text) ->
          line.startsWith(text, at) && next.holds(at + text.length(), values);
      case Node.Any _ -> anyEnd(line, at, values, next);
      case Node.Value value -> value(line, at, value, values, next);
      case Node.AnyOrder list -> anyOrder(line, at, list.items(), list.open(), values, next);
    };
  }

  private static boolean anyEnd(String line, int at, Map<String, String> values, Rest next) {
    for (int end = at; end <= line.length(); end++) {
      if (next.holds(end, values)) {
        return true;
      }
    }
    return false;
  }

  private static boolean value(
      String line, int at, Node.Value value, Map<String, String> values, Rest next) {
    String known = values.get(value.name());
    if (known != null) {
      String text = shifted(known, value.more());
      return line.startsWith(text, at) && next.holds(at + text.length(), values);
    }
    for (int end = at + 1; end <= line.length(); end++) {
      var kept = new HashMap<>(values);
      kept.put(value.name(), line.substring(at, end));
      if (next.holds(end, kept)) {
        return true;
      }
    }
    return false;
  }

  private static String shifted(String known, long more) {
    return more == 0 ? known : Long.toString(Long.parseLong(known) + more);
  }

  private static boolean anyOrder(
      String line,
      int at,
      List<Pattern> left,
      boolean open,
      Map<String, String> values,
      Rest next) {
    if (left.isEmpty() && next.holds(at, values)) {
      return true;
    }
    for (int i = 0; i < left.size(); i++) {
      var others = new ArrayList<>(left);
      Pattern item = others.remove(i);
      Rest more =
          (end, kept) -> {
            boolean last = others.isEmpty() && next.holds(end, kept);
            return last
                || (line.startsWith(" ", end)
                    && (open || !others.isEmpty())
                    && anyOrder(line, end + 1, others, open, kept, next));
          };
      if (item.match(line, 0, at, values, more)) {
        return true;
      }
    }
    return open && skipItem(line, at, left, values, next);
  }

  private static boolean skipItem(
      String line, int at, List<Pattern> left, Map<String, String> values, Rest next) {
    int end = at;
    while (end < line.length() && line.charAt(end) != ' ') {
      end++;
      if (left.isEmpty() && next.holds(end, values)) {
        return true;
      }
    }
    return end < line.length() && anyOrder(line, end + 1, left, true, values, next);
  }

  /// Replaces the marks of a client's line by kept values and bytes.
  static String fill(String text, Map<String, String> values) {
    var filled = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      Optional<Mark> mark = Mark.at(text, at);
      int start = at;
      filled.append(
          mark.map(found -> found.bytes().orElseGet(() -> kept(found.inside(), values)))
              .orElseGet(() -> text.substring(start, start + 1)));
      at += mark.map(Mark::length).orElse(1);
    }
    return filled.toString();
  }

  private static String kept(String inside, Map<String, String> values) {
    if (!(node(inside) instanceof Node.Value value)) {
      return "<" + inside + ">";
    }
    String known = values.get(value.name());
    if (known == null) {
      throw new IllegalArgumentException("no value was kept as <" + inside + ">");
    }
    return shifted(known, value.more());
  }
}
