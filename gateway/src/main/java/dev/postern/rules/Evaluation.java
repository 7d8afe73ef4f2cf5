package dev.postern.rules;

import dev.postern.mailbox.MessageId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The record of one look at one mail (spec/api-admin.md section 5.7).
///
/// @param message that was stored; empty if none was
/// @param input what was known of the mail
/// @param applied what was done
/// @param matched ids of the rules that matched
public record Evaluation(
    UUID id,
    Optional<MessageId> message,
    Instant at,
    Stage stage,
    Input input,
    Applied applied,
    List<UUID> matched) {
  /// Keeps a copy.
  public Evaluation {
    matched = List.copyOf(matched);
  }

  /// Makes the record of a decision.
  ///
  /// @param message that was stored; empty if none was
  public static Evaluation of(
      Stage stage,
      Instant at,
      Input input,
      Decision decision,
      Applied applied,
      Optional<MessageId> message) {
    return new Evaluation(
        UUID.randomUUID(), message, at, stage, input, applied, decision.matched());
  }

  /// When rules look.
  public enum Stage {
    SMTP_RCPT,
    INBOX_PROCESSING,
    OUTBOUND_SEND
  }

  /// What was known; texts may be empty.
  ///
  /// @param recipients addresses, for outbound mail; else empty
  /// @param outboundType `compose` or `reply`, for outbound mail; else empty
  public record Input(String from, List<String> recipients, String outboundType) {
    /// Keeps a copy.
    public Input {
      recipients = List.copyOf(recipients);
    }
  }

  /// What was done.
  ///
  /// @param failed whether the evaluation broke and the mail was refused for that
  /// @param folders ids of the folders it was put into by rules
  public record Applied(
      boolean blocked,
      boolean failed,
      boolean spam,
      boolean read,
      boolean starred,
      boolean archived,
      boolean trashed,
      List<String> folders) {
    /// Nothing was done.
    public static final Applied NONE =
        new Applied(false, false, false, false, false, false, false, List.of());

    /// The mail was refused by a rule.
    public static final Applied BLOCKED =
        new Applied(true, false, false, false, false, false, false, List.of());

    /// The mail was refused because the rules could not be evaluated.
    public static final Applied FAILED =
        new Applied(false, true, false, false, false, false, false, List.of());

    /// Keeps a copy.
    public Applied {
      folders = List.copyOf(folders);
    }
  }
}
