package dev.postern.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.Wire;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every engine promises of a message with several contents, and of names noted for one.
public interface RevisionContract {

  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private static MailTx.Added save(Agent agent, MessageId id, String subject) {
    byte[] bytes = Agent.mail(subject).getBytes(StandardCharsets.UTF_8);
    try (Blob blob = agent.blob(bytes)) {
      NewMessage next =
          Agent.message(blob, bytes, Agent.NOON, Flags.SEEN, List.of(FolderId.DRAFTS));
      return agent.commit(tx -> tx.addRevision(id, next));
    }
  }

  private static String text(Agent agent, MessageId id, int revision) {
    return new String(agent.bytes(id, revision), StandardCharsets.UTF_8);
  }

  @Test
  default void aNextContentLeavesTheOldOneBehindItsUid() {
    Agent ann = Agent.create(engine(), "ann");
    MailTx.Added first = ann.add(FolderId.DRAFTS, "one");
    MailTx.Added second = save(ann, first.message(), "two");
    assertThat(second.message()).isEqualTo(first.message());
    assertThat(second.placements().getFirst().uid()).isEqualTo(2);
    assertThat(ann.uids(FolderId.DRAFTS)).containsExactly(1L, 2L);
    assertThat(text(ann, first.message(), 0)).isEqualTo(Agent.mail("one"));
    assertThat(text(ann, first.message(), 1)).isEqualTo(Agent.mail("two"));
    StoredMessage stored = ann.message(first.message()).orElseThrow();
    assertThat(stored.digest().subject()).isEqualTo("two");
    assertThat(stored.folders()).containsExactly(FolderId.DRAFTS);
    Folder drafts = ann.folder(FolderId.DRAFTS);
    assertThat(drafts.exists()).isEqualTo(2);
    assertThat(drafts.messages()).isEqualTo(1);
    List<MailRead.ContentKey> keys =
        List.of(
            new MailRead.ContentKey(first.message(), 0),
            new MailRead.ContentKey(first.message(), 1));
    List<Optional<Wire>> wires = ann.read(read -> read.wires(keys));
    assertThat(wires).allMatch(Optional::isPresent);
    Map<MailRead.ContentKey, String> subjects = new HashMap<>();
    ann.read(read -> {
      read.headings(keys, (key, heading) -> subjects.put(key, heading.subject()));
      return subjects.size();
    });
    assertThat(subjects).isEqualTo(Map.of(keys.get(0), "one", keys.get(1), "two"));
  }

  @Test
  default void anOldContentGoesWithItsLastUid() {
    Agent ann = Agent.create(engine(), "ann");
    MessageId id = ann.add(FolderId.DRAFTS, "one").message();
    save(ann, id, "two");
    ann.commit(tx -> tx.expunge(FolderId.DRAFTS, UidSet.of(1)));
    assertThat(ann.uids(FolderId.DRAFTS)).containsExactly(2L);
    assertThat(ann.mail.content(ann.account, id, 0)).isEmpty();
    assertThat(text(ann, id, 1)).isEqualTo(Agent.mail("two"));
    assertThat(ann.message(id)).isPresent();
  }

  @Test
  default void withoutItsNewestUidAMessageIsWhatItWasBefore() {
    Agent ann = Agent.create(engine(), "ann");
    MessageId id = ann.add(FolderId.DRAFTS, "one").message();
    save(ann, id, "two");
    ann.commit(tx -> tx.expunge(FolderId.DRAFTS, UidSet.of(2)));
    assertThat(ann.message(id).orElseThrow().digest().subject()).isEqualTo("one");
    MailTx.Added third = save(ann, id, "three");
    assertThat(third.placements().getFirst().revision()).isEqualTo(2);
    assertThat(text(ann, id, 0)).isEqualTo(Agent.mail("one"));
    assertThat(text(ann, id, 2)).isEqualTo(Agent.mail("three"));
  }

  @Test
  default void anEditReplacesWhatIsLeftOfEarlierContents() {
    Agent ann = Agent.create(engine(), "ann");
    MessageId id = ann.add(FolderId.DRAFTS, "one").message();
    save(ann, id, "two");
    byte[] bytes = Agent.mail("three").getBytes(StandardCharsets.UTF_8);
    try (Blob blob = ann.blob(bytes)) {
      ann.commit(tx -> tx.replaceContent(id, blob, Agent.digest(bytes)));
    }
    assertThat(ann.uids(FolderId.DRAFTS)).containsExactly(3L);
    assertThat(text(ann, id, 2)).isEqualTo(Agent.mail("three"));
    assertThat(ann.mail.content(ann.account, id, 0)).isEmpty();
  }

  @Test
  default void aDeletedMessageLeavesNoContentBehind() {
    Agent ann = Agent.create(engine(), "ann");
    MessageId id = ann.add(FolderId.DRAFTS, "one").message();
    save(ann, id, "two");
    ann.commit(tx -> tx.expunge(FolderId.DRAFTS, Agent.ALL));
    assertThat(ann.uids(FolderId.DRAFTS)).isEmpty();
    assertThat(ann.message(id)).isEmpty();
    assertThat(ann.mail.content(ann.account, id, 0)).isEmpty();
    assertThat(ann.folder(FolderId.DRAFTS).messages()).isZero();
  }

  @Test
  default void whatWasExpungedComesBackUnderItsOldId() {
    Agent ann = Agent.create(engine(), "ann");
    MailTx.Added first = ann.add(FolderId.DRAFTS, "one");
    ann.commit(tx -> {
      tx.note("draft x", first.message(), true);
      return true;
    });
    ann.commit(tx -> tx.expunge(FolderId.DRAFTS, Agent.ALL));
    MailRead.Noted gone = ann.read(read -> read.noted("draft x")).getFirst();
    assertThat(gone.gone()).isTrue();
    byte[] bytes = Agent.mail("two").getBytes(StandardCharsets.UTF_8);
    try (Blob blob = ann.blob(bytes)) {
      NewMessage again =
          Agent.message(blob, bytes, Agent.NOON, Flags.SEEN, List.of(FolderId.DRAFTS));
      MailTx.Added added = ann.commit(tx -> tx.addAgain(gone, again));
      assertThat(added.message()).isEqualTo(first.message());
      assertThat(added.thread()).isEqualTo(first.thread());
      assertThat(added.placements().getFirst().revision()).isEqualTo(1);
    }
    assertThat(ann.read(read -> read.noted("draft x")).getFirst().gone()).isFalse();
  }

  @Test
  default void whatTheApiDeletedIsNotedNoMore() {
    Agent ann = Agent.create(engine(), "ann");
    MessageId id = ann.add(FolderId.DRAFTS, "one").message();
    ann.commit(tx -> {
      tx.note("draft x", id, true);
      return true;
    });
    ann.commit(tx -> {
      tx.delete(id);
      return true;
    });
    List<MailRead.Noted> noted = ann.read(read -> read.noted("draft x"));
    assertThat(noted).isEmpty();
  }

  @Test
  default void anAdoptedContentIsNoNews() {
    Agent ann = Agent.create(engine(), "ann");
    MessageId id = ann.add(FolderId.SENT, "one").message();
    long seq = ann.read(MailRead::seq);
    byte[] bytes = Agent.mail("two").getBytes(StandardCharsets.UTF_8);
    try (Blob blob = ann.blob(bytes)) {
      ann.commit(tx -> tx.adopt(id, blob, Agent.digest(bytes)));
    }
    assertThat(ann.uids(FolderId.SENT)).containsExactly(2L);
    assertThat(ann.mail.changesSince(ann.account, seq, 10)).isEmpty();
  }
}
