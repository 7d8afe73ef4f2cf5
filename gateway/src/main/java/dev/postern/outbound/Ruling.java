package dev.postern.outbound;

import dev.postern.outbound.Endings.Fate;
import dev.postern.outbound.Endings.Result;
import dev.postern.outbound.QueueTx.Attempt;
import dev.postern.outbound.Transport.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What becomes of one recipient.
sealed interface Ruling {
  Due due();

  /// Writes it.
  ///
  /// @return false if the recipient does not wait any more, and nothing follows
  boolean write(QueueTx queue);

  /// Returns what its sender may want to hear.
  Optional<Result> result();

  /// It has the mail.
  record Done(Due due, Fate fate, Outcome outcome) implements Ruling {
    @Override
    public boolean write(QueueTx queue) {
      return queue.done(List.of(due.recipientId())) > 0;
    }

    @Override
    public Optional<Result> result() {
      return Optional.of(new Result(due, fate, outcome));
    }
  }

  /// It is tried again.
  record Again(Due due, Instant next, Attempt attempt) implements Ruling {
    @Override
    public boolean write(QueueTx queue) {
      return queue.retry(due.recipientId(), next, attempt);
    }

    @Override
    public Optional<Result> result() {
      return Optional.empty();
    }
  }

  /// It was tried for the last time.
  record Failed(Due due, Fate fate, Outcome outcome, Instant now) implements Ruling {
    @Override
    public boolean write(QueueTx queue) {
      return queue.fail(
          due.recipientId(), new Attempt(now, outcome.remote(), outcome.diagnostic()));
    }

    @Override
    public Optional<Result> result() {
      return Optional.of(new Result(due, fate, outcome));
    }
  }

  /// It is given up without a further try.
  record GivenUp(Due due, Fate fate, Outcome outcome, Instant now) implements Ruling {
    @Override
    public boolean write(QueueTx queue) {
      return queue.giveUp(due.recipientId(), now, outcome.diagnostic());
    }

    @Override
    public Optional<Result> result() {
      return Optional.of(new Result(due, fate, outcome));
    }
  }

  /// It waits on, and its sender is told.
  record Late(Due due, Outcome outcome) implements Ruling {
    @Override
    public boolean write(QueueTx queue) {
      return true;
    }

    @Override
    public Optional<Result> result() {
      return Optional.of(new Result(due, Fate.DELAYED, outcome));
    }
  }
}
