package dev.postern.outbound;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MessageId;
import dev.postern.support.Unsupported;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// A queue in memory whose next write can be made to fail.
final class FakeQueue implements QueueStore, QueueTx {
  static final AccountId ANN = new AccountId(1);

  final Map<Long, Due> rows = new TreeMap<>();
  final Map<String, String> failed = new TreeMap<>();
  final List<Instant> retries = new ArrayList<>();
  final Map<Long, Instant> notices = new TreeMap<>();
  String mail = "From: a\r\nBcc: b\r\n\r\nhello\r\n";
  boolean failNextDone;
  Runnable afterDue = () -> {};
  int reads;
  private long lastId;
  private Consumer<List<Long>> wake = _ -> {};

  synchronized void enqueue(long queueId, Instant now, String... recipients) {
    enqueue(queueId, ANN, now, recipients);
  }

  synchronized void enqueue(long queueId, AccountId account, Instant now, String... recipients) {
    QueuedMail queued =
        new QueuedMail(
            queueId,
            account,
            Optional.of(new MessageId(queueId)),
            "ann@here.test",
            true,
            now,
            now.plus(Duration.ofDays(3)),
            Optional.empty(),
            "",
            false,
            Optional.empty());
    for (String recipient : recipients) {
      lastId++;
      rows.put(
          lastId,
          new Due(
              queued,
              lastId,
              recipient,
              Lane.domain(recipient),
              now,
              0,
              Optional.empty(),
              Wishes.Recipient.NONE));
    }
    notices.put(queueId, now.plus(UNTIL_NOTICE));
    wake.accept(List.of(queueId));
  }

  private Stream<Due> waiting(Instant now, Predicate<Due> wanted) {
    reads++;
    return rows.values().stream()
        .filter(row -> !row.due().isAfter(now))
        .filter(wanted)
        .sorted(Comparator.comparing(Due::due).thenComparingLong(Due::recipientId));
  }

  private List<Due> page(Stream<Due> rows, int limit) {
    List<Due> page = rows.limit(limit).toList();
    afterDue.run();
    afterDue = () -> {};
    return page;
  }

  @Override
  public synchronized Lanes lanes(Optional<Lane> after, Instant now, int limit) {
    Comparator<Lane> order =
        Comparator.<Lane, String>comparing(lane -> lane.domain())
            .thenComparingLong(lane -> lane.account().value());
    List<Lane> all =
        rows.values().stream()
            .map(Due::lane)
            .distinct()
            .sorted(order)
            .filter(lane -> after.isEmpty() || order.compare(lane, after.get()) > 0)
            .toList();
    List<Lane> seen = all.subList(0, Math.min(limit, all.size()));
    List<Lane> due =
        seen.stream()
            .filter(lane -> waiting(now, row -> row.lane().equals(lane)).findAny().isPresent())
            .toList();
    return new Lanes(due, seen.size() < limit ? Optional.empty() : Optional.of(seen.getLast()));
  }

  @Override
  public synchronized List<Due> due(Lane lane, Instant now, int limit) {
    return page(waiting(now, row -> row.lane().equals(lane)), limit);
  }

  @Override
  public synchronized List<Due> due(Collection<Long> queueIds, Instant now, int limit) {
    return page(waiting(now, row -> queueIds.contains(row.queueId())), limit);
  }

  @Override
  public synchronized Optional<Instant> nextDue(Instant after) {
    return rows.values().stream()
        .map(Due::due)
        .filter(due -> due.isAfter(after))
        .min(Comparator.naturalOrder());
  }

  @Override
  public synchronized List<Notice> notices(Instant now, int limit) {
    return notices.entrySet().stream()
        .filter(notice -> !notice.getValue().isAfter(now))
        .map(notice ->
            rows.values().stream().filter(row -> row.queueId() == notice.getKey()).toList())
        .filter(waiting -> !waiting.isEmpty())
        .map(waiting -> new Notice(waiting.getFirst().mail(), waiting))
        .limit(limit)
        .toList();
  }

  @Override
  public Optional<Content> content(long queueId) {
    return Optional.of(Unsupported.except(Content.class, this));
  }

  @SuppressWarnings("unused") // called through the port
  MemorySegment bytes() {
    return MemorySegment.ofArray(mail.getBytes(StandardCharsets.US_ASCII));
  }

  @SuppressWarnings("unused") // called through the port
  void close() {}

  @Override
  public synchronized <T> T commit(Function<QueueTx, T> work) {
    return work.apply(this);
  }

  @Override
  public long enqueue(MessageId message, Envelope envelope) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long enqueueOwn(Blob blob, Envelope envelope) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long enqueue(Blob blob, Envelope envelope) {
    throw new UnsupportedOperationException();
  }

  @Override
  public synchronized int done(List<Long> recipientIds) {
    if (failNextDone) {
      failNextDone = false;
      throw new GatewayException(Fault.UNAVAILABLE, "no");
    }
    int before = rows.size();
    recipientIds.forEach(rows::remove);
    return before - rows.size();
  }

  @Override
  public synchronized boolean retry(long recipientId, Instant due, Attempt attempt) {
    retries.add(due);
    Due now = rows.get(recipientId);
    if (now != null) {
      rows.put(
          recipientId,
          new Due(
              now.mail(),
              recipientId,
              now.recipient(),
              now.domain(),
              due,
              now.attempts() + 1,
              Optional.of(attempt),
              now.wish()));
    }
    return now != null;
  }

  @Override
  public synchronized boolean fail(long recipientId, Attempt attempt) {
    return giveUp(recipientId, attempt.at(), attempt.diagnostic());
  }

  @Override
  public synchronized boolean giveUp(long recipientId, Instant now, String why) {
    Due gone = rows.remove(recipientId);
    if (gone != null) {
      failed.put(gone.recipient(), why);
    }
    return gone != null;
  }

  @Override
  public synchronized void noticed(long queueId, Optional<Instant> next) {
    notices.remove(queueId);
    next.ifPresent(at -> notices.put(queueId, at));
  }

  @Override
  public void onEnqueue(Consumer<List<Long>> newWake) {
    wake = newWake;
  }
}
