package dev.postern.outbound;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.outbound.Endings.Effect;
import dev.postern.outbound.Endings.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Records what became of recipients, and what follows from it, in one commit: that of their
/// sender's account if there is one.
///
/// What comes for an account while its last commit is under way goes into the next one together: a
/// burst of small mails costs few transactions. Safe for concurrent use.
final class Ledger {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);
  private static final int TOGETHER = 64;

  private final QueueStore queue;
  private final MailStore store;
  private final Endings endings;
  private final Map<AccountId, Book> books = new HashMap<>();

  Ledger(QueueStore queue, MailStore store, Endings endings) {
    this.queue = queue;
    this.store = store;
    this.endings = endings;
  }

  /// Records what became of some recipients of a mail; durable when this returns.
  ///
  /// @param rulings of different recipients; may be none
  /// @param also what else is written of the mail
  /// @throws RuntimeException if nothing could be recorded
  void record(QueuedMail mail, List<Ruling> rulings, Consumer<QueueTx> also) {
    try (Effect effect = effect(mail, rulings)) {
      write(mail.account(), new Entry(rulings, also, effect));
    }
  }

  private Effect effect(QueuedMail mail, List<Ruling> rulings) {
    List<Result> results = rulings.stream().flatMap(each -> each.result().stream()).toList();
    if (results.isEmpty()) {
      return Effect.NONE;
    }
    try {
      return endings.prepare(mail, results);
    } catch (GatewayException e) {
      throw e;
    } catch (RuntimeException e) {
      // A report that we stumble over must not keep the mail under way for ever.
      log.error("queue {}: its sender cannot be told", mail.id(), e);
      return Effect.NONE;
    }
  }

  private void write(AccountId account, Entry entry) {
    Book book = open(account);
    try {
      book.write(entry);
    } finally {
      leave(account, book);
    }
    if (entry.failure != null) {
      throw entry.failure;
    }
  }

  private Book open(AccountId account) {
    synchronized (books) {
      Book book = books.computeIfAbsent(account, Book::new);
      book.writers++;
      return book;
    }
  }

  private void leave(AccountId account, Book book) {
    synchronized (books) {
      book.writers--;
      if (book.writers == 0) {
        books.remove(account);
      }
    }
  }

  private static final class Entry {
    final List<Ruling> rulings;
    final Consumer<QueueTx> also;
    final Effect effect;
    // Guarded by the lock of the book.
    boolean written;
    @Nullable RuntimeException failure;

    Entry(List<Ruling> rulings, Consumer<QueueTx> also, Effect effect) {
      this.rulings = rulings;
      this.also = also;
      this.effect = effect;
    }

    void apply(QueueTx tx, Optional<MailTx> sender) {
      List<Long> done =
          rulings.stream()
              .filter(Ruling.Done.class::isInstance)
              .map(ruling -> ruling.due().recipientId())
              .toList();
      if (!done.isEmpty()) {
        tx.done(done);
      }
      rulings.stream()
          .filter(ruling -> !(ruling instanceof Ruling.Done))
          .forEach(ruling -> ruling.write(tx));
      also.accept(tx);
      effect.apply(tx, sender);
    }
  }

  /// One account's entries.
  private final class Book {
    private final AccountId account;
    private final Queue<Entry> waiting = new ConcurrentLinkedQueue<>();
    private final ReentrantLock lock = new ReentrantLock();
    // Guarded by books.
    private int writers;

    Book(AccountId account) {
      this.account = account;
    }

    void write(Entry entry) {
      waiting.add(entry);
      lock.lock();
      try {
        while (!entry.written) {
          List<Entry> together = new ArrayList<>();
          for (Entry next = waiting.poll(); next != null; next = waiting.poll()) {
            together.add(next);
            if (together.size() == TOGETHER) {
              break;
            }
          }
          commit(together);
        }
      } finally {
        lock.unlock();
      }
    }

    // One that cannot be written does not keep the others from it.
    private void commit(List<Entry> entries) {
      try {
        commitTogether(entries);
      } catch (RuntimeException e) {
        if (entries.size() > 1) {
          entries.forEach(each -> commit(List.of(each)));
        } else {
          entries.getFirst().failure = e;
        }
      }
      entries.forEach(each -> each.written = true);
    }

    private void commitTogether(List<Entry> entries) {
      boolean plain = entries.stream().allMatch(entry -> entry.effect == Effect.NONE);
      if (plain || account.equals(AccountId.NOBODY)) {
        commitAsNobody(entries);
        return;
      }
      try {
        boolean _ =
            store.commit(
                account,
                Ledger.this,
                tx -> {
                  QueueTx joined = tx.join(QueueTx.class);
                  entries.forEach(entry -> entry.apply(joined, Optional.of(tx)));
                  return true;
                });
      } catch (GatewayException e) {
        if (e.fault() != Fault.NOT_FOUND) {
          throw e;
        }
        // The account was deleted meanwhile.
        commitAsNobody(entries);
      }
    }

    private void commitAsNobody(List<Entry> entries) {
      boolean _ =
          queue.commit(tx -> {
            entries.forEach(entry -> entry.apply(tx, Optional.empty()));
            return true;
          });
    }
  }
}
