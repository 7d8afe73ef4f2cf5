package dev.postern.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.GatewayException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// However a folder changes, a follower that takes step after step sees what a fresh load shows,
/// and the folder's counters agree with it.
public interface FollowerContract {
  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  @Test
  default void followersSeeWhatAFreshLoadShows() {
    long seed = Long.getLong("seed", System.nanoTime());
    Random random = new Random(seed);
    Agent ann = Agent.create(engine(), "ann");
    OpenFolders open = new OpenFolders(ann.mail);
    List<Follower> followers = new ArrayList<>();
    FolderId[] folders = {FolderId.INBOX, FolderId.ARCHIVE};
    for (int i = 0; i < 250; i++) {
      if (random.nextInt(20) == 0) {
        FolderId folder = folders[random.nextInt(2)];
        followers.add(open.follow(ann.account, folder, () -> {}));
      }
      if (random.nextInt(15) == 0 && !followers.isEmpty()) {
        followers.remove(random.nextInt(followers.size())).close();
      }
      change(ann, random, folders);
      for (Follower follower : followers) {
        if (random.nextInt(3) == 0) {
          follower.advance();
        }
      }
    }
    for (Follower follower : followers) {
      int steps = 0;
      while (follower.advance().isPresent()) {
        steps++;
      }
      assertSame(ann, follower.view(), "seed " + seed + ", last " + steps + " steps at once");
      follower.close();
    }
    for (FolderId folder : folders) {
      assertCounted(ann, folder, "seed " + seed);
    }
  }

  @Test
  default void aDeletedFolderIsNotFollowedFromMemory() {
    Agent ann = Agent.create(engine(), "ann");
    OpenFolders open = new OpenFolders(ann.mail);
    FolderId folder = ann.mail.commit(ann.account, this, tx -> tx.createFolder("Gone").id());
    open.follow(ann.account, folder, () -> {}).close();
    ann.mail.commit(
        ann.account,
        this,
        tx -> {
          tx.deleteFolder(folder);
          return folder;
        });
    assertThatThrownBy(() -> open.follow(ann.account, folder, () -> {}))
        .isInstanceOf(GatewayException.class);
  }

  private static UidSet some(Agent agent, Random random, FolderId folder) {
    long top = agent.folder(folder).uidNext();
    long first = 1 + random.nextLong(top);
    return UidSet.ofRanges(first, first + random.nextInt(4), 1 + random.nextLong(top), first);
  }

  private static void change(Agent agent, Random random, FolderId[] folders) {
    FolderId from = folders[random.nextInt(2)];
    FolderId to = folders[random.nextInt(2)];
    UidSet uids = some(agent, random, from);
    Flags flags =
        new Flags(
            Set.of(List.of(SystemFlag.values()).get(random.nextInt(5))),
            random.nextBoolean() ? Set.of("k" + random.nextInt(4)) : Set.of());
    agent.commit(tx ->
        switch (random.nextInt(12)) {
          case 0 -> tx.expunge(from, uids);
          case 1 -> tx.expungeDeleted(from, uids);
          case 2 -> tx.copy(from, uids, to);
          case 3 -> tx.move(from, uids, to);
          case 4, 5 -> tx.editFlags(from, uids, new FlagEdit.Add(flags), Optional.empty());
          case 6 -> tx.editFlags(from, uids, new FlagEdit.Remove(flags), Optional.empty());
          case 7 -> tx.editFlags(from, uids, new FlagEdit.Replace(flags), Optional.empty());
          case 8 -> edited(tx, random, from, uids);
          default -> added(agent, tx, flags, from);
        });
  }

  private static Object edited(MailTx tx, Random random, FolderId from, UidSet uids) {
    List<Placement> placements = tx.placements(from, uids);
    if (!placements.isEmpty()) {
      MessageId id = placements.getFirst().message();
      Optional<Boolean> unread =
          random.nextBoolean() ? Optional.of(random.nextBoolean()) : Optional.empty();
      Optional<List<FolderId>> folders =
          random.nextBoolean()
              ? Optional.of(List.of(FolderId.ARCHIVE))
              : Optional.of(List.of(FolderId.INBOX, FolderId.ARCHIVE));
      tx.edit(
          id,
          new MailTx.MessageEdit(
              unread, Optional.empty(), Optional.empty(), folders, Optional.empty()));
    }
    return placements;
  }

  private static Object added(Agent agent, MailTx tx, Flags flags, FolderId folder) {
    byte[] bytes = Agent.mail("x").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    try (Blob blob = agent.blob(bytes)) {
      return tx.add(Agent.message(blob, bytes, Agent.NOON, flags, List.of(folder)));
    }
  }

  private static void assertSame(Agent agent, View view, String what) {
    View fresh = agent.read(read -> read.view(view.folder()));
    assertThat(view.size()).as(what).isEqualTo(fresh.size());
    assertThat(view.uidNext()).as(what).isEqualTo(fresh.uidNext());
    assertThat(view.highestModseq()).as(what).isEqualTo(fresh.highestModseq());
    assertThat(view.keywords()).as(what).isEqualTo(fresh.keywords());
    for (int i = 1; i <= fresh.size(); i++) {
      assertThat(view.placement(i)).as(what).isEqualTo(fresh.placement(i));
      assertThat(view.seqOf(fresh.uid(i))).as(what).isEqualTo(i);
    }
  }

  private static void assertCounted(Agent agent, FolderId id, String what) {
    Folder folder = agent.folder(id);
    List<Placement> all = agent.read(read -> read.placements(id, Agent.ALL));
    List<StoredMessage> messages =
        agent.find(MessageQuery.all(500)).stream().filter(m -> m.folders().contains(id)).toList();
    assertThat(folder.exists()).as(what).isEqualTo(all.size());
    assertThat((long) folder.unseen())
        .as(what)
        .isEqualTo(all.stream().filter(p -> !p.flags().has(SystemFlag.SEEN)).count());
    assertThat((long) folder.deleted())
        .as(what)
        .isEqualTo(all.stream().filter(p -> p.flags().has(SystemFlag.DELETED)).count());
    assertThat(folder.messages()).as(what).isEqualTo(messages.size());
    assertThat((long) folder.unread())
        .as(what)
        .isEqualTo(messages.stream().filter(StoredMessage::unread).count());
  }
}
