package dev.postern.conformance.guardrails;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A mail as every door can bring it.
///
/// @param subject no other mail's
/// @param text lines end with CRLF
record Mail(String subject, String text, List<Attachment> attachments) {
  private static final String BOUNDARY = "=_guardrails";

  /// A file in it.
  record Attachment(String type, String name, int octets) {
    private String base64(String lineEnd) {
      byte[] content = new byte[octets];
      return Base64.getMimeEncoder(76, lineEnd.getBytes(StandardCharsets.US_ASCII))
          .encodeToString(content);
    }

    private Map<String, ?> json() {
      return Map.of(
          "filename",
          name,
          "content_type",
          type,
          "content",
          Base64.getEncoder().encodeToString(new byte[octets]),
          "size",
          octets);
    }
  }

  static Mail of(String subject, Attachment... attachments) {
    return new Mail(subject, "hello\r\n", List.of(attachments));
  }

  static Mail ofSize(String subject, int octets) {
    return new Mail(subject, "0123456789abcdef\r\n".repeat(octets / 18 + 1), List.of());
  }

  /// Returns it as the API sends it.
  Map<String, ?> json(String to) {
    return Map.of(
        "to",
        List.of(Map.of("email", to)),
        "subject",
        subject,
        "body",
        text,
        "attachments",
        attachments.stream().map(Attachment::json).toList());
  }

  /// Returns it as RFC 5322 text.
  String mime(String from, String to) {
    String head =
        "From: <%s>\r\nTo: <%s>\r\nSubject: %s\r\nDate: Mon, 23 Nov 2026 10:00:00 +0000\r\n"
                .formatted(from, to, subject)
            + "Message-ID: <%s@guardrails.test>\r\nMIME-Version: 1.0\r\n".formatted(subject);
    if (attachments.isEmpty()) {
      return head + "\r\n" + text;
    }
    return head
        + "Content-Type: multipart/mixed; boundary=\"%s\"\r\n\r\n".formatted(BOUNDARY)
        + "--%s\r\nContent-Type: text/plain\r\n\r\n%s".formatted(BOUNDARY, text)
        + attachments.stream().map(Mail::part).collect(Collectors.joining())
        + "\r\n--%s--\r\n".formatted(BOUNDARY);
  }

  private static String part(Attachment attachment) {
    return "\r\n--%s\r\nContent-Type: %s\r\nContent-Transfer-Encoding: base64\r\n"
            .formatted(BOUNDARY, attachment.type())
        + "Content-Disposition: attachment; filename=\"%s\"\r\n\r\n".formatted(attachment.name())
        + attachment.base64("\r\n");
  }
}
