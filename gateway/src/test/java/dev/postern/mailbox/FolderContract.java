package dev.postern.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every engine promises of folders.
public interface FolderContract {
  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  private static List<String> names(Agent agent) {
    return agent.read(MailRead::folders).stream().map(Folder::name).skip(6).toList();
  }

  private static void assertFault(Fault fault, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  private static void rename(Agent agent, FolderId id, String name) {
    agent.commit(tx -> {
      tx.renameFolder(id, name);
      return true;
    });
  }

  private static void delete(Agent agent, FolderId id) {
    agent.commit(tx -> {
      tx.deleteFolder(id);
      return true;
    });
  }

  @Test
  default void parentsAreMadeToo() {
    Agent ann = Agent.create(engine(), "ann");
    FolderId id = ann.create("work/2026/march");
    assertThat(names(ann)).containsExactly("work", "work/2026", "work/2026/march");
    assertThat(ann.folder(id).uidNext()).isEqualTo(1);
    assertThat(id.value()).matches("[0-9a-z]{13}");
  }

  @Test
  default void takenAndReservedNamesAreRefused() {
    Agent ann = Agent.create(engine(), "ann");
    ann.create("work");
    assertFault(Fault.ALREADY_EXISTS, () -> ann.create("work"));
    assertFault(Fault.ALREADY_EXISTS, () -> ann.create("iNbOx"));
    assertFault(Fault.ALREADY_EXISTS, () -> ann.create("TRASH"));
    assertFault(Fault.INVALID, () -> ann.create("a//b"));
    assertFault(Fault.INVALID, () -> ann.create(""));
    assertFault(Fault.FORBIDDEN, () -> rename(ann, FolderId.SENT, "x"));
    assertFault(Fault.FORBIDDEN, () -> delete(ann, FolderId.INBOX));
    assertFault(Fault.NOT_FOUND, () -> delete(ann, new FolderId("nothing")));
    ann.create("Work");
    assertThat(names(ann)).containsExactly("Work", "work");
  }

  @Test
  default void aRenamedFolderKeepsIdsAndTakesItsChildrenAlong() {
    Agent ann = Agent.create(engine(), "ann");
    FolderId child = ann.create("a/b");
    ann.add(child, "x");
    Folder before = ann.folder(child);
    FolderId a = ann.read(read -> read.folderNamed("a").orElseThrow()).id();
    rename(ann, a, "c/d");
    assertThat(names(ann)).containsExactly("c", "c/d", "c/d/b");
    Folder after = ann.folder(child);
    assertThat(after.name()).isEqualTo("c/d/b");
    assertThat(after.uidValidity()).isEqualTo(before.uidValidity());
    assertThat(ann.uids(child)).containsExactly(1L);
    assertFault(Fault.INVALID, () -> rename(ann, a, "c/d/e"));
    assertFault(Fault.ALREADY_EXISTS, () -> rename(ann, a, "c"));
  }

  @Test
  default void renamingTheInboxMovesItsMessagesAndKeepsIt() {
    Agent ann = Agent.create(engine(), "ann");
    ann.add(FolderId.INBOX, "1");
    ann.add(FolderId.INBOX, "2");
    ann.create("INBOX/child");
    rename(ann, FolderId.INBOX, "old");
    assertThat(names(ann)).containsExactly("INBOX/child", "old");
    Folder inbox = ann.folder(FolderId.INBOX);
    assertThat(inbox.exists()).isZero();
    assertThat(inbox.uidNext()).isEqualTo(3);
    FolderId old = ann.read(read -> read.folderNamed("old").orElseThrow()).id();
    assertThat(ann.uids(old)).containsExactly(1L, 2L);
  }

  @Test
  default void aDeletedFolderTakesItsMessagesAndItsNameStartsAnew() {
    Agent ann = Agent.create(engine(), "ann");
    FolderId first = ann.create("p");
    ann.create("p/child");
    MailTx.Added gone = ann.add(first, "gone");
    MailTx.Added kept = ann.add(first, "kept");
    ann.commit(tx -> tx.copy(first, UidSet.of(2), FolderId.INBOX));
    long validity = ann.folder(first).uidValidity();
    delete(ann, first);
    assertThat(names(ann)).containsExactly("p/child");
    assertThat(ann.message(gone.message())).isEmpty();
    assertThat(ann.message(kept.message()).orElseThrow().folders()).containsExactly(FolderId.INBOX);
    FolderId second = ann.create("p");
    assertThat(second).isNotEqualTo(first);
    assertThat(ann.folder(second).uidValidity()).isGreaterThan(validity);
  }

  @Test
  default void subscriptionsAreNamesAndOutliveFolders() {
    Agent ann = Agent.create(engine(), "ann");
    FolderId id = ann.create("x");
    ann.commit(tx -> {
      tx.subscribe("x", true);
      tx.subscribe("nowhere", true);
      tx.subscribe("Junk", false);
      return true;
    });
    delete(ann, id);
    assertThat(ann.read(MailRead::subscriptions))
        .contains("x", "nowhere", "INBOX")
        .doesNotContain("Junk");
  }

  @Test
  default void theFirstPlacementsAboveAUidComeInTheirOrder() {
    Agent ann = Agent.create(engine(), "ann");
    for (int i = 0; i < 200; i++) {
      ann.add(FolderId.INBOX, "mail " + i);
    }
    ann.commit(tx -> tx.expunge(FolderId.INBOX, UidSet.ofRanges(1, 70, 75, 75, 100, 180)));
    assertThat(above(ann, 0, 6)).containsExactly(71L, 72L, 73L, 74L, 76L, 77L);
    assertThat(above(ann, 98, 3)).containsExactly(99L, 181L, 182L);
    assertThat(above(ann, 199, 10)).containsExactly(200L);
    assertThat(above(ann, 200, 10)).isEmpty();
    assertThat(above(ann, 0, 1000)).hasSize(48).isSorted();
  }

  private static List<Long> above(Agent agent, long uid, int limit) {
    return agent.read(read -> read.placementsAbove(FolderId.INBOX, uid, limit)).stream()
        .map(Placement::uid)
        .toList();
  }

  @Test
  default void aFolderHoldsSixtyFourKeywords() {
    Agent ann = Agent.create(engine(), "ann");
    ann.add(FolderId.INBOX, "x");
    for (int i = 0; i < Keywords.MAX; i++) {
      addKeyword(ann, "k" + i);
    }
    addKeyword(ann, "K3");
    assertThat(ann.folder(FolderId.INBOX).keywords().names()).hasSize(Keywords.MAX);
    assertFault(Fault.LIMIT, () -> addKeyword(ann, "one more"));
  }

  private static void addKeyword(Agent agent, String keyword) {
    Flags flags = new Flags(java.util.Set.of(), java.util.Set.of(keyword));
    agent.commit(tx ->
        tx.editFlags(
            FolderId.INBOX, UidSet.of(1), new FlagEdit.Add(flags), java.util.Optional.empty()));
  }
}
