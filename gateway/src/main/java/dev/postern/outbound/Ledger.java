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

  /// Records what became of some recipients; durable when this returns.
  ///
  /// @throws RuntimeException if something could not be recorded, which then did not change
  void record(List<Page> pages) {
    List<Entry> entries = new ArrayList<>();
    try {
      pages.forEach(page -> entries.add(new Entry(page, effect(page.mail(), page.rulings()))));
      write(entries);
    } finally {
      entries.forEach(entry -> entry.effect.close());
    }
  }

  /// What became of recipients of one mail.
  ///
  /// @param rulings of different recipients; may be none
  /// @param also what else is written of the mail
  record Page(QueuedMail mail, List<Ruling> rulings, Consumer<QueueTx> also) {}

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

  private void write(List<Entry> entries) {
    List<Book> opened = new ArrayList<>();
    try {
      for (Entry entry : entries) {
        Book book = open(entry.page.mail().account());
        opened.add(book);
        book.waiting.add(entry);
      }
      for (int i = 0; i < opened.size(); i++) {
        opened.get(i).write(entries.get(i));
      }
    } finally {
      opened.forEach(this::leave);
    }
    for (Entry entry : entries) {
      if (entry.failure != null) {
        throw entry.failure;
      }
    }
  }

  private Book open(AccountId account) {
    synchronized (books) {
      Book book = books.computeIfAbsent(account, Book::new);
      book.writers++;
      return book;
    }
  }

  private void leave(Book book) {
    synchronized (books) {
      book.writers--;
      if (book.writers == 0) {
        books.remove(book.account);
      }
    }
  }

  private static final class Entry {
    final Page page;
    final Effect effect;
    // Guarded by the lock of the book.
    boolean written;
    @Nullable RuntimeException failure;

    Entry(Page page, Effect effect) {
      this.page = page;
      this.effect = effect;
    }

    void apply(QueueTx tx, Optional<MailTx> sender) {
      List<Long> done =
          page.rulings().stream()
              .filter(Ruling.Done.class::isInstance)
              .map(ruling -> ruling.due().recipientId())
              .toList();
      boolean news = !done.isEmpty() && tx.done(done) > 0;
      for (Ruling ruling : page.rulings()) {
        news |= !(ruling instanceof Ruling.Done) && ruling.write(tx);
      }
      page.also().accept(tx);
      // If not, it was recorded before by a commit whose answer was lost, or dropped meanwhile.
      if (news) {
        effect.apply(tx, sender);
      }
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
      boolean plain = entries.stream().allMatch(entry -> entry.effect.isNothing());
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
