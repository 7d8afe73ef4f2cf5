package dev.postern.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.ThreadId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A conversation whose messages come at the same time through different doors is one thread.
class ParallelThreadsTest {
  private static final int ROUNDS = 60;
  private static final long SEED = Long.getLong("seed", 5L);

  @TempDir private Path directory;
  private FilingStage stage;
  private final ExecutorService doors = Executors.newFixedThreadPool(4);

  @BeforeEach
  void start() {
    stage = new FilingStage(directory);
  }

  @AfterEach
  void stop() {
    doors.close();
    stage.close();
  }

  private static String mail(String id, String references) {
    return "From: ann@agents.test\r\nTo: ann@agents.test\r\nSubject: s\r\nMessage-ID: <"
        + id
        + ">\r\n"
        + (references.isEmpty() ? "" : "References: " + references + "\r\n")
        + "Date: Wed, 4 Mar 2026 12:00:00 +0000\r\n\r\ntext of "
        + id
        + "\r\n";
  }

  /// Lets a mail in by the network, by IMAP or by the API.
  private MessageId arrive(int door, String text) {
    return switch (door) {
      case 0 -> stage.deliver(text);
      case 1 -> stage.append(FolderId.ARCHIVE, text).message();
      default -> stage.submit(text);
    };
  }

  @Test
  void originalAndRepliesEndInOneThread() throws Exception {
    Random random = new Random(SEED);
    for (int round = 0; round < ROUNDS; round++) {
      String r = round + "@x.test";
      List<String> mails =
          List.of(
              mail("root" + r, ""),
              mail("reply" + r, "<root" + r + ">"),
              mail("other" + r, "<second" + r + ">"),
              mail("second" + r, "<root" + r + "> <reply" + r + ">"));
      CyclicBarrier together = new CyclicBarrier(mails.size());
      List<Callable<MessageId>> arrivals = new ArrayList<>();
      for (String text : mails) {
        int door = random.nextInt(3);
        arrivals.add(() -> {
          together.await();
          return arrive(door, text);
        });
      }
      List<ThreadId> threads = new ArrayList<>();
      for (Future<MessageId> arrived : doors.invokeAll(arrivals)) {
        arrived.get();
      }
      for (String name : List.of("root", "reply", "other", "second")) {
        stage.named(name + r).forEach(message -> threads.add(message.thread()));
      }
      assertThat(threads).as("seed %d round %d", SEED, round).hasSizeGreaterThanOrEqualTo(4);
      assertThat(threads).as("seed %d round %d", SEED, round).containsOnly(threads.getFirst());
    }
  }
}
