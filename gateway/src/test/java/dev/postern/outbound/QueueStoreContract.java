package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.mailauth.Check;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.Verdict;
import dev.postern.outbound.QueueTx.Attempt;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/// What every engine promises of the outbound queue.
public interface QueueStoreContract {
  Instant LATER = Agent.NOON.plusSeconds(60);
  Attempt NO = new Attempt(Agent.NOON, "mx.x.org", "451 later");

  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private static QueueTx.Envelope envelope(Instant due, String... recipients) {
    return new QueueTx.Envelope(
        "ann@example.org", List.of(recipients), true, due, due.plusSeconds(3600));
  }

  private static long enqueue(Agent agent, MailTx.Added added, QueueTx.Envelope envelope) {
    return agent.commit(tx -> tx.join(QueueTx.class).enqueue(added.message(), envelope));
  }

  private static long enqueue(Agent agent, String... recipients) {
    return enqueue(agent, agent.add(FolderId.SENT, "hello"), envelope(Agent.NOON, recipients));
  }

  private static void write(Agent agent, Consumer<QueueTx> work) {
    boolean _ =
        agent.commit(tx -> {
          work.accept(tx.join(QueueTx.class));
          return true;
        });
  }

  private List<Due> due(Instant now) {
    return Waiting.due(engine().queue(), now);
  }

  @Test
  default void aQueuedMailOutlivesItsMessage() {
    Agent ann = Agent.create(engine(), "ann");
    QueueStore queue = engine().queue();
    List<Long> woken = new ArrayList<>();
    queue.onEnqueue(woken::addAll);
    MailTx.Added added = ann.add(FolderId.SENT, "hello");
    assertThat(woken).isEmpty();
    long id = enqueue(ann, added, envelope(Agent.NOON, "b@x.org", "c@x.org"));
    assertThat(woken).containsExactly(id);
    ann.commit(tx -> tx.expunge(FolderId.SENT, Agent.ALL));
    List<Due> due = queue.due(List.of(id), Agent.NOON, 10);
    assertThat(due).extracting(Due::recipient).containsExactly("b@x.org", "c@x.org");
    assertThat(due.getFirst().queueId()).isEqualTo(id);
    assertThat(due.getFirst().account()).isEqualTo(ann.account);
    assertThat(due.getFirst().mail().stripBcc()).isTrue();
    assertThat(due.getFirst().mail().message()).contains(added.message());
    try (Content content = queue.content(id).orElseThrow()) {
      assertThat(content.bytes().toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(Agent.mail("hello").getBytes(StandardCharsets.UTF_8));
    }
    write(ann, tx -> tx.done(due.stream().map(Due::recipientId).toList()));
    assertThat(queue.content(id)).isEmpty();
    assertThat(queue.nextDue(Instant.EPOCH)).isEmpty();
  }

  @Test
  default void whatItsSenderAsksAndWhatIsKnownOfItIsKept() {
    Agent ann = Agent.create(engine(), "ann");
    Wishes.Recipient never = new Wishes.Recipient(Optional.of(Set.of()), "");
    Wishes.Recipient late =
        new Wishes.Recipient(
            Optional.of(Set.of(Wishes.Notify.DELAY, Wishes.Notify.SUCCESS)), "rfc822;c@y.org");
    Wishes wishes =
        new Wishes(
            Optional.of(Wishes.Ret.HDRS), "env 1", true, Map.of("b@x.org", never, "c@x.org", late));
    Verdict verdict =
        new Verdict(
            List.of(new Check("spf", "pass", "", Map.of("smtp.mailfrom", "x.org"))),
            2.5,
            true,
            List.of("dnsbl 2.5"));
    QueueTx.Envelope envelope =
        new QueueTx.Envelope(
            "",
            List.of("b@x.org", "c@x.org", "d@x.org"),
            false,
            Agent.NOON,
            LATER,
            wishes,
            Optional.of(verdict));
    try (Blob blob = ann.blob(Agent.mail("hello").getBytes(StandardCharsets.UTF_8))) {
      long _ = ann.commit(tx -> tx.join(QueueTx.class).enqueueOwn(blob, envelope));
    }
    List<Due> due = due(Agent.NOON);
    QueuedMail mail = due.getFirst().mail();
    assertThat(mail.account()).isEqualTo(ann.account);
    assertThat(mail.message()).isEmpty();
    assertThat(mail.ret()).contains(Wishes.Ret.HDRS);
    assertThat(mail.envelopeId()).isEqualTo("env 1");
    assertThat(mail.requireTls()).isTrue();
    assertThat(mail.verdict()).contains(verdict);
    assertThat(mail.expires()).isEqualTo(LATER);
    assertThat(due).extracting(Due::wish).containsExactly(never, late, Wishes.Recipient.NONE);
  }

  @Test
  default void recipientsComeBackWhenTheyAreDue() {
    Agent ann = Agent.create(engine(), "ann");
    QueueStore queue = engine().queue();
    long id = enqueue(ann, "b@x.org", "c@x.org");
    List<Due> due = due(Agent.NOON);
    assertThat(due).allMatch(each -> each.last().isEmpty());
    write(
        ann,
        tx -> {
          tx.retry(due.getFirst().recipientId(), LATER, NO);
          tx.fail(due.getLast().recipientId(), new Attempt(Agent.NOON, "mx.x.org", "550 no"));
          // It was told already.
          tx.retry(due.getLast().recipientId(), LATER, NO);
        });
    assertThat(due(Agent.NOON)).isEmpty();
    assertThat(queue.nextDue(Agent.NOON)).contains(LATER);
    assertThat(queue.nextDue(LATER)).isEmpty();
    assertThat(due(LATER))
        .singleElement()
        .satisfies(again -> {
          assertThat(again.attempts()).isEqualTo(1);
          assertThat(again.last()).contains(NO);
        });
    assertThat(queue.content(id)).isPresent();
  }

  @Test
  default void lanesAreTheSendersAndTheirDomains() {
    Agent ann = Agent.create(engine(), "ann");
    Agent bob = Agent.create(engine(), "bob");
    QueueStore queue = engine().queue();
    long _ = enqueue(ann, "a@Y.org", "b@x.org", "c@b\u00fccher.example", "d@x.org");
    long _ = enqueue(bob, "e@x.org");
    long _ = enqueue(ann, ann.add(FolderId.SENT, "later"), envelope(LATER, "f@a.org", "g@x.org"));
    QueueStore.Lanes all = queue.lanes(Optional.empty(), Agent.NOON, 100);
    Lane x = new Lane("x.org", ann.account);
    Lane xOfBob = new Lane("x.org", bob.account);
    Lane y = new Lane("y.org", ann.account);
    Lane idn = new Lane("xn--bcher-kva.example", ann.account);
    assertThat(all.due()).containsExactly(x, xOfBob, idn, y);
    assertThat(all.next()).isEmpty();
    assertThat(queue.due(x, Agent.NOON, 100))
        .extracting(Due::recipient)
        .containsExactly("b@x.org", "d@x.org");
    assertThat(queue.due(x, LATER, 2)).hasSize(2);
    assertThat(queue.due(x, LATER, 100)).hasSize(3);
    QueueStore.Lanes first = queue.lanes(Optional.empty(), Agent.NOON, 2);
    assertThat(first.due()).as("nothing is due in a.org").containsExactly(x);
    QueueStore.Lanes rest = queue.lanes(first.next(), Agent.NOON, 100);
    assertThat(rest.due()).containsExactly(xOfBob, idn, y);
  }

  @Test
  default void mailNamesItselfWhenItIsLateAndWhenItIsOver() {
    Agent ann = Agent.create(engine(), "ann");
    QueueStore queue = engine().queue();
    MailTx.Added added = ann.add(FolderId.SENT, "hello");
    Duration long5 = Duration.ofDays(5);
    QueueTx.Envelope patient =
        new QueueTx.Envelope(
            "a@x.org", List.of("b@x.org", "c@x.org"), true, Agent.NOON, Agent.NOON.plus(long5));
    long id = enqueue(ann, added, patient);
    Instant late = Agent.NOON.plus(QueueTx.UNTIL_NOTICE);
    assertThat(queue.notices(late.minusMillis(1), 10)).isEmpty();
    write(ann, tx -> tx.giveUp(due(Agent.NOON).getFirst().recipientId(), Agent.NOON, "dropped"));
    List<QueueStore.Notice> notices = queue.notices(late, 10);
    assertThat(notices)
        .singleElement()
        .satisfies(notice -> {
          assertThat(notice.mail().id()).isEqualTo(id);
          assertThat(notice.waiting()).extracting(Due::recipient).containsExactly("c@x.org");
        });
    write(ann, tx -> tx.noticed(id, Optional.of(late.plusSeconds(1))));
    assertThat(queue.notices(late, 10)).isEmpty();
    assertThat(queue.notices(late.plusSeconds(1), 10)).hasSize(1);
    write(ann, tx -> tx.noticed(id, Optional.empty()));
    assertThat(queue.notices(Agent.NOON.plus(long5).plus(long5), 10)).isEmpty();
  }

  @Test
  default void mailThatNoAccountSentIsWrittenWithoutOne() {
    Agent ann = Agent.create(engine(), "ann");
    QueueStore queue = engine().queue();
    List<Long> woken = new ArrayList<>();
    queue.onEnqueue(woken::addAll);
    long id = enqueue(ann, "b@x.org");
    byte[] report = Agent.mail("report").getBytes(StandardCharsets.UTF_8);
    long reported;
    try (Blob blob = ann.blob(report)) {
      reported =
          queue.commit(tx -> {
            tx.fail(due(Agent.NOON).getFirst().recipientId(), NO);
            return tx.enqueue(blob, envelope(Agent.NOON, "ann@example.org"));
          });
    }
    assertThat(woken).containsExactly(id, reported);
    assertThat(due(Agent.NOON))
        .singleElement()
        .satisfies(due -> {
          assertThat(due.account()).isEqualTo(AccountId.NOBODY);
          assertThat(due.recipient()).isEqualTo("ann@example.org");
        });
    try (Content content = queue.content(reported).orElseThrow()) {
      assertThat(content.bytes().toArray(ValueLayout.JAVA_BYTE)).isEqualTo(report);
    }
  }

  @Test
  default void deletingAnAccountEndsWhatItSentButNotWhatCameFromOutside() {
    Agent ann = Agent.create(engine(), "ann");
    QueueStore queue = engine().queue();
    byte[] outside = Agent.mail("outside").getBytes(StandardCharsets.UTF_8);
    long _ = enqueue(ann, "b@x.org");
    long id;
    try (Blob blob = ann.blob(outside)) {
      QueueTx.Envelope both = envelope(Agent.NOON, "ann@example.org", "bob@example.org");
      id = ann.commit(tx -> tx.join(QueueTx.class).enqueue(blob, both));
    }
    Grant grant = engine().grants().grantOf(ann.account).orElseThrow();
    Grant _ = engine().grants().delete(grant.id(), Agent.NOON);
    assertThat(due(Agent.NOON))
        .extracting(Due::recipient)
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
    assertThat(engine().queue().nextDue(Instant.EPOCH)).isEmpty();
  }
}
