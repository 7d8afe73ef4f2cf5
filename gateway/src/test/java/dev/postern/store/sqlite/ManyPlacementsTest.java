package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.UidSet;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Commands that copy, move and expunge hundreds of messages at once leave everything in agreement.
class ManyPlacementsTest {
  private static final int MESSAGES = 150;

  private final TemporaryEngine engine = new TemporaryEngine();
  private final Agent ann = Agent.create(engine.ports(), "ann");
  private final FolderId other = ann.create("other");

  @AfterEach
  void close() {
    engine.close();
  }

  private void fill(FolderId folder, Random random) {
    for (int i = 0; i < MESSAGES; i++) {
      Instant received = Agent.NOON.plusSeconds(random.nextInt(1000));
      Flags flags = random.nextBoolean() ? Flags.SEEN : Flags.NONE;
      ann.add(Agent.mail("m" + i), received, flags, folder);
    }
  }

  @Test
  void copiesMovesAndExpungesOfManyAgree() {
    long seed = new Random().nextLong();
    Random random = new Random(seed);
    fill(FolderId.INBOX, random);
    for (int round = 0; round < 12; round++) {
      boolean inOne = random.nextBoolean();
      List<UidSet> sets = List.of(some(random), some(random), some(random), some(random));
      if (inOne) {
        ann.commit(tx -> steps(tx, sets, 0, 4));
      } else {
        for (int i = 0; i < 4; i++) {
          int step = i;
          ann.commit(tx -> steps(tx, sets, step, step + 1));
        }
      }
      assertThat(engine.engine().verify().problems()).as("seed %d round %d", seed, round).isEmpty();
    }
  }

  private int steps(MailTx tx, List<UidSet> sets, int from, int to) {
    for (int i = from; i < to; i++) {
      switch (i) {
        case 0 -> tx.copy(FolderId.INBOX, sets.get(i), other);
        case 1 -> tx.move(other, sets.get(i), FolderId.INBOX);
        case 2 -> tx.expunge(FolderId.INBOX, sets.get(i));
        default -> tx.copy(other, sets.get(i), other);
      }
    }
    return to;
  }

  /// Mostly a long range, with a hole in it.
  private static UidSet some(Random random) {
    long first = random.nextInt(1, 2 * MESSAGES);
    return UidSet.ofRanges(
        first, first + random.nextInt(MESSAGES), first + MESSAGES + 20, first + 2 * MESSAGES);
  }

  @Test
  void oneTransactionSeesWhereItPutThem() {
    fill(FolderId.INBOX, new Random(7));
    int listed =
        ann.commit(tx -> {
          tx.copy(FolderId.INBOX, Agent.ALL, other);
          tx.expunge(FolderId.INBOX, UidSet.ofRanges(1, 100));
          MessageId last = tx.placements(FolderId.INBOX, Agent.ALL).getLast().message();
          assertThat(tx.message(last).orElseThrow().folders())
              .containsExactly(FolderId.INBOX, other);
          MessageId first = tx.placements(other, UidSet.of(1)).getFirst().message();
          assertThat(tx.message(first).orElseThrow().folders()).containsExactly(other);
          assertThat(tx.folder(other).orElseThrow().messages()).isEqualTo(MESSAGES);
          return tx.folder(FolderId.INBOX).orElseThrow().messages();
        });
    assertThat(listed).isEqualTo(MESSAGES - 100);
  }

  @Test
  void earlierContentsGoWithTheLastUidAmongMany() {
    List<MessageId> revised = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      MessageId id = ann.add(FolderId.DRAFTS, "one").message();
      if (i % 7 == 0) {
        revise(id);
        revised.add(id);
      }
    }
    ann.commit(tx -> tx.copy(FolderId.DRAFTS, Agent.ALL, other));
    ann.commit(tx -> tx.expunge(FolderId.DRAFTS, Agent.ALL));
    for (MessageId id : revised) {
      assertThat(ann.mail.content(ann.account, id, 0))
          .isPresent()
          .hasValueSatisfying(it -> it.close());
    }
    ann.commit(tx -> tx.expunge(other, Agent.ALL));
    for (MessageId id : revised) {
      assertThat(ann.mail.content(ann.account, id, 0)).isEqualTo(Optional.empty());
    }
    assertThat(engine.engine().verify().problems()).isEmpty();
  }

  private void revise(MessageId id) {
    byte[] bytes = Agent.mail("two").getBytes(StandardCharsets.UTF_8);
    try (Blob blob = ann.blob(bytes)) {
      NewMessage next =
          Agent.message(blob, bytes, Agent.NOON, Flags.SEEN, List.of(FolderId.DRAFTS));
      ann.commit(tx -> tx.addRevision(id, next));
    }
  }
}
