package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every engine promises of the outbound queue.
public interface QueueStoreContract {
  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private static QueueTx.Envelope envelope(Instant due, String... recipients) {
    return new QueueTx.Envelope(
        "ann@example.org", List.of(recipients), true, due, due.plusSeconds(3600));
  }

  private static long enqueue(Agent agent, MailTx.Added added, QueueTx.Envelope envelope) {
    return agent.commit(tx -> tx.join(QueueTx.class).enqueue(added.message(), envelope));
  }

  @Test
  default void aQueuedMailOutlivesItsMessage() {
    Agent ann = Agent.create(engine(), "ann");
    QueueStore queue = engine().queue();
    int[] woken = {0};
    queue.onEnqueue(() -> woken[0]++);
    MailTx.Added added = ann.add(FolderId.SENT, "hello");
    assertThat(woken[0]).isZero();
    long id = enqueue(ann, added, envelope(Agent.NOON, "b@x.org", "c@x.org"));
    assertThat(woken[0]).isEqualTo(1);
    ann.commit(tx -> tx.expunge(FolderId.SENT, Agent.ALL));
    List<QueueStore.Due> due = queue.due(Agent.NOON, 10);
    assertThat(due).extracting(QueueStore.Due::recipient).containsExactly("b@x.org", "c@x.org");
    assertThat(due.getFirst().queueId()).isEqualTo(id);
    assertThat(due.getFirst().account()).isEqualTo(ann.account);
    assertThat(due.getFirst().stripBcc()).isTrue();
    try (Content content = queue.content(id).orElseThrow()) {
      assertThat(content.bytes().toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(Agent.mail("hello").getBytes(StandardCharsets.UTF_8));
    }
    queue.done(due.stream().map(QueueStore.Due::recipientId).toList());
    assertThat(queue.content(id)).isEmpty();
    assertThat(queue.nextDue()).isEmpty();
  }

  @Test
  default void recipientsComeBackWhenTheyAreDue() {
    Agent ann = Agent.create(engine(), "ann");
    QueueStore queue = engine().queue();
    MailTx.Added added = ann.add(FolderId.SENT, "hello");
    Instant later = Agent.NOON.plusSeconds(60);
    long id = enqueue(ann, added, envelope(Agent.NOON, "b@x.org", "c@x.org"));
    List<QueueStore.Due> due = queue.due(Agent.NOON, 10);
    queue.retry(due.getFirst().recipientId(), later, "451 later");
    queue.fail(due.getLast().recipientId(), "550 no", Agent.NOON);
    assertThat(queue.due(Agent.NOON, 10)).isEmpty();
    assertThat(queue.nextDue()).contains(later);
    assertThat(queue.due(later, 10))
        .singleElement()
        .satisfies(again -> assertThat(again.attempts()).isEqualTo(1));
    assertThat(queue.content(id)).isPresent();
  }

  @Test
  default void deletingAnAccountEndsWhatItSentButNotWhatCameFromOutside() {
    Agent ann = Agent.create(engine(), "ann");
    QueueStore queue = engine().queue();
    MailTx.Added added = ann.add(FolderId.SENT, "hello");
    byte[] outside = Agent.mail("outside").getBytes(StandardCharsets.UTF_8);
    long _ = enqueue(ann, added, envelope(Agent.NOON, "b@x.org"));
    long id;
    try (Blob blob = ann.blob(outside)) {
      QueueTx.Envelope both = envelope(Agent.NOON, "ann@example.org", "bob@example.org");
      id = ann.commit(tx -> tx.join(QueueTx.class).enqueue(blob, both));
    }
    Grant grant = engine().grants().grantOf(ann.account).orElseThrow();
    Grant _ = engine().grants().delete(grant.id(), Agent.NOON);
    assertThat(queue.due(Agent.NOON, 10))
        .extracting(QueueStore.Due::recipient)
        .containsExactly("ann@example.org", "bob@example.org");
    try (Content content = queue.content(id).orElseThrow()) {
      assertThat(content.bytes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(outside);
    }
  }

  @Test
  default void whatAFailedTransactionQueuedIsNotQueued() {
    Agent ann = Agent.create(engine(), "ann");
    MailTx.Added added = ann.add(FolderId.SENT, "hello");
    try {
      ann.commit(tx -> {
        tx.join(QueueTx.class).enqueue(added.message(), envelope(Agent.NOON, "b@x.org"));
        throw new IllegalStateException("planted");
      });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("planted");
    }
    assertThat(engine().queue().nextDue()).isEmpty();
  }
}
