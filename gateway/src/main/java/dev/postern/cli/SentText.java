package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What became of a mail that was handed in, or would become of it, as people read it.
final class SentText {
  private SentText() {}

  /// @param whole the answer with what stands beside its object
  static String of(JsonBody whole, Output output, String people) {
    JsonBody answer = ApiClient.data(whole);
    Optional<JsonBody> approval = whole.object("approval");
    if (approval.isPresent()) {
      return output.fair("waits for approval")
          + " to go to "
          + people
          + "\n   Approval: "
          + Output.id(approval.get());
    }
    boolean later = answer.gives("schedule_id") && answer.gives("send_at");
    String done = later ? "goes to " : output.good("sent") + " to ";
    String when = later ? " " + output.age(answer, "send_at") : "";
    return done + people + when + "\n   ID: " + Output.id(answer);
  }

  /// Tells what a dry run found.
  static String rehearsed(JsonBody answer, Output output, String people) {
    Optional<String> error = answer.object("error").map(each -> Shown.text(each, "message"));
    var lines = new ArrayList<String>();
    lines.add(
        error
            .map(text -> output.bad("would be refused") + ": " + text)
            .orElseGet(() -> "would " + Shown.text(answer, "would") + " to " + people));
    List<String> rules = answer.texts("matched_rule_ids").orElse(List.of());
    if (!rules.isEmpty()) {
      lines.add("   Rules: " + String.join(", ", rules));
    }
    for (JsonBody limit : answer.objects("limits").orElse(List.of())) {
      long most = limit.number("most").orElse(-1L);
      lines.add(
          "   %s: %d of %s"
              .formatted(
                  Shown.text(limit, "limit"),
                  limit.number("used").orElse(0L),
                  most < 0 ? "any number" : Long.toString(most)));
    }
    return String.join("\n", lines);
  }
}
