package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Prints what a command found or did: the API's own JSON for programs, ids for pipes, text for
/// people.
final class Output {
  private static final List<String> IDS = List.of("id", "workspace_id", "schedule_id", "address");

  private final Terminal terminal;
  private final Format format;

  Output(Terminal terminal, Format format) {
    this.terminal = terminal;
    this.format = format;
  }

  /// Says whether text for people is wanted: only then is it worth asking for more.
  boolean isText() {
    return !format.json() && !format.quiet();
  }

  /// Prints one object.
  void one(JsonBody object, Supplier<?> text) {
    if (format.json()) {
      terminal.out().println(object.canonical());
    } else {
      lines(format.quiet() ? id(object) : text.get().toString());
    }
  }

  /// Prints a list of objects.
  void all(List<JsonBody> objects, Supplier<?> text) {
    if (format.json()) {
      String joined =
          objects.stream().map(JsonBody::canonical).collect(Collectors.joining(",\n ", "[", "]"));
      terminal.out().println(joined);
    } else if (format.quiet()) {
      objects.forEach(object -> terminal.out().println(id(object)));
    } else {
      lines(text.get().toString());
    }
  }

  /// Prints what was done to what has no object of its own any more.
  void done(String id, String text) {
    one(JsonBody.parse(new JsonObject().put("id", id).bytes()), () -> text);
  }

  private void lines(String text) {
    if (!text.isEmpty()) {
      terminal.out().println(text);
    }
  }

  /// Returns what names an object.
  static String id(JsonBody object) {
    return IDS.stream().flatMap(name -> object.text(name).stream()).findFirst().orElse("");
  }

  /// Returns how long ago a member says, in Unix seconds; empty without it.
  String age(JsonBody object, String name) {
    Instant now = terminal.clock().instant();
    return object
        .number(name)
        .map(seconds -> Ages.of(Instant.ofEpochSecond(seconds), now))
        .orElse("");
  }

  /// Returns `text` as what is well.
  String good(String text) {
    return coloured(text, 32);
  }

  /// Returns `text` as what somebody should look at.
  String fair(String text) {
    return coloured(text, 33);
  }

  /// Returns `text` as what is wrong.
  String bad(String text) {
    return coloured(text, 31);
  }

  /// Returns `text` as a heading.
  String strong(String text) {
    return coloured(text, 1);
  }

  private String coloured(String text, int code) {
    boolean wanted = terminal.colours() && !format.plain() && !text.isEmpty();
    return wanted ? "\u001B[" + code + "m" + text + "\u001B[m" : text;
  }

  /// Returns lines of `label: value`; those without a value are left out.
  static String labelled(String indent, String... labelsAndValues) {
    return Stream.iterate(0, i -> i + 1 < labelsAndValues.length, i -> i + 2)
        .filter(i -> !labelsAndValues[i + 1].isEmpty())
        .map(i -> indent + labelsAndValues[i] + ": " + labelsAndValues[i + 1])
        .collect(Collectors.joining("\n"));
  }
}
