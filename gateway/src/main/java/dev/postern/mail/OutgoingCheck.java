package dev.postern.mail;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Refuses fields that would put anything but themselves into a mail's header.
final class OutgoingCheck {
  /// Fields that the mail's own values, or the servers it passes, write.
  private static final Set<String> STRUCTURAL =
      Set.of(
          "from",
          "sender",
          "reply-to",
          "to",
          "cc",
          "bcc",
          "date",
          "subject",
          "message-id",
          "in-reply-to",
          "references",
          "mime-version",
          "received",
          "received-spf",
          "return-path",
          "delivered-to",
          "dkim-signature",
          "domainkey-signature",
          "authentication-results");

  private static final int MAX_NAME = 76;
  private static final int MAX_TYPE = 500;

  private OutgoingCheck() {}

  static void check(Outgoing mail) {
    mailboxes("from", List.of(mail.from()));
    mailboxes("to", mail.to());
    mailboxes("cc", mail.cc());
    mailboxes("bcc", mail.bcc());
    mailboxes("reply_to", mail.replyTo());
    line("subject", mail.subject());
    id("message_id", mail.messageId());
    id("in_reply_to", mail.inReplyTo());
    mail.references().forEach(id -> id("references", id));
    mail.customHeaders().forEach(OutgoingCheck::custom);
    mail.attachments().forEach(OutgoingCheck::attached);
  }

  private static void mailboxes(String field, List<Mailbox> mailboxes) {
    for (Mailbox mailbox : mailboxes) {
      line(field + ".name", mailbox.name());
      if (MailAddresses.parse(mailbox.email()).isEmpty()) {
        throw invalid(field + ".email is not a valid address");
      }
    }
  }

  private static void id(String field, @Nullable String id) {
    if (id == null) {
      return;
    }
    boolean plain = !id.isEmpty() && id.length() <= 900;
    for (int i = 0; plain && i < id.length(); i++) {
      char c = id.charAt(i);
      plain = c > ' ' && c != '<' && c != '>' && !EncodedWords.isControl(c);
    }
    if (!plain) {
      throw invalid(field + " is not a message id");
    }
  }

  private static void custom(Outgoing.CustomHeader header) {
    String name = header.name();
    boolean valid = !name.isEmpty() && name.length() <= MAX_NAME;
    for (int i = 0; valid && i < name.length(); i++) {
      valid = name.charAt(i) > ' ' && name.charAt(i) < 127 && name.charAt(i) != ':';
    }
    if (!valid) {
      throw invalid("custom_headers: a name must be 1 to 76 visible ASCII characters without ':'");
    }
    if (isStructural(name)) {
      throw invalid("custom_headers: " + name + " cannot be set" + instead(name));
    }
    line("custom_headers: value of " + name, header.value());
  }

  static boolean isStructural(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return STRUCTURAL.contains(lower)
        || lower.startsWith("content-")
        || lower.startsWith("resent-")
        || lower.startsWith("arc-");
  }

  private static String instead(String name) {
    return switch (name.toLowerCase(Locale.ROOT)) {
      case "in-reply-to", "references" -> ": use reply_to_message_id";
      case "from", "to", "cc", "bcc", "subject" -> ": use " + name.toLowerCase(Locale.ROOT);
      case "reply-to" -> ": use reply_to";
      default -> "";
    };
  }

  private static void attached(Outgoing.Attached attached) {
    line("attachments.filename", attached.filename());
    line("attachments.content_type", attached.contentType());
    boolean ascii = attached.contentType().chars().allMatch(c -> c < 0x80);
    if (!ascii || attached.contentType().length() > MAX_TYPE) {
      throw invalid(
          "attachments.content_type must be ASCII of at most " + MAX_TYPE + " characters");
    }
    String disposition = attached.disposition();
    line("attachments.content_disposition", disposition == null ? "" : disposition);
    String contentId = attached.contentId();
    id("attachments.content_id", contentId == null ? null : bare(contentId));
  }

  /// Returns an id without the angle brackets around it.
  static String bare(String id) {
    boolean bracketed = id.length() > 2 && id.startsWith("<") && id.endsWith(">");
    return bracketed ? id.substring(1, id.length() - 1) : id;
  }

  private static void line(String field, String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (EncodedWords.isControl(c) && c != '\t') {
        throw invalid(field + " must not contain line breaks or control characters");
      }
    }
  }

  static GatewayException invalid(String text) {
    return new GatewayException(Fault.INVALID, text);
  }
}
