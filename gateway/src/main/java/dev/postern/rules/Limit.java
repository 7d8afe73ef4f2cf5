package dev.postern.rules;

import java.util.Arrays;
import java.util.Optional;

/// A number that a policy limits (spec/api-admin.md section 4.3). For each -1 is no limit.
///
/// The last four are beyond the wire.
public enum Limit {
  /// Octets of one attachment, decoded.
  ATTACHMENT_SIZE("limit_attachment_size_limit"),
  /// Attachments of one message.
  ATTACHMENT_COUNT("limit_attachment_count_limit"),
  /// Octets of a whole message.
  MESSAGE_SIZE("limit_size_total_mime"),
  /// Octets that an account keeps, a message counted once for each folder.
  STORAGE("limit_storage_total"),
  /// Messages that an account receives from 00:00 to 24:00 UTC.
  DAILY_RECEIVED("limit_count_daily_message_received"),
  /// Messages that an account sends from 00:00 to 24:00 UTC.
  DAILY_SENT("limit_count_daily_email_sent"),
  /// Days after which a message is deleted, in whatever folder but Junk and Drafts.
  INBOX_RETENTION("limit_inbox_retention_period"),
  /// The same in Junk; below the other when both are set.
  SPAM_RETENTION("limit_spam_retention_period"),
  /// Messages that an account sends in a minute.
  MINUTE_SENT("limit_count_minute_email_sent"),
  /// Recipients from 00:00 to 24:00 UTC with whom the account never exchanged mail before.
  DAILY_NEW_RECIPIENTS("limit_count_daily_new_recipients"),
  /// Messages that an account sends in one thread within an hour.
  THREAD_TURNS("limit_count_thread_turns"),
  /// Answers of an account, in one thread within a day, to mail that says that no person wrote it
  /// (RFC 3834).
  AUTOMATIC_REPLIES("limit_count_automatic_replies");

  private final String wire;

  Limit(String wire) {
    this.wire = wire;
  }

  /// Returns its name on the wire.
  public String wire() {
    return wire;
  }

  /// Returns the limit with a name.
  public static Optional<Limit> of(String wire) {
    return Arrays.stream(values()).filter(limit -> limit.wire.equals(wire)).findFirst();
  }
}
