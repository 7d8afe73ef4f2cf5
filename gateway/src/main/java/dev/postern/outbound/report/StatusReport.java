package dev.postern.outbound.report;

import dev.postern.mail.Dates;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.MessageIds;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// A delivery status notification: says to the sender of a mail what became of it, in words, in
/// fields (RFC 3464), and with the mail's header. Its addresses may be of RFC 6531; then the forms
/// of RFC 6533 are used.
///
/// @param host this server, the one that reports
/// @param domain of the author, `mailer-daemon`
/// @param sender to whom it goes; never empty
/// @param envelopeId decoded ENVID of the mail; empty: none
/// @param arrival when the mail was accepted
/// @param whole whether the mail itself is to go back if it is small
/// @param recipients at least one
/// @param id unique: the report's Message-ID is made of it; letters, digits and `-.`
public record StatusReport(
    String host,
    String domain,
    String sender,
    String envelopeId,
    Instant arrival,
    boolean whole,
    List<Told> recipients,
    String id,
    Instant now) {
  /// Keeps the list as it is now.
  public StatusReport {
    recipients = List.copyOf(recipients);
  }

  /// Writes the report.
  ///
  /// @param mail as it was queued; nothing of it is copied
  /// @return slices to be written one after another
  public List<MemorySegment> about(MemorySegment mail) {
    HeaderBlock header = HeaderBlock.of(mail, 0, mail.byteSize());
    boolean failed = recipients.stream().anyMatch(told -> told.action() == Action.FAILED);
    Returned returned = Returned.of(mail, header, whole && failed);
    String text = new ReportText(this, header.decoded("Subject").orElse("")).text();
    boolean utf8 = StatusFields.needUtf8(recipients);
    String fields = new StatusFields(this, utf8).text();
    boolean eight =
        !isAscii(text) || utf8 || !isAscii(sender) || returned.encoding().equals("8bit");
    String boundary = "=_" + id;
    String before =
        header(header, boundary, eight)
            + part(boundary, text(text), encoding(text), text)
            + part(boundary, utf8 ? GLOBAL : PLAIN, utf8 ? "8bit" : "7bit", fields)
            + part(boundary, returned.type(), returned.encoding(), "");
    List<MemorySegment> slices = new ArrayList<>();
    slices.add(bytes(before));
    slices.addAll(returned.slices());
    slices.add(bytes("\r\n--" + boundary + "--\r\n"));
    return slices;
  }

  private static final String PLAIN = "message/delivery-status";
  private static final String GLOBAL = "message/global-delivery-status";

  private String header(HeaderBlock original, String boundary, boolean eight) {
    List<String> lines = new ArrayList<>();
    lines.add("From: Mail Delivery System <mailer-daemon@" + domain + ">");
    lines.add("To: <" + Diagnosis.line(sender) + ">");
    lines.add("Subject: " + ReportText.subject(recipients));
    lines.add("Date: " + Dates.format(now, ZoneOffset.UTC));
    lines.add("Message-ID: <" + id + "@" + host + ">");
    messageId(original)
        .forEach(about -> {
          lines.add("In-Reply-To: <" + about + ">");
          lines.add("References: <" + about + ">");
        });
    lines.add("Auto-Submitted: auto-replied");
    lines.add("MIME-Version: 1.0");
    lines.add("Content-Type: multipart/report; report-type=delivery-status;");
    lines.add("\tboundary=\"" + boundary + "\"");
    if (eight) {
      lines.add("Content-Transfer-Encoding: 8bit");
    }
    return String.join("\r\n", lines) + "\r\n\r\n";
  }

  // One that cannot be written on a line as it is names nothing.
  private static List<String> messageId(HeaderBlock original) {
    return original.unfoldedRaw("Message-ID").map(MessageIds::parseList).orElse(List.of()).stream()
        .limit(1)
        .filter(id -> id.length() < 900 && isAscii(id) && id.indexOf(' ') < 0)
        .toList();
  }

  private static String text(String text) {
    return "text/plain; charset=" + (isAscii(text) ? "us-ascii" : "utf-8");
  }

  private static String encoding(String text) {
    return isAscii(text) ? "7bit" : "8bit";
  }

  private static String part(String boundary, String type, String encoding, String content) {
    return "--"
        + boundary
        + "\r\nContent-Type: "
        + type
        + "\r\n"
        + "Content-Transfer-Encoding: "
        + encoding
        + "\r\n\r\n"
        + content
        + (content.isEmpty() ? "" : "\r\n");
  }

  static boolean isAscii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static MemorySegment bytes(String text) {
    return MemorySegment.ofArray(text.getBytes(StandardCharsets.UTF_8));
  }
}
