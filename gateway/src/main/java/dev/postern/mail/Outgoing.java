package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A mail to be written, as the API takes it.
///
/// @param body HTML, or plain text if `plaintext`
/// @param html what is written as the HTML form in the place of `body`; null: `body`
/// @param plaintext whether only a text/plain body is written, without an HTML form
/// @param inReplyTo id of the message answered, without angle brackets; null if this is no answer
/// @param references ids of the thread, oldest first, without angle brackets
/// @param customHeaders further fields, written in order
/// @param messageId this message's id, without angle brackets
public record Outgoing(
    Mailbox from,
    List<Mailbox> to,
    List<Mailbox> cc,
    List<Mailbox> bcc,
    List<Mailbox> replyTo,
    String subject,
    String body,
    @Nullable String html,
    boolean plaintext,
    List<Attached> attachments,
    @Nullable String inReplyTo,
    List<String> references,
    List<CustomHeader> customHeaders,
    String messageId,
    Instant date) {
  /// Makes a mail whose HTML form is its body.
  public Outgoing(
      Mailbox from,
      List<Mailbox> to,
      List<Mailbox> cc,
      List<Mailbox> bcc,
      List<Mailbox> replyTo,
      String subject,
      String body,
      boolean plaintext,
      List<Attached> attachments,
      @Nullable String inReplyTo,
      List<String> references,
      List<CustomHeader> customHeaders,
      String messageId,
      Instant date) {
    this(
        from,
        to,
        cc,
        bcc,
        replyTo,
        subject,
        body,
        null,
        plaintext,
        attachments,
        inReplyTo,
        references,
        customHeaders,
        messageId,
        date);
  }

  /// A file that goes with the mail.
  ///
  /// @param filename empty if it has none
  /// @param contentType such as `image/png` or `text/calendar; method=REQUEST`; empty for
  ///   `application/octet-stream`
  /// @param contentId id by which HTML shows it (`cid:`), with or without angle brackets; null if
  ///   it is not shown
  /// @param disposition `attachment` or `inline`; null lets the content id decide
  /// @param content the decoded bytes, wherever they stand; read while the mail is written
  public record Attached(
      String filename,
      String contentType,
      @Nullable String contentId,
      @Nullable String disposition,
      MemorySegment content) {}

  /// A field that the caller wants in the header.
  public record CustomHeader(String name, String value) {
    /// Says whether a field of that name is written by the mail's own values, or by the servers it
    /// passes: nobody else may set it.
    public static boolean isStructural(String name) {
      return OutgoingCheck.isStructural(name);
    }
  }
}
