package dev.postern.outbound;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.support.Unsupported;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/// A queue in memory whose next write can be made to fail.
final class FakeQueue implements QueueStore {
  final Map<Long, Row> rows = new TreeMap<>();
  final Map<String, String> failed = new TreeMap<>();
  final List<Instant> retries = new ArrayList<>();
  String mail = "From: a\r\nBcc: b\r\n\r\nhello\r\n";
  boolean failNextDone;
  Runnable afterDue = () -> {};
  private Runnable wake = () -> {};

  record Row(Due due, Instant at) {}

  synchronized void enqueue(long queueId, Instant now, String... recipients) {
    for (String recipient : recipients) {
      long id = rows.size() + failed.size() + 1L;
      Instant expires = now.plus(Duration.ofDays(3));
      Due due =
          new Due(queueId, id, new AccountId(1), "ann@here.test", recipient, true, 0, now, expires);
      rows.put(id, new Row(due, now));
    }
    wake.run();
  }

  @Override
  public synchronized List<Due> due(Instant now, int limit) {
    List<Due> page =
        rows.values().stream()
            .filter(row -> !row.at().isAfter(now))
            .sorted(Comparator.comparing(Row::at))
            .limit(limit)
            .map(Row::due)
            .toList();
    afterDue.run();
    afterDue = () -> {};
    return page;
  }

  @Override
  public synchronized Optional<Instant> nextDue() {
    return rows.values().stream().map(Row::at).min(Comparator.naturalOrder());
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
  public synchronized void done(List<Long> recipientIds) {
    if (failNextDone) {
      failNextDone = false;
      throw new GatewayException(Fault.UNAVAILABLE, "no");
    }
    recipientIds.forEach(rows::remove);
  }

  @Override
  public synchronized void retry(long recipientId, Instant due, String diagnostic) {
    retries.add(due);
    Due d = Objects.requireNonNull(rows.get(recipientId)).due();
    Due later =
        new Due(
            d.queueId(),
            recipientId,
            d.account(),
            d.sender(),
            d.recipient(),
            d.stripBcc(),
            d.attempts() + 1,
            d.queuedAt(),
            d.expires());
    rows.put(recipientId, new Row(later, due));
  }

  @Override
  public synchronized void fail(long recipientId, String diagnostic, Instant now) {
    failed.put(Objects.requireNonNull(rows.remove(recipientId)).due().recipient(), diagnostic);
  }

  @Override
  public void onEnqueue(Runnable newWake) {
    wake = newWake;
  }
}
