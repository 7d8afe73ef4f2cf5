package dev.postern.outbound.report;

import dev.postern.mail.Dates;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/// The part of a report that programs read: fields of the mail, then of each recipient after an
/// empty line (RFC 3464 sections 2.2 and 2.3, RFC 6533 section 3).
///
/// @param utf8 whether addresses are written as they are; else they are all ASCII
record StatusFields(StatusReport report, boolean utf8) {
  static boolean needUtf8(List<Told> recipients) {
    return recipients.stream()
        .anyMatch(told ->
            !StatusReport.isAscii(told.recipient()) || !StatusReport.isAscii(told.original()));
  }

  /// Returns the fields, CRLF after each.
  String text() {
    StringBuilder out = new StringBuilder();
    field(out, "Reporting-MTA", "dns; " + report.host());
    if (!report.envelopeId().isEmpty()) {
      field(out, "Original-Envelope-Id", report.envelopeId());
    }
    field(out, "Arrival-Date", date(report.arrival()));
    report.recipients().forEach(told -> recipient(out, told));
    return out.toString();
  }

  private void recipient(StringBuilder out, Told told) {
    out.append("\r\n");
    if (!told.original().isEmpty()) {
      field(out, "Original-Recipient", original(told.original()));
    }
    String type = StatusReport.isAscii(told.recipient()) ? "rfc822; " : "utf-8; ";
    field(out, "Final-Recipient", type + told.recipient());
    field(out, "Action", told.action().word());
    field(out, "Status", status(told));
    if (!told.remote().isEmpty()) {
      field(out, "Remote-MTA", "dns; " + told.remote());
    }
    if (!told.diagnosis().text().isEmpty()) {
      field(out, "Diagnostic-Code", "smtp; " + told.diagnosis().text());
    }
    field(out, "Last-Attempt-Date", date(told.at()));
    told.retryUntil().ifPresent(until -> field(out, "Will-Retry-Until", date(until)));
  }

  // type ";" generic-address; the type is written with one space behind it everywhere
  private static String original(String original) {
    int type = original.indexOf(';');
    return type < 0
        ? "rfc822; " + original
        : original.substring(0, type + 1) + " " + original.substring(type + 1).strip();
  }

  // What was delivered has no answer of a server that refused it.
  private static String status(Told told) {
    String status = told.diagnosis().status();
    String wanted =
        switch (told.action()) {
          case FAILED -> "45";
          case DELAYED -> "4";
          case DELIVERED, RELAYED -> "2";
        };
    return wanted.indexOf(status.charAt(0)) >= 0
        ? status
        : wanted.charAt(wanted.length() - 1) + ".0.0";
  }

  private void field(StringBuilder out, String name, String value) {
    String line = Diagnosis.line(value);
    String plain = utf8 ? line : line.replaceAll("[^\\x20-\\x7e]", "?");
    out.append(name).append(": ").append(plain).append("\r\n");
  }

  private static String date(Instant at) {
    return Dates.format(at, ZoneOffset.UTC);
  }
}
