package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Follower;
import dev.postern.mailbox.OpenFolders;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Deliveries from many threads at once, seen by a reader (spec/protocols.md C-43 to C-46).
class ConcurrencyTest {
  private static final int WRITERS = 64;
  private static final int EACH = 20;

  @Test
  void everyListOfUidsThatAReaderSeesIsAPrefix() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      AtomicInteger running = new AtomicInteger(WRITERS);
      List<List<Long>> seen = new ArrayList<>();
      OpenFolders open = new OpenFolders(ann.mail);
      try (Follower follower = open.follow(ann.account, FolderId.INBOX, () -> {})) {
        try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
          for (int i = 0; i < WRITERS; i++) {
            writers.execute(() -> write(ann, running));
          }
          while (running.get() > 0) {
            seen.add(ann.uids(FolderId.INBOX));
            advance(follower);
          }
        }
        seen.add(ann.uids(FolderId.INBOX));
        advance(follower);
        assertThat(follower.view().size()).isEqualTo(WRITERS * EACH);
      }
      for (List<Long> uids : seen) {
        assertThat(uids).isEqualTo(LongStream.rangeClosed(1, uids.size()).boxed().toList());
      }
      assertThat(seen.getLast()).hasSize(WRITERS * EACH);
      assertThat(engine.engine().verify().problems()).isEmpty();
    }
  }

  private static void advance(Follower follower) {
    while (follower.advance().isPresent()) {
      int size = follower.view().size();
      assertThat(follower.view().uid(size)).isEqualTo(size);
    }
  }

  private static void write(Agent agent, AtomicInteger running) {
    try {
      for (int i = 0; i < EACH; i++) {
        agent.add(Agent.mail("m" + i), Agent.NOON, Flags.NONE, FolderId.INBOX);
      }
    } finally {
      running.decrementAndGet();
    }
  }
}
