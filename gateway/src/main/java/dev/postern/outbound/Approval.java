package dev.postern.outbound;

import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;

/// A mail that an agent wants to send and that waits for somebody's consent. People and mail
/// clients see it as a draft.
///
/// @param draft what shows it: consent is to this revision of it and to no other
/// @param hash of what will be sent and to whom ([ContentHash]), 64 hexadecimal digits
/// @param due when its sender wants it sent; empty: once it is approved
/// @param message the id that its Sent copy will have
/// @param thread the thread that the draft is in, and its Sent copy will be
/// @param plan how it is sent; its `draft` and `counted` are empty
/// @param heading what people see of it
/// @param decided when it ceased to be pending
/// @param reason why it was refused or is out of date; else empty
public record Approval(
    AccountId account,
    UUID id,
    Status status,
    Scheduled.Draft draft,
    String hash,
    Optional<Instant> due,
    MessageId message,
    ThreadId thread,
    Scheduled.Plan plan,
    Heading heading,
    Instant created,
    Optional<Instant> decided,
    String reason) {
  /// What became of it.
  public enum Status {
    PENDING,
    APPROVED,
    REFUSED,
    /// Its draft was changed, deleted or handed in anew: there is nothing left to consent to.
    SUPERSEDED
  }

  /// What people see of a mail in a list.
  public record Heading(
      List<Mailbox> from,
      List<Mailbox> to,
      List<Mailbox> cc,
      List<Mailbox> bcc,
      String subject,
      String snippet) {
    /// Keeps copies.
    public Heading {
      from = List.copyOf(from);
      to = List.copyOf(to);
      cc = List.copyOf(cc);
      bcc = List.copyOf(bcc);
    }

    static Heading of(Digest digest) {
      return new Heading(
          digest.from(),
          digest.to(),
          digest.cc(),
          digest.bcc(),
          digest.subject(),
          digest.snippet());
    }
  }

  /// Says whether it still waits, as far as anybody has looked.
  public boolean isPending() {
    return status == Status.PENDING;
  }

  /// Returns it as mail to be sent at a time, under its own id.
  ///
  /// @param counted see [Scheduled.Plan]
  Scheduled scheduled(Scheduled.Kind kind, Instant at, OptionalLong counted) {
    Scheduled.Plan sent =
        new Scheduled.Plan(
            plan.reversePath(),
            plan.recipients(),
            plan.submitted(),
            plan.replyTo(),
            plan.metadata(),
            Optional.of(draft),
            counted,
            plan.wishes());
    return new Scheduled(
        account,
        id,
        kind,
        at,
        message,
        thread,
        sent,
        Scheduled.Status.PENDING,
        Optional.empty(),
        "");
  }

  /// Says whether its draft is still what it was made of.
  public boolean stands(MailRead read) {
    return draft.stands(read);
  }
}
