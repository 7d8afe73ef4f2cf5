package dev.postern.cli;

import dev.postern.v3.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A policy as people read it.
final class PolicyText {
  private enum Unit {
    OCTETS,
    COUNT,
    DAYS
  }

  private record Line(String member, String label, Unit unit) {}

  private static final List<Line> LINES =
      List.of(
          new Line("limit_attachment_size_limit", "Attachment size", Unit.OCTETS),
          new Line("limit_attachment_count_limit", "Attachments of a mail", Unit.COUNT),
          new Line("limit_size_total_mime", "Mail size", Unit.OCTETS),
          new Line("limit_storage_total", "Storage", Unit.OCTETS),
          new Line("limit_count_daily_message_received", "Received a day", Unit.COUNT),
          new Line("limit_count_daily_email_sent", "Sent a day", Unit.COUNT),
          new Line("limit_inbox_retention_period", "Inbox kept", Unit.DAYS),
          new Line("limit_spam_retention_period", "Junk kept", Unit.DAYS));

  private PolicyText() {}

  static String of(JsonBody policy, Output output) {
    List<String> rules = policy.texts("rules").orElse(List.of());
    return output.strong(Shown.text(policy, "name"))
        + "\n   ID: "
        + Output.id(policy)
        + "\n\n"
        + output.strong("Rules")
        + "\n"
        + (rules.isEmpty() ? "   none: workspaces have them" : "   " + String.join("\n   ", rules))
        + "\n\n"
        + output.strong("Limits")
        + "\n"
        + policy.object("limits").map(PolicyText::limits).orElse("   none")
        + "\n\n"
        + output.strong("Spam")
        + "\n"
        + policy.object("spam_detection").map(PolicyText::spam).orElse("   not set");
  }

  private static String limits(JsonBody limits) {
    var words = new ArrayList<String>();
    for (Line line : LINES) {
      words.add(line.label);
      words.add(limits.number(line.member).map(value -> value(value, line.unit)).orElse(""));
    }
    words.add("Attachment types");
    words.add(Shown.line(String.join(", ", types(limits))));
    return Output.labelled("   ", words.toArray(String[]::new));
  }

  private static List<String> types(JsonBody limits) {
    return limits
        .texts("limit_attachment_allowed_types")
        .filter(given -> !given.isEmpty())
        .orElse(List.of("all"));
  }

  private static String value(long value, Unit unit) {
    if (value < 0) {
      return "unlimited";
    }
    return switch (unit) {
      case OCTETS -> Sizes.of(value);
      case COUNT -> Long.toString(value);
      case DAYS -> value == 1 ? "1 day" : value + " days";
    };
  }

  private static String spam(JsonBody spam) {
    return Output.labelled(
        "   ",
        "DNS lists",
        onOff(spam.flag("use_list_dnsbl")),
        "Header checks",
        onOff(spam.flag("use_header_anomaly_detection")),
        "Sensitivity",
        spam.decimal("spam_sensitivity").map(Object::toString).orElse(""));
  }

  private static String onOff(Optional<Boolean> flag) {
    return flag.orElse(false) ? "on" : "off";
  }
}
