package dev.postern.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailauth.Check;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What every engine promises of messages and placements. An engine's test implements [#engine] and
/// adds nothing.
public interface MailStoreContract {

  Flags FLAGGED = new Flags(Set.of(SystemFlag.FLAGGED), Set.of("work"));

  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private Agent agent() {
    return Agent.create(engine(), "ann");
  }

  private static void assertFault(Fault fault, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  @Test
  default void whatWasFoundOutAboutAMailIsKeptWithIt() {
    Agent ann = Agent.create(engine(), "ann");
    byte[] bytes = Agent.mail("x").getBytes(StandardCharsets.UTF_8);
    Verdict verdict =
        new Verdict(
            List.of(new Check("spf", "pass", "", Map.of("smtp.mailfrom", "a@example.org"))),
            1.5,
            false,
            List.of("no date 1.5"));
    MailTx.Added added;
    try (Blob blob = ann.blob(bytes)) {
      NewMessage judged =
          new NewMessage(
              blob,
              Agent.digest(bytes),
              Optional.empty(),
              List.of(FolderId.INBOX),
              Flags.NONE,
              Agent.NOON,
              Agent.NOON.getEpochSecond(),
              0,
              Optional.empty(),
              Map.of(),
              Optional.of(verdict));
      added = ann.commit(tx -> tx.add(judged));
    }
    assertThat(ann.message(added.message()).orElseThrow().verdict()).contains(verdict);
    MailTx.Added other = ann.add(FolderId.INBOX, "y");
    assertThat(ann.message(other.message()).orElseThrow().verdict()).isEmpty();
  }

  @Test
  default void aNewAccountHasSixSubscribedEmptyFolders() {
    Agent ann = agent();
    List<Folder> folders = ann.read(MailRead::folders);
    assertThat(folders)
        .extracting(Folder::name)
        .containsExactly("INBOX", "Sent", "Drafts", "Trash", "Junk", "Archive");
    assertThat(ann.read(MailRead::subscriptions))
        .containsExactlyInAnyOrder("INBOX", "Sent", "Drafts", "Trash", "Junk", "Archive");
    for (Folder folder : folders) {
      assertThat(folder.uidNext()).isEqualTo(1);
      assertThat(folder.highestModseq()).isPositive();
      assertThat(folder.exists()).isZero();
    }
    assertThat(folders).extracting(Folder::uidValidity).doesNotHaveDuplicates();
  }

  @Test
  default void aMessageIsReadBackAsItWasAdded() {
    Agent ann = agent();
    String text = Agent.mail("Hello \u00e4", "a@x.org", "b@x.org", "Message-ID: <1@x>\r\n");
    MailTx.Added added = ann.add(text, Agent.NOON, FLAGGED, FolderId.INBOX);
    StoredMessage stored = ann.read(read -> read.message(added.message()).orElseThrow());
    assertThat(stored.thread()).isEqualTo(added.thread());
    assertThat(stored.received()).isEqualTo(Agent.NOON);
    assertThat(stored.folders()).containsExactly(FolderId.INBOX);
    assertThat(stored.unread()).isTrue();
    assertThat(stored.starred()).isTrue();
    assertThat(stored.digest().messageId()).isEqualTo("1@x");
    assertThat(ann.bytes(added.message(), 0)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    Folder inbox = ann.folder(FolderId.INBOX);
    assertThat(inbox.exists()).isEqualTo(1);
    assertThat(inbox.unseen()).isEqualTo(1);
    assertThat(inbox.unread()).isEqualTo(1);
    assertThat(inbox.uidNext()).isEqualTo(2);
    assertThat(inbox.size()).isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
    assertThat(inbox.keywords().names()).containsExactly("work");
    Placement placement = ann.read(read -> read.placements(FolderId.INBOX, Agent.ALL)).getFirst();
    assertThat(placement).isEqualTo(added.placements().getFirst());
    assertThat(placement.zone()).isEqualTo(60);
    assertThat(placement.modseq()).isEqualTo(inbox.highestModseq());
  }

  @Test
  default void largeBodiesAreReadBackByteForByte() {
    Agent ann = agent();
    byte[] body = new byte[3_000_001];
    new Random(7).nextBytes(body);
    byte[] head = Agent.mail("large").getBytes(StandardCharsets.UTF_8);
    System.arraycopy(head, 0, body, 0, head.length);
    try (Blob blob = ann.blob(body)) {
      assertThat(blob.size()).isEqualTo(body.length);
      NewMessage message =
          Agent.message(blob, body, Agent.NOON, Flags.NONE, List.of(FolderId.INBOX));
      MailTx.Added added = ann.commit(tx -> tx.add(message));
      assertThat(ann.bytes(added.message(), 0)).isEqualTo(body);
      try (Content content = ann.mail.content(ann.account, added.message(), 0).orElseThrow()) {
        byte[] part = new byte[100];
        assertThat(content.read(body.length - 40, part, 0, 100)).isEqualTo(40);
        assertThat(content.read(1000, part, 0, 100)).isEqualTo(100);
        assertThat(part[5]).isEqualTo(body[1005]);
      }
    }
  }

  @Test
  default void aFailedTransactionLeavesNothingBehind() {
    Agent ann = agent();
    long seq = ann.read(MailRead::seq);
    byte[] bytes = Agent.mail("x").getBytes(StandardCharsets.UTF_8);
    try (Blob blob = ann.blob(bytes)) {
      NewMessage message = Agent.message(blob, bytes, Agent.NOON, FLAGGED, List.of(FolderId.INBOX));
      assertFault(
          Fault.OVER_QUOTA,
          () ->
              ann.commit(tx -> {
                tx.add(message);
                tx.createFolder("a/b");
                throw new GatewayException(Fault.OVER_QUOTA, "full");
              }));
    }
    assertThat(ann.read(MailRead::seq)).isEqualTo(seq);
    assertThat(ann.folder(FolderId.INBOX).uidNext()).isEqualTo(1);
    assertThat(ann.read(MailRead::folders)).hasSize(6);
    assertThat(ann.add(FolderId.INBOX, "y").placements().getFirst().uid()).isEqualTo(1);
    assertThat(ann.read(MailRead::seq)).isEqualTo(seq + 1);
  }

  @Test
  default void anEditThatChangesNothingTakesNoSeq() {
    Agent ann = agent();
    ann.add(Agent.mail("x"), Agent.NOON, Flags.SEEN, FolderId.INBOX);
    long seq = ann.read(MailRead::seq);
    MailTx.Edited edited =
        ann.commit(tx ->
            tx.editFlags(
                FolderId.INBOX, Agent.ALL, new FlagEdit.Add(Flags.SEEN), Optional.empty()));
    assertThat(edited.placements()).hasSize(1);
    assertThat(edited.placements().getFirst().modseq()).isEqualTo(seq);
    assertThat(ann.read(MailRead::seq)).isEqualTo(seq);
  }

  @Test
  default void flagsOfThousandsAreEditedInOneTransaction() {
    Agent ann = agent();
    byte[] bytes = Agent.mail("x").getBytes(StandardCharsets.UTF_8);
    try (Blob blob = ann.blob(bytes)) {
      NewMessage message =
          Agent.message(blob, bytes, Agent.NOON, Flags.NONE, List.of(FolderId.INBOX));
      ann.commit(tx -> {
        for (int i = 0; i < 1000; i++) {
          tx.add(message);
        }
        return true;
      });
    }
    MailTx.Edited edited =
        ann.commit(tx -> {
          assertThat(tx.expunge(FolderId.INBOX, UidSet.ofRanges(10, 19))).hasSize(10);
          return tx.editFlags(
              FolderId.INBOX,
              UidSet.ofRanges(1, 500, 900, 2000),
              new FlagEdit.Add(new Flags(Set.of(SystemFlag.SEEN), Set.of("a", "b"))),
              Optional.empty());
        });
    assertThat(edited.placements()).hasSize(490 + 101);
    Folder inbox = ann.folder(FolderId.INBOX);
    assertThat(inbox.exists()).isEqualTo(990);
    assertThat(inbox.unseen()).isEqualTo(990 - 591);
    assertThat(inbox.unread()).isEqualTo(990 - 591);
    List<Placement> all = ann.read(read -> read.placements(FolderId.INBOX, Agent.ALL));
    assertThat(all).hasSize(990);
    assertThat(all.getLast().flags().system()).isEqualTo(1);
    assertThat(inbox.keywords().of(all.getLast().flags().keywords())).containsExactly("a", "b");
  }

  @Test
  default void unchangedSinceKeepsNewerPlacementsOut() {
    Agent ann = agent();
    ann.add(FolderId.INBOX, "1");
    long seq = ann.read(MailRead::seq);
    ann.add(FolderId.INBOX, "2");
    MailTx.Edited edited =
        ann.commit(tx ->
            tx.editFlags(
                FolderId.INBOX, Agent.ALL, new FlagEdit.Add(Flags.SEEN), Optional.of(seq)));
    assertThat(edited.placements()).extracting(Placement::uid).containsExactly(1L);
    assertThat(edited.failed()).isEqualTo(UidSet.of(2));
  }

  @Test
  default void aCopyIsTheSameMessageAndCountsOnceInTheApi() {
    Agent ann = agent();
    MailTx.Added added = ann.add(Agent.mail("x"), Agent.NOON, FLAGGED, FolderId.INBOX);
    MailTx.Moved moved = ann.commit(tx -> tx.copy(FolderId.INBOX, Agent.ALL, FolderId.ARCHIVE));
    ann.commit(tx -> tx.copy(FolderId.INBOX, Agent.ALL, FolderId.INBOX));
    assertThat(moved.source()).containsExactly(1L);
    assertThat(moved.target()).containsExactly(1L);
    Folder inbox = ann.folder(FolderId.INBOX);
    assertThat(inbox.exists()).isEqualTo(2);
    assertThat(inbox.messages()).isEqualTo(1);
    assertThat(inbox.unread()).isEqualTo(1);
    Folder archive = ann.folder(FolderId.ARCHIVE);
    assertThat(archive.keywords().names()).containsExactly("work");
    Placement copy = ann.read(read -> read.placements(FolderId.ARCHIVE, Agent.ALL)).getFirst();
    assertThat(copy.message()).isEqualTo(added.message());
    assertThat(copy.flags().has(SystemFlag.FLAGGED)).isTrue();
    // Read in one place only: the API still calls it unread, in every folder it lies in.
    ann.commit(tx ->
        tx.editFlags(FolderId.ARCHIVE, Agent.ALL, new FlagEdit.Add(Flags.SEEN), Optional.empty()));
    assertThat(ann.folder(FolderId.ARCHIVE).unread()).isEqualTo(1);
    assertThat(ann.folder(FolderId.ARCHIVE).unseen()).isZero();
    ann.commit(tx ->
        tx.editFlags(FolderId.INBOX, Agent.ALL, new FlagEdit.Add(Flags.SEEN), Optional.empty()));
    assertThat(ann.folder(FolderId.ARCHIVE).unread()).isZero();
    ann.commit(tx -> tx.expunge(FolderId.INBOX, Agent.ALL));
    assertThat(ann.folder(FolderId.INBOX).messages()).isZero();
    assertThat(ann.message(added.message())).isPresent();
    ann.commit(tx -> tx.expunge(FolderId.ARCHIVE, Agent.ALL));
    assertThat(ann.message(added.message())).isEmpty();
    assertThat(ann.mail.content(ann.account, added.message(), 0)).isEmpty();
  }

  @Test
  default void manyContentsAreOpenedInTheOrderAsked() {
    Agent ann = agent();
    MessageId first = ann.add(FolderId.INBOX, "first").message();
    MessageId second = ann.add(FolderId.INBOX, "second").message();
    List<Optional<Content>> contents =
        ann.mail.contents(
            ann.account,
            List.of(
                new MailRead.ContentKey(second, 0),
                new MailRead.ContentKey(first, 1),
                new MailRead.ContentKey(first, 0)));
    assertThat(contents.get(1)).isEmpty();
    assertThat(text(contents.get(0).orElseThrow())).contains("second");
    assertThat(text(contents.get(2).orElseThrow())).contains("first");
  }

  private static String text(Content opened) {
    try (opened) {
      ByteBuffer all = ByteBuffer.allocateDirect((int) opened.size());
      opened.read(0, all);
      return StandardCharsets.UTF_8.decode(all.flip()).toString();
    }
  }

  @Test
  default void aMoveKeepsTheMessageAndGivesNewUids() {
    Agent ann = agent();
    for (int i = 0; i < 300; i++) {
      ann.add(FolderId.INBOX, "m" + i);
    }
    MailTx.Moved moved =
        ann.commit(tx -> tx.move(FolderId.INBOX, UidSet.ofRanges(5, 5, 100, 250), FolderId.TRASH));
    assertThat(moved.source()).hasSize(152).isSorted();
    assertThat(moved.target()).hasSize(152).isSorted().startsWith(1L);
    assertThat(ann.folder(FolderId.INBOX).exists()).isEqualTo(148);
    assertThat(ann.folder(FolderId.TRASH).messages()).isEqualTo(152);
    assertThat(ann.uids(FolderId.INBOX)).hasSize(148).isSorted().doesNotContain(5L, 100L, 250L);
    MailTx.Moved same = ann.commit(tx -> tx.move(FolderId.TRASH, UidSet.of(1, 2), FolderId.TRASH));
    assertThat(same.target()).containsExactly(153L, 154L);
    assertThat(ann.folder(FolderId.TRASH).exists()).isEqualTo(152);
  }

  @Test
  default void onlyDeletedOnesAreExpungedWhenAskedSo() {
    Agent ann = agent();
    ann.add(FolderId.INBOX, "1");
    ann.add(
        Agent.mail("2"),
        Agent.NOON,
        new Flags(Set.of(SystemFlag.DELETED), Set.of()),
        FolderId.INBOX);
    assertThat(ann.folder(FolderId.INBOX).deleted()).isEqualTo(1);
    assertThat(ann.expungeDeleted(FolderId.INBOX)).containsExactly(2L);
    assertThat(ann.folder(FolderId.INBOX).deleted()).isZero();
    assertThat(ann.folder(FolderId.INBOX).uidNext()).isEqualTo(3);
  }

  @Test
  default void newContentGetsANewUidUnderTheSameId() {
    Agent ann = agent();
    MailTx.Added added = ann.add(Agent.mail("draft"), Agent.NOON, FLAGGED, FolderId.DRAFTS);
    byte[] bytes = Agent.mail("better draft").getBytes(StandardCharsets.UTF_8);
    MailTx.Added replaced;
    try (Blob blob = ann.blob(bytes)) {
      replaced = ann.commit(tx -> tx.replaceContent(added.message(), blob, Agent.digest(bytes)));
    }
    assertThat(replaced.message()).isEqualTo(added.message());
    assertThat(replaced.thread()).isEqualTo(added.thread());
    Placement placement = replaced.placements().getFirst();
    assertThat(placement.uid()).isEqualTo(2);
    assertThat(placement.revision()).isEqualTo(1);
    assertThat(placement.flags()).isEqualTo(added.placements().getFirst().flags());
    assertThat(ann.uids(FolderId.DRAFTS)).containsExactly(2L);
    assertThat(ann.bytes(added.message(), 1)).isEqualTo(bytes);
    assertThat(ann.mail.content(ann.account, added.message(), 0)).isEmpty();
    assertThat(ann.message(added.message()).orElseThrow().digest().subject())
        .isEqualTo("better draft");
  }

  @Test
  default void idsAscendAndNeverRepeat() {
    Agent ann = agent();
    List<MessageId> ids = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      MailTx.Added added = ann.add(FolderId.INBOX, "m" + i);
      ids.add(added.message());
      if (i % 3 == 0) {
        ann.commit(tx -> {
          tx.delete(added.message());
          return true;
        });
      }
    }
    assertThat(ids).isSorted().doesNotHaveDuplicates();
  }

  @Test
  default void everyCallRefusesAnAccountThatDoesNotExist() {
    AccountId nobody = new AccountId(987_654);
    MailStore mail = engine().mail();
    assertFault(Fault.NOT_FOUND, () -> mail.read(nobody, MailRead::seq));
    assertFault(Fault.NOT_FOUND, () -> mail.commit(nobody, this, MailRead::seq));
  }

  @Test
  default void accountsDoNotSeeEachOther() {
    Agent ann = agent();
    Agent bob = Agent.create(engine(), "bob");
    MailTx.Added added = ann.add(FolderId.INBOX, "secret");
    assertThat(bob.message(added.message())).isEmpty();
    assertThat(bob.mail.content(bob.account, added.message(), 0)).isEmpty();
    assertThat(bob.find(MessageQuery.all(10))).isEmpty();
    assertFault(
        Fault.NOT_FOUND,
        () ->
            bob.commit(tx -> {
              tx.delete(added.message());
              return true;
            }));
  }
}
