package dev.postern.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every engine promises of its change log, its watchers and its deltas.
public interface ChangeContract {

  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private static List<LogEntry.Change> since(Agent agent, long seq) {
    return agent.mail.changesSince(agent.account, seq, 100).stream().map(LogEntry::change).toList();
  }

  @Test
  default void theLogTellsWhatHappenedInOrder() {
    Agent ann = Agent.create(engine(), "ann");
    long start = ann.read(MailRead::seq);
    MailTx.Added mail = ann.add(FolderId.INBOX, "mail");
    MailTx.Added draft = ann.add(FolderId.DRAFTS, "draft");
    FolderId folder = ann.create("x");
    ann.commit(tx -> tx.move(FolderId.INBOX, Agent.ALL, folder));
    ann.commit(tx -> tx.expunge(FolderId.DRAFTS, Agent.ALL));
    ann.commit(tx -> {
      tx.renameFolder(folder, "y");
      tx.edit(mail.message(), starred());
      return true;
    });
    ann.commit(tx -> {
      tx.deleteFolder(folder);
      return true;
    });
    assertThat(since(ann, start))
        .containsExactly(
            new LogEntry.MessageCreated(mail.message(), false),
            new LogEntry.MessageCreated(draft.message(), true),
            new LogEntry.FolderCreated(folder),
            new LogEntry.MessageUpdated(mail.message()),
            new LogEntry.MessageDeleted(draft.message(), true),
            new LogEntry.FolderUpdated(folder),
            new LogEntry.MessageUpdated(mail.message()),
            new LogEntry.MessageDeleted(mail.message(), false),
            new LogEntry.FolderDeleted(folder, "y"));
    assertThat(ann.mail.changesSince(ann.account, start, 1)).hasSize(1);
    assertThat(ann.mail.changesSince(ann.account, start + 5, 1)).hasSize(2);
  }

  private static MailTx.MessageEdit starred() {
    return new MailTx.MessageEdit(
        Optional.empty(), Optional.of(true), Optional.empty(), Optional.empty(), Optional.empty());
  }

  @Test
  default void anApiEditReachesEveryPlacement() {
    Agent ann = Agent.create(engine(), "ann");
    MailTx.Added added =
        ann.add(Agent.mail("x"), Agent.NOON, Flags.NONE, FolderId.INBOX, FolderId.ARCHIVE);
    ann.commit(tx -> {
      tx.edit(
          added.message(),
          new MailTx.MessageEdit(
              Optional.of(false),
              Optional.of(true),
              Optional.of(true),
              Optional.of(List.of(FolderId.ARCHIVE, FolderId.TRASH)),
              Optional.of(Map.of("k", "v"))));
      return true;
    });
    StoredMessage stored = ann.message(added.message()).orElseThrow();
    assertThat(stored.unread()).isFalse();
    assertThat(stored.starred()).isTrue();
    assertThat(stored.answered()).isTrue();
    assertThat(stored.folders()).containsExactlyInAnyOrder(FolderId.ARCHIVE, FolderId.TRASH);
    assertThat(stored.metadata()).containsEntry("k", "v");
    assertThat(ann.folder(FolderId.INBOX).exists()).isZero();
    assertThat(ann.folder(FolderId.INBOX).messages()).isZero();
    assertThat(ann.folder(FolderId.TRASH).messages()).isEqualTo(1);
    assertThat(ann.folder(FolderId.TRASH).unseen()).isZero();
  }

  @Test
  default void watchersHearEachCommitInOrderBeforeTheCallerGoesOn() {
    Agent ann = Agent.create(engine(), "ann");
    Agent bob = Agent.create(engine(), "bob");
    List<ChangeBatch> heard = Collections.synchronizedList(new ArrayList<>());
    List<ChangeBatch> all = Collections.synchronizedList(new ArrayList<>());
    try (MailStore.Watch _ = ann.mail.watch(ann.account, heard::add);
        MailStore.Watch _ = ann.mail.watchAll(all::add)) {
      MailTx.Added added = ann.add(FolderId.INBOX, "1");
      assertThat(heard).hasSize(1);
      ChangeBatch batch = heard.getFirst();
      assertThat(batch.origin()).isSameAs(ann);
      assertThat(batch.folders()).hasSize(1);
      assertThat(batch.folders().getFirst().added()).isEqualTo(added.placements());
      ann.commit(tx -> tx.expunge(FolderId.INBOX, Agent.ALL));
      assertThat(heard.getLast().folders().getFirst().expunged()).isEqualTo(UidSet.of(1));
      bob.add(FolderId.INBOX, "2");
      assertThat(heard).hasSize(2);
      assertThat(all).hasSize(3);
    }
    ann.add(FolderId.INBOX, "3");
    assertThat(heard).hasSize(2);
  }

  @Test
  default void aWatcherThatThrowsIsDroppedAndNobodyElseNotices() {
    Agent ann = Agent.create(engine(), "ann");
    List<ChangeBatch> heard = Collections.synchronizedList(new ArrayList<>());
    int[] calls = {0};
    try (MailStore.Watch _ =
            ann.mail.watch(
                ann.account,
                _ -> {
                  calls[0]++;
                  throw new IllegalStateException("planted");
                });
        MailStore.Watch _ = ann.mail.watch(ann.account, heard::add)) {
      ann.add(FolderId.INBOX, "1");
      ann.add(FolderId.INBOX, "2");
    }
    assertThat(calls[0]).isEqualTo(1);
    assertThat(heard).hasSize(2);
  }

  @Test
  default void aReportStandsInTheLogAmongTheChangesOfItsTransaction() {
    Agent ann = Agent.create(engine(), "ann");
    List<ChangeBatch> heard = Collections.synchronizedList(new ArrayList<>());
    long before = ann.read(MailRead::seq);
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(Reports.MESSAGE, "m1");
    facts.put(Reports.LABEL, "x\u00e4\n=&");
    facts.put("a", "");
    try (MailStore.Watch _ = ann.mail.watch(ann.account, heard::add)) {
      ann.commit(tx -> {
        tx.report(Reports.OPENED, facts);
        tx.createFolder("Made");
        tx.report(Reports.OPENED, Map.of());
        return true;
      });
    }
    List<LogEntry> entries = ann.mail.changesSince(ann.account, before, 10);
    assertThat(entries).extracting(LogEntry::seq).containsOnly(before + 1);
    assertThat(entries.getFirst().change()).isEqualTo(new LogEntry.Reported(Reports.OPENED, facts));
    assertThat(((LogEntry.Reported) entries.getFirst().change()).facts().keySet())
        .containsExactly(Reports.MESSAGE, Reports.LABEL, "a");
    assertThat(entries.get(1).change()).isInstanceOf(LogEntry.FolderCreated.class);
    assertThat(entries.get(2).change()).isEqualTo(new LogEntry.Reported(Reports.OPENED, Map.of()));
    assertThat(heard).singleElement().matches(ChangeBatch::logged);
  }

  @Test
  default void aReportAloneTakesASequenceNumber() {
    Agent ann = Agent.create(engine(), "ann");
    long before = ann.read(MailRead::seq);
    ann.commit(tx -> {
      tx.report(Reports.REJECTED, Map.of(Reports.AT, "7"));
      return true;
    });
    assertThat(ann.read(MailRead::seq)).isEqualTo(before + 1);
    assertThat(ann.mail.changesSince(ann.account, before, 10)).hasSize(1);
  }

  @Test
  default void aDeltaHoldsWhatIsNewerAndWhatIsGone() {
    Agent ann = Agent.create(engine(), "ann");
    for (int i = 1; i <= 300; i++) {
      ann.add(FolderId.INBOX, "m" + i);
    }
    long seq = ann.read(MailRead::seq);
    View old = ann.read(read -> read.view(FolderId.INBOX));
    ann.commit(tx -> tx.expunge(FolderId.INBOX, UidSet.ofRanges(3, 5, 299, 299)));
    ann.commit(tx ->
        tx.editFlags(
            FolderId.INBOX, UidSet.of(7, 200), new FlagEdit.Add(Flags.SEEN), Optional.empty()));
    ann.add(FolderId.INBOX, "new");
    FolderDelta delta = ann.read(read -> read.delta(FolderId.INBOX, seq));
    assertThat(delta.complete()).isTrue();
    assertThat(delta.expunged()).isEqualTo(UidSet.ofRanges(3, 5, 299, 299));
    assertThat(delta.added()).extracting(Placement::uid).containsExactly(301L);
    assertThat(delta.flagged()).extracting(Placement::uid).containsExactly(7L, 200L);
    View now = ann.read(read -> read.view(FolderId.INBOX));
    View applied = old.apply(delta);
    assertThat(applied.size()).isEqualTo(now.size()).isEqualTo(297);
    assertThat(applied.highestModseq()).isEqualTo(now.highestModseq());
    for (int i = 1; i <= now.size(); i++) {
      assertThat(applied.placement(i)).isEqualTo(now.placement(i));
    }
    assertThat(ann.read(read -> read.delta(FolderId.INBOX, now.highestModseq())).flagged())
        .isEmpty();
  }

  @Test
  default void aDeliveryKeyIsTakenOnceAndOnlyByACommit() {
    Agent ann = Agent.create(engine(), "ann");
    try {
      ann.commit(tx -> {
        tx.takeDeliveryKey("k");
        throw new IllegalStateException("planted");
      });
    } catch (IllegalStateException e) {
      assertThat(e).hasMessage("planted");
    }
    assertThat(taken(ann, "k")).isTrue();
    assertThat(taken(ann, "k")).isFalse();
  }

  private static boolean taken(Agent agent, String key) {
    return agent.commit(tx -> tx.takeDeliveryKey(key));
  }
}
