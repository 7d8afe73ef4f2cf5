package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.Agent;
import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.UidSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A reader pages through a listing while others add, delete, flag, copy and move mail: what is
/// there throughout is shown exactly once, and nothing is shown twice.
class PagingUnderWritesTest {
  private static final int KEPT = 60;
  private static final int ROUNDS = 3;
  private static final long SEED = Long.getLong("seed", 4711L);

  @TempDir private Path directory;
  private ListingStage ann;
  private final List<String> kept = new ArrayList<>();
  private final AtomicBoolean ended = new AtomicBoolean();
  private final ExecutorService writers = Executors.newFixedThreadPool(2);

  @BeforeEach
  void fill() throws IOException {
    ann = new ListingStage(directory);
    for (int i = 0; i < KEPT; i++) {
      kept.add(add(i, "kept").toString());
    }
  }

  @AfterEach
  void stop() {
    ann.close();
    writers.close();
  }

  private MessageId add(int number, String word) {
    String head =
        "From: bob%d@x.test\nTo: ann@agents.test, eve@x.test\nSubject: needle %s\n"
            .formatted(number % 2, word);
    return ann.add(head, number / 3, FolderId.INBOX).message();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "in=inbox",
        "in=inbox&in=archive",
        "any_email=bob0@x.test,bob1@x.test,eve@x.test",
        "from=bob1@x.test&from=bob0@x.test",
        "to=eve@x.test&unread=true",
        "unread=true",
        "in=inbox&unread=true",
        "has_attachment=false",
        "subject=needle",
        "search_query_native=needle",
        "search_query_native=needle&any_email=eve@x.test&in=inbox"
      })
  void everyMessageThatStaysIsShownOnce(String query) throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Future<?>> writing = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      RandomGenerator own = random.split();
      writing.add(writers.submit(() -> write(own)));
    }
    try {
      for (int round = 0; round < ROUNDS; round++) {
        int limit = 1 + random.nextInt(9);
        List<String> seen = ann.all("/messages?select=id&limit=" + limit + "&" + query, "id");
        String what = "seed " + SEED + " limit " + limit + " " + query;
        assertThat(seen).as(what).doesNotHaveDuplicates().containsAll(kept);
        assertThat(seen.stream().filter(kept::contains).toList())
            .as(what)
            .isEqualTo(kept.reversed());
      }
    } finally {
      ended.set(true);
    }
    for (Future<?> each : writing) {
      each.get();
    }
  }

  /// Adds and deletes mail of its own, before and between what is kept, and flags, copies and
  /// expunges copies of what is kept.
  private void write(RandomGenerator random) {
    List<MessageId> own = new ArrayList<>();
    while (!ended.get()) {
      MessageId some = MessageId.parse(kept.get(random.nextInt(KEPT))).orElseThrow();
      switch (random.nextInt(5)) {
        case 0, 1 -> own.add(add(random.nextInt(KEPT + 30), "passing"));
        case 2 -> star(some, random.nextBoolean());
        case 3 -> copyOrRemove(some);
        default -> {
          if (!own.isEmpty()) {
            MessageId gone = own.remove(random.nextInt(own.size()));
            ann.agent.commit(tx -> {
              tx.delete(gone);
              return gone;
            });
          }
        }
      }
    }
  }

  private void star(MessageId id, boolean starred) {
    ann.agent.commit(tx -> {
      tx.edit(
          id,
          new MailTx.MessageEdit(
              Optional.empty(),
              Optional.of(starred),
              Optional.of(!starred),
              Optional.empty(),
              Optional.empty()));
      return id;
    });
  }

  private void copyOrRemove(MessageId id) {
    ann.agent.commit(tx -> {
      var copies = tx.placementsOf(id, FolderId.ARCHIVE);
      if (copies.isEmpty()) {
        long uid = tx.placementsOf(id, FolderId.INBOX).getFirst().uid();
        tx.copy(FolderId.INBOX, UidSet.of(uid), FolderId.ARCHIVE);
      } else {
        tx.expunge(FolderId.ARCHIVE, UidSet.of(copies.getFirst().uid()));
      }
      return id;
    });
  }

  @Test
  void threadsThatStayAsTheyAreAreShownOnce() throws Exception {
    SplittableRandom random = new SplittableRandom(SEED);
    Future<?> writing = writers.submit(() -> write(random.split()));
    List<String> threads = new ArrayList<>();
    for (String id : kept) {
      threads.add(ann.get("/messages/" + id).data().text("thread_id").orElseThrow());
    }
    try {
      for (String query :
          List.of("", "&in=inbox", "&q=needle", "&unread=true&any_email=eve@x.test")) {
        List<String> seen = ann.all("/threads?select=id&limit=7" + query, "id");
        assertThat(seen).as(query).doesNotHaveDuplicates().containsAll(threads);
      }
    } finally {
      ended.set(true);
    }
    writing.get();
  }

  @Test
  void aReaderThatDeletesWhatItReadMissesNothing() {
    List<String> seen = new ArrayList<>();
    String token = "";
    do {
      ApiStage.Answer page = ann.get("/messages?in=inbox&unread=true&limit=7" + token);
      page.list()
          .forEach(item -> {
            String id = item.text("id").orElseThrow();
            seen.add(id);
            ann.stage.call("DELETE", ann.path + "/messages/" + id, "");
            ann.agent.commit(
                tx -> tx.editFlags(FolderId.TRASH, Agent.ALL, seenEdit(), Optional.empty()));
          });
      token = page.json().text("next_cursor").map(next -> "&page_token=" + next).orElse("");
    } while (!token.isEmpty());
    assertThat(seen).isEqualTo(kept.reversed());
    assertThat(ann.get("/messages?in=inbox").list()).isEmpty();
  }

  private static FlagEdit seenEdit() {
    return new FlagEdit.Add(Flags.SEEN);
  }
}
