package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What a migration did, or would do.
final class Migration {
  private static final int TOLD = 1000;

  private final boolean dry;
  private final Map<String, Long> made = new TreeMap<>();
  private final List<String> lines = new ArrayList<>();
  private final List<String> toDo = new ArrayList<>();
  private final List<String> failures = new ArrayList<>();
  private long messages;
  private long known;

  Migration(boolean dry) {
    this.dry = dry;
  }

  /// Says whether nothing is to be changed.
  boolean isDry() {
    return dry;
  }

  void made(String what, String name) {
    made.merge(what, 1L, Long::sum);
    if (lines.size() < TOLD) {
      lines.add((dry ? "would make " : "made ") + what + " " + Shown.line(name));
    }
  }

  void toDo(String what) {
    toDo.add("to do: " + Shown.line(what));
  }

  void failed(String what) {
    failures.add("failed: " + Shown.line(what));
  }

  boolean failed() {
    return !failures.isEmpty();
  }

  void came(long more, long before) {
    messages += more;
    known += before;
  }

  JsonBody json() {
    JsonObject counts = new JsonObject();
    made.forEach(counts::put);
    return JsonBody.parse(
        new JsonObject()
            .put("made", counts)
            .put("messages", messages)
            .put("known", known)
            .putTexts("to_do", toDo)
            .putTexts("failures", failures)
            .bytes());
  }

  String text() {
    List<String> all = new ArrayList<>(lines);
    all.addAll(toDo);
    all.addAll(failures);
    all.add(
        "%,d messages %s, %,d were there already"
            .formatted(messages, dry ? "would come" : "came", known));
    return String.join("\n", all);
  }
}
