package dev.postern.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.crash.Audit.Row;
import dev.postern.conformance.crash.Ledger.Entry;
import dev.postern.conformance.crash.Ledger.Stage;
import dev.postern.conformance.crash.Ledger.Way;
import dev.postern.conformance.peer.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Compares what a server holds with what it acknowledged.
final class Books {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final List<String> FOLDERS =
      List.of("appended", "from", "to", "churn", "flagged", "Sent");

  private final Peer server;
  private final String ann;
  private final String bob;
  private final Map<String, Audit> anns =
      FOLDERS.stream().collect(Collectors.toMap(name -> name, Audit::new));
  private final Audit inbox = new Audit("INBOX");

  Books(Peer server, String ann, String bob) {
    this.server = server;
    this.ann = ann;
    this.bob = bob;
  }

  /// Fails when something acknowledged is missing, half there, doubled or moved back.
  void balance(Ledger ledger, boolean everything) throws IOException {
    Map<String, Long> sent = counts("Sent", everything);
    NavigableMap<Long, Row> arrived = arrivals(ledger, sent, everything);
    Map<String, Long> delivered = Audit.counts(arrived);
    for (Way way : List.of(Way.MX, Way.SUBMISSION, Way.API)) {
      ledger.of(way).forEach(entry -> once(entry, delivered));
    }
    outgoing(ledger).forEach(entry -> copy(entry, sent, delivered));
    Map<String, Long> appended = counts("appended", everything);
    ledger.of(Way.APPEND).forEach(entry -> once(entry, appended));
    moves(ledger, everything);
    Map<String, Long> churn = counts("churn", everything);
    ledger.of(Way.CHURN).forEach(entry -> churned(entry, churn));
    flags(ledger, everything);
  }

  private NavigableMap<Long, Row> read(String folder, boolean everything) throws IOException {
    Audit audit = anns.get(folder);
    if (audit == null) {
      throw new IllegalArgumentException(folder);
    }
    return audit.read(server, ann, everything);
  }

  private Map<String, Long> counts(String folder, boolean everything) throws IOException {
    return Audit.counts(read(folder, everything));
  }

  private static Stream<Entry> outgoing(Ledger ledger) {
    return Stream.concat(ledger.of(Way.SUBMISSION).stream(), ledger.of(Way.API).stream());
  }

  /// The queue resumes: what has a Sent copy arrives.
  private NavigableMap<Long, Row> arrivals(
      Ledger ledger, Map<String, Long> sent, boolean everything) {
    List<String> expected = outgoing(ledger).map(Entry::token).filter(sent::containsKey).toList();
    return await("the queue has delivered what is in Sent")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> inbox.read(server, bob, everything),
            rows -> Audit.counts(rows).keySet().containsAll(expected));
  }

  private static void once(Entry entry, Map<String, Long> counts) {
    long count = counts.getOrDefault(entry.token(), 0L);
    if (entry.stage() == Stage.TRIED) {
      assertThat(count).as("%s, not acknowledged", entry).isBetween(0L, 1L);
    } else {
      assertThat(count).as("%s, acknowledged", entry).isEqualTo(1);
    }
  }

  private static void copy(Entry entry, Map<String, Long> sent, Map<String, Long> delivered) {
    assertThat(sent.getOrDefault(entry.token(), 0L))
        .as("copies in Sent of %s", entry)
        .isEqualTo(delivered.getOrDefault(entry.token(), 0L));
  }

  private void moves(Ledger ledger, boolean everything) throws IOException {
    Map<String, Long> from = counts("from", everything);
    Map<String, Long> to = counts("to", everything);
    for (Entry entry : ledger.of(Way.MOVE)) {
      long before = from.getOrDefault(entry.token(), 0L);
      long after = to.getOrDefault(entry.token(), 0L);
      switch (entry.stage()) {
        case TRIED -> assertThat(before + after).as("%s", entry).isBetween(0L, 1L);
        case MOVED -> assertThat(List.of(before, after)).as("%s", entry).containsExactly(0L, 1L);
        default -> assertThat(before + after).as("%s", entry).isEqualTo(1);
      }
    }
  }

  private static void churned(Entry entry, Map<String, Long> churn) {
    long count = churn.getOrDefault(entry.token(), 0L);
    switch (entry.stage()) {
      case STORED -> assertThat(count).as("%s", entry).isEqualTo(1);
      case EXPUNGED -> assertThat(count).as("%s", entry).isZero();
      default -> assertThat(count).as("%s", entry).isBetween(0L, 1L);
    }
  }

  private void flags(Ledger ledger, boolean everything) throws IOException {
    NavigableMap<Long, Row> rows = read("flagged", everything);
    ledger
        .flags()
        .forEach((uid, turn) -> {
          Row row = rows.get(uid);
          assertThat(row).as("flagged message %d", uid).isNotNull();
          // The command that was running when the server died may or may not have counted.
          assertThat(row == null ? "" : row.flags())
              .as("flags of %d", uid)
              .isIn("turn" + turn, "turn" + (turn + 1) % Work.TURNS);
        });
  }
}
