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
  void write(QueueTx queue);

  /// Returns what its sender may want to hear.
  Optional<Result> result();

  /// It has the mail.
  record Done(Due due, Fate fate, Outcome outcome) implements Ruling {
    @Override
    public void write(QueueTx queue) {
      queue.done(List.of(due.recipientId()));
    }

    @Override
    public Optional<Result> result() {
      return Optional.of(new Result(due, fate, outcome));
    }
  }

  /// It is tried again.
  record Again(Due due, Instant next, Attempt attempt) implements Ruling {
    @Override
    public void write(QueueTx queue) {
      queue.retry(due.recipientId(), next, attempt);
    }

    @Override
    public Optional<Result> result() {
      return Optional.empty();
    }
  }

  /// It was tried for the last time.
  record Failed(Due due, Fate fate, Outcome outcome, Instant now) implements Ruling {
    @Override
    public void write(QueueTx queue) {
      queue.fail(due.recipientId(), new Attempt(now, outcome.remote(), outcome.diagnostic()));
    }

    @Override
    public Optional<Result> result() {
      return Optional.of(new Result(due, fate, outcome));
    }
  }

  /// It is given up without a further try.
  record GivenUp(Due due, Fate fate, Outcome outcome, Instant now) implements Ruling {
    @Override
    public void write(QueueTx queue) {
      queue.giveUp(due.recipientId(), now, outcome.diagnostic());
    }

    @Override
    public Optional<Result> result() {
      return Optional.of(new Result(due, fate, outcome));
    }
  }

  /// It waits on, and its sender is told.
  record Late(Due due, Outcome outcome) implements Ruling {
    @Override
    public void write(QueueTx queue) {}

    @Override
    public Optional<Result> result() {
      return Optional.of(new Result(due, Fate.DELAYED, outcome));
    }
  }
}
