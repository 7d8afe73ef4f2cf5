package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// C-43 to C-46: UIDs become visible in ascending order, whoever delivers at the same time.
class ParallelDeliveryTest {
  private static final int CLIENTS = 64;
  private static final int EACH = 8;

  @Test
  @Tag("C-43")
  void everyListOfUidsIsAscendingAndAPrefixOfTheLastOne() throws Exception {
    try (Postern server = Postern.start()) {
      String ann = server.agent("ann");
      var done = new AtomicBoolean();
      try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
        Future<List<List<Long>>> selected = threads.submit(() -> watch(server, ann, done));
        Future<List<List<Long>>> fresh = threads.submit(() -> look(server, ann, done));
        try {
          deliver(threads, server, ann);
        } finally {
          done.set(true);
        }
        List<Long> all = uids(server, ann);
        assertThat(all).hasSize(CLIENTS * EACH).isSorted().doesNotHaveDuplicates();
        assertThat(selected.get()).isNotEmpty().allSatisfy(list -> isPrefix(list, all));
        assertThat(fresh.get()).isNotEmpty().allSatisfy(list -> isPrefix(list, all));
      }
    }
  }

  private static void isPrefix(List<Long> list, List<Long> all) {
    assertThat(list).isEqualTo(all.subList(0, list.size()));
  }

  private static void deliver(ExecutorService threads, Postern server, String ann)
      throws Exception {
    var deliveries = new ArrayList<Callable<Boolean>>();
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      deliveries.add(() -> deliver(server, ann, client));
    }
    for (Future<Boolean> delivery : threads.invokeAll(deliveries)) {
      assertThat(delivery.get()).isTrue();
    }
  }

  private static boolean deliver(Postern server, String ann, int client) throws IOException {
    try (Smtp smtp = Smtp.mx(server)) {
      for (int i = 0; i < EACH; i++) {
        String message = "Subject: %d of %d\r\n\r\ntext\r\n".formatted(i, client);
        smtp.send("peer@example.net", ann, message);
      }
    }
    return true;
  }

  /// One connection that stays selected and learns of new messages by NOOP.
  private static List<List<Long>> watch(Postern server, String ann, AtomicBoolean done)
      throws IOException {
    var lists = new ArrayList<List<Long>>();
    try (Imap imap = Imap.login(server, ann)) {
      imap.command("SELECT INBOX");
      while (!done.get()) {
        imap.command("NOOP");
        lists.add(uids(imap));
      }
    }
    return lists;
  }

  /// A connection that selects anew each time.
  private static List<List<Long>> look(Postern server, String ann, AtomicBoolean done)
      throws IOException {
    var lists = new ArrayList<List<Long>>();
    try (Imap imap = Imap.login(server, ann)) {
      while (!done.get()) {
        imap.command("EXAMINE INBOX");
        lists.add(uids(imap));
      }
    }
    return lists;
  }

  private static List<Long> uids(Postern server, String ann) throws IOException {
    try (Imap imap = Imap.login(server, ann)) {
      imap.command("EXAMINE INBOX");
      return uids(imap);
    }
  }

  /// In the order of the sequence numbers.
  private static List<Long> uids(Imap imap) throws IOException {
    return imap.command("UID FETCH 1:* (UID)").lines().stream()
        .filter(line -> line.contains(" FETCH (UID "))
        .map(line -> line.substring(line.indexOf("UID ") + 4, line.indexOf(')')))
        .map(Long::valueOf)
        .toList();
  }
}
