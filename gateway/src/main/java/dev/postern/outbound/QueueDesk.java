package dev.postern.outbound;

import dev.postern.outbound.DeskStore.Entry;
import dev.postern.outbound.DeskStore.Filter;
import dev.postern.outbound.DeskStore.Status;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What people do with the queue.
///
/// What is under way when they do goes on: a mail that is dropped then may still arrive.
public final class QueueDesk {
  private static final int SLICE = 500;
  private static final int SHOWN = 1000;

  private final DeskStore store;
  private final Transfers transfers;
  private final QueueWorker worker;
  private final InstantSource clock;

  QueueDesk(DeskStore store, Transfers transfers, QueueWorker worker, InstantSource clock) {
    this.store = store;
    this.transfers = transfers;
    this.worker = worker;
    this.clock = clock;
  }

  /// Returns mails, the last queued first, with some of their recipients.
  ///
  /// @param before only mails with a smaller id
  public List<Entry> list(Filter filter, OptionalLong before, int limit, int recipients) {
    return store.list(filter, before, limit, recipients);
  }

  /// Returns mails that the filter names, with as many of their recipients as are shown.
  public List<Entry> show(Filter filter) {
    return store.list(filter, OptionalLong.empty(), 1, SHOWN);
  }

  /// Tries waiting recipients now, also where nothing was tried for a while.
  ///
  /// @return how many were not due before
  public int retry(Filter filter) {
    Instant now = clock.instant();
    int all = 0;
    int slice;
    do {
      slice = store.retry(filter, now, SLICE);
      all += slice;
    } while (slice == SLICE);
    tryAgain(filter);
    return all;
  }

  // Who asks for one mail does not have all hops tried that others' mail waits for.
  private void tryAgain(Filter filter) {
    if (filter.mail().isEmpty()) {
      worker.tryAgain(filter.domain());
      return;
    }
    store.waiting(filter, SLICE).stream()
        .flatMap(notice -> notice.waiting().stream())
        .map(Due::domain)
        .distinct()
        .forEach(domain -> worker.tryAgain(Optional.of(domain)));
  }

  /// Takes recipients out of the queue, failed ones too.
  ///
  /// @return how many there were
  public int drop(Filter filter) {
    int all = 0;
    for (Status status : filter.status().map(List::of).orElse(List.of(Status.values()))) {
      int slice;
      do {
        slice = store.remove(filter.with(status), SLICE);
        all += slice;
      } while (slice == SLICE);
    }
    return all;
  }

  /// Fails waiting recipients; their senders hear of it as of any failure.
  ///
  /// @return how many there were
  public int bounce(Filter filter) {
    int all = 0;
    List<QueueStore.Notice> slice = store.waiting(filter, SLICE);
    while (!slice.isEmpty()) {
      transfers.giveUp(slice);
      all += slice.stream().mapToInt(mail -> mail.waiting().size()).sum();
      slice = store.waiting(filter, SLICE);
    }
    return all;
  }
}
