package dev.postern.outbound;

import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import java.util.Optional;

/// What becomes of a mail that an agent sends.
public sealed interface Departure {
  /// Returns the message that it is, or will be, in the agent's mailbox; empty if its client files
  /// it.
  Optional<MessageId> message();

  /// It is on its way.
  ///
  /// @param copy that was filed
  record Sent(MailTx.Added copy) implements Departure {
    @Override
    public Optional<MessageId> message() {
      return Optional.of(copy.message());
    }
  }

  /// It is on its way, and its client files the copy ([dev.postern.delivery.SentMode#CLIENT]).
  record HandedOn() implements Departure {
    @Override
    public Optional<MessageId> message() {
      return Optional.empty();
    }
  }

  /// It waits for somebody's consent, as a draft.
  record Held(Approval mail) implements Departure {
    @Override
    public Optional<MessageId> message() {
      return Optional.of(mail.message());
    }
  }

  /// It is kept until its time or its turn.
  record Waiting(Scheduled mail) implements Departure {
    @Override
    public Optional<MessageId> message() {
      return Optional.of(mail.message());
    }
  }
}
