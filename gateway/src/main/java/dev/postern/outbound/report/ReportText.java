package dev.postern.outbound.report;

import dev.postern.mail.Dates;
import java.time.ZoneOffset;
import java.util.List;

/// The part of a report that people read: what happened, and what to do.
///
/// @param subject of the mail
record ReportText(StatusReport report, String subject) {
  private static final int MAX_SUBJECT = 200;

  /// Returns what stands in the Subject field.
  static String subject(List<Told> recipients) {
    Action worst = recipients.stream().map(Told::action).min(Enum::compareTo).orElse(Action.FAILED);
    return switch (worst) {
      case FAILED -> "Mail could not be delivered";
      case DELAYED -> "Mail is delayed";
      case DELIVERED, RELAYED -> "Mail was delivered";
    };
  }

  /// Returns the text, CRLF after each line.
  String text() {
    StringBuilder out = new StringBuilder();
    out.append("This is the mail server ").append(report.host()).append(".\r\n\r\n");
    out.append("It is about your mail of ");
    out.append(Dates.format(report.arrival(), ZoneOffset.UTC));
    String about = Diagnosis.line(subject);
    if (!about.isEmpty()) {
      String end = about.length() > MAX_SUBJECT ? "...\"" : "\"";
      out.append(",\r\n  \"").append(Diagnosis.cut(about, MAX_SUBJECT)).append(end);
    }
    out.append("\r\n");
    for (Action action : Action.values()) {
      List<Told> these = report.recipients().stream().filter(t -> t.action() == action).toList();
      if (!these.isEmpty()) {
        out.append("\r\n").append(heading(action)).append("\r\n");
        these.forEach(told -> recipient(out, told));
      }
    }
    return out.toString();
  }

  private static String heading(Action action) {
    return switch (action) {
      case FAILED -> "It could not be delivered to:";
      case DELAYED -> "It could not be delivered yet to:";
      case DELIVERED -> "It was delivered to:";
      case RELAYED -> "It was handed on, to a server that does not confirm delivery, for:";
    };
  }

  private static void recipient(StringBuilder out, Told told) {
    out.append("\r\n  ").append(Diagnosis.line(told.recipient())).append("\r\n");
    if (told.action() == Action.FAILED || told.action() == Action.DELAYED) {
      String who = told.remote().isEmpty() ? "" : remote(told) + " said: ";
      out.append("    ").append(who).append(told.diagnosis().text()).append("\r\n");
      out.append("    ").append(advice(told)).append("\r\n");
    }
  }

  private static String remote(Told told) {
    return Diagnosis.cut(Diagnosis.line(told.remote()), MAX_SUBJECT / 2);
  }

  private static String advice(Told told) {
    if (told.retryUntil().isPresent()) {
      return "It is tried until "
          + Dates.format(told.retryUntil().get(), ZoneOffset.UTC)
          + "; you need not send it again.";
    }
    if (told.diagnosis().status().equals("4.4.7")) {
      return "It was tried for as long as it may wait. Send it again when the server is back.";
    }
    return switch (told.diagnosis().type()) {
      case "NoEmail" -> "Nobody has this address: check it for mistakes.";
      case "MailboxFull" -> "The mailbox is full: send it again later, or tell them another way.";
      case "MessageTooLarge" -> "The mail is too large there: send less at once.";
      case "OnAccountSuppressionList" ->
          "Mail to it failed before, or they complained: have it taken off the list if that is"
              + " over.";
      default -> "It is not tried again. The answer says why.";
    };
  }
}
