package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.UidSet;
import dev.postern.store.sqlite.segment.Disk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What the embedded engine does with its files: repair, compaction, full disks, backup, restore.
class EngineFilesTest {
  /// A disk that is full while told so.
  private static final class FullDisk extends Disk {
    volatile boolean full;

    @Override
    public void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
      if (full) {
        bytes.limit(bytes.position() + bytes.remaining() / 2);
        super.write(channel, bytes, position);
        throw new IOException("No space left on device");
      }
      super.write(channel, bytes, position);
    }
  }

  private static List<Path> segments(TemporaryEngine engine) throws IOException {
    try (Stream<Path> files = Files.list(engine.options().segments())) {
      return files.sorted().toList();
    }
  }

  private static byte[] large(Random random) {
    byte[] bytes = new byte[600_000];
    random.nextBytes(bytes);
    byte[] head = Agent.mail("large").getBytes(StandardCharsets.UTF_8);
    System.arraycopy(head, 0, bytes, 0, head.length);
    return bytes;
  }

  private static MailTx.Added addLarge(Agent agent, byte[] bytes) {
    try (Blob blob = agent.blob(bytes)) {
      var message = Agent.message(blob, bytes, Agent.NOON, Flags.NONE, List.of(FolderId.INBOX));
      return agent.commit(tx -> tx.add(message));
    }
  }

  @Test
  void everythingIsThereAfterARestart() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      MailTx.Added small = ann.add(FolderId.INBOX, "small");
      byte[] body = large(new Random(1));
      MailTx.Added large = addLarge(ann, body);
      engine.restart();
      Agent again = Agent.of(engine.engine().mail(), ann.account);
      assertThat(again.bytes(large.message(), 0)).isEqualTo(body);
      assertThat(again.uids(FolderId.INBOX)).containsExactly(1L, 2L);
      MailTx.Added later = again.add(FolderId.INBOX, "later");
      assertThat(later.placements().getFirst().uid()).isEqualTo(3);
      assertThat(again.bytes(small.message(), 0))
          .isEqualTo(Agent.mail("small").getBytes(StandardCharsets.UTF_8));
      assertThat(engine.engine().verify()).isEqualTo(new Verification(3, List.of()));
    }
  }

  @Test
  void aTailThatNoRowNamesIsCutOffAtStart() throws IOException {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      ann.add(FolderId.INBOX, "1");
      engine.engine().close();
      Path segment = segments(engine).getFirst();
      long size = Files.size(segment);
      Files.write(segment, new byte[1000], StandardOpenOption.APPEND);
      Files.write(engine.options().segments().resolve("000000000099.seg"), new byte[10]);
      engine.start();
      assertThat(segments(engine)).containsExactly(segment);
      assertThat(Files.size(segment)).isEqualTo(size);
      Agent again = Agent.of(engine.engine().mail(), ann.account);
      again.add(FolderId.INBOX, "2");
      assertThat(engine.engine().verify().problems()).isEmpty();
    }
  }

  @Test
  void aFullDiskRefusesAndServiceResumesWhenSpaceReturns() throws IOException {
    FullDisk disk = new FullDisk();
    try (TemporaryEngine engine = new TemporaryEngine(disk)) {
      Agent ann = Agent.create(engine.ports(), "ann");
      ann.add(FolderId.INBOX, "before");
      long seq = ann.read(MailRead::seq);
      disk.full = true;
      assertThatThrownBy(() -> ann.add(FolderId.INBOX, "full"))
          .isInstanceOfSatisfying(
              GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.STORAGE_FULL));
      assertThatThrownBy(() -> addLarge(ann, large(new Random(2))))
          .isInstanceOfSatisfying(
              GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.STORAGE_FULL));
      assertThat(ann.read(MailRead::seq)).isEqualTo(seq);
      assertThat(segments(engine)).hasSize(1);
      disk.full = false;
      ann.add(FolderId.INBOX, "after");
      assertThat(ann.uids(FolderId.INBOX)).containsExactly(1L, 2L);
      assertThat(engine.engine().verify().problems()).isEmpty();
    }
  }

  @Test
  void aFullDatabaseRefusesAndServiceResumes() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      engine.engine().limitPages(60);
      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 2000; i++) {
                  ann.add(FolderId.INBOX, "m" + i + "x".repeat(2000));
                }
              })
          .isInstanceOfSatisfying(
              GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.STORAGE_FULL));
      long before = ann.folder(FolderId.INBOX).exists();
      engine.engine().limitPages(1_000_000);
      ann.add(FolderId.INBOX, "after");
      assertThat(ann.folder(FolderId.INBOX).exists()).isEqualTo((int) before + 1);
      assertThat(engine.engine().verify().problems()).isEmpty();
    }
  }

  @Test
  void compactionFreesTheDiskAndReadersGoOn() throws IOException {
    EngineOptions small = TemporaryEngine.smallSegments();
    try (TemporaryEngine engine = new TemporaryEngine(small)) {
      Agent ann = Agent.create(engine.ports(), "ann");
      List<MailTx.Added> added = new ArrayList<>();
      for (int i = 0; i < 100; i++) {
        added.add(ann.add(FolderId.INBOX, i + " " + "x".repeat(4000)));
      }
      byte[] body = large(new Random(3));
      addLarge(ann, body);
      int segments = segments(engine).size();
      try (Content open =
          ann.mail.content(ann.account, added.getFirst().message(), 0).orElseThrow()) {
        ann.commit(
            tx -> tx.expunge(FolderId.INBOX, UidSet.ofRanges(1, 9, 11, 49, 51, 89, 101, 101)));
        engine.engine().compact();
        assertThat(open.bytes().byteSize()).isEqualTo(open.size());
        assertThat(
                new String(
                    open.bytes().toArray(java.lang.foreign.ValueLayout.JAVA_BYTE),
                    StandardCharsets.UTF_8))
            .contains("Subject: 0 x");
      }
      engine.engine().compact();
      assertThat(segments(engine)).hasSizeLessThan(segments / 2);
      assertThat(ann.bytes(added.get(9).message(), 0))
          .isEqualTo(Agent.mail("9 " + "x".repeat(4000)).getBytes(StandardCharsets.UTF_8));
      assertThat(engine.engine().verify()).isEqualTo(new Verification(13, List.of()));
      engine.restart();
      assertThat(engine.engine().verify()).isEqualTo(new Verification(13, List.of()));
    }
  }

  @Test
  void aBackupTakenWhileWritingIsRestoredWithRaisedNumbers() throws Exception {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      byte[] body = large(new Random(4));
      MailTx.Added large = addLarge(ann, body);
      ann.add(FolderId.INBOX, "first");
      Thread writing =
          Thread.ofVirtual()
              .start(() -> {
                for (int i = 0; i < 200; i++) {
                  ann.add(FolderId.INBOX, "while " + i);
                }
              });
      Path backup = engine.directory.resolve("backup");
      engine.engine().backup(backup);
      writing.join();
      Folder before = ann.folder(FolderId.INBOX);
      Path data = engine.directory.resolve("restored");
      Path remains = Files.createDirectories(data).resolve("postern.db-wal");
      Files.write(remains, new byte[100]);
      assertThatThrownBy(() -> SqliteEngine.restore(backup, data))
          .isInstanceOf(EngineRefusal.class)
          .hasMessageContaining("postern.db-wal");
      Files.delete(remains);
      Restore restore = SqliteEngine.restore(backup, data);
      assertThat(restore.accounts()).isEqualTo(1);
      assertThatThrownBy(() -> SqliteEngine.restore(backup, data))
          .isInstanceOf(EngineRefusal.class)
          .hasMessageContaining("already");
      try (TemporaryEngine restored = new TemporaryEngine(EngineOptions.in(data))) {
        Agent again = Agent.of(restored.engine().mail(), ann.account);
        assertThat(restored.engine().verify().problems()).isEmpty();
        assertThat(again.bytes(large.message(), 0)).isEqualTo(body);
        Folder after = again.folder(FolderId.INBOX);
        assertThat(after.uidValidity()).isEqualTo(before.uidValidity());
        assertThat(after.uidNext()).isGreaterThan(before.uidNext());
        assertThat(after.highestModseq()).isGreaterThan(before.highestModseq());
        var delta = again.read(read -> read.delta(FolderId.INBOX, before.highestModseq()));
        assertThat(delta.complete()).isFalse();
        assertThat(delta.added().size() + delta.flagged().size()).isEqualTo(after.exists());
        assertThat(again.add(FolderId.INBOX, "new").placements().getFirst().uid())
            .isGreaterThan(before.uidNext());
      }
      Files.write(backup.resolve("postern.db"), new byte[1], StandardOpenOption.APPEND);
      assertThatThrownBy(() -> SqliteEngine.restore(backup, engine.directory.resolve("other")))
          .isInstanceOf(EngineRefusal.class)
          .hasMessageContaining("damaged");
    }
  }

  @Test
  void aSecondEngineIsToldWhoHasTheDirectory() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      assertThatThrownBy(engine::start)
          .isInstanceOf(EngineRefusal.class)
          .hasMessageContaining("in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void bodiesWithoutTheirDatabaseAreNotTakenForGarbage() throws IOException {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      ann.add(FolderId.INBOX, "1");
      engine.engine().close();
      Path database = engine.options().database();
      Path away = engine.directory.resolve("away.db");
      Files.move(database, away);
      assertThatThrownBy(engine::start)
          .isInstanceOf(EngineRefusal.class)
          .hasMessageContaining("is missing");
      Files.move(away, database);
      engine.start();
      assertThat(engine.engine().verify()).isEqualTo(new Verification(1, List.of()));
    }
  }

  @Test
  void aFirstStartThatWasCutOffIsCompletedByTheNext() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      engine.engine().close();
      try (Db db = Db.openCopy(engine.options().database())) {
        db.run("DELETE FROM meta WHERE name='uidvalidity'");
        db.run("DELETE FROM workspace");
        db.run("DELETE FROM application");
      }
      engine.start();
      Agent ann = Agent.create(engine.ports(), "ann");
      assertThat(ann.folder(FolderId.INBOX).uidValidity()).isGreaterThan(1_000_000_000);
    }
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aWatcherThatBreaksDoesNotEndTheStore() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      Agent ann = Agent.create(engine.ports(), "ann");
      try (MailStore.Watch _ =
          ann.mail.watch(
              ann.account,
              _ -> {
                throw new AssertionError("planted");
              })) {
        ann.add(FolderId.INBOX, "1");
        ann.add(FolderId.INBOX, "2");
      }
      assertThat(ann.uids(FolderId.INBOX)).containsExactly(1L, 2L);
    }
  }

  @Test
  void aNewerSchemaRefusesToStart() {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      engine.engine().close();
      try (Db db = Db.openCopy(engine.options().database())) {
        db.run("UPDATE meta SET number=99 WHERE name='schema'");
      }
      assertThatThrownBy(engine::start)
          .isInstanceOf(EngineRefusal.class)
          .hasMessageContaining("schema version 99");
    }
  }

  @Test
  void aSinkThatIsNotFinishedLeavesNothing() throws IOException {
    try (TemporaryEngine engine = new TemporaryEngine()) {
      try (BlobSink sink = engine.engine().mail().sink()) {
        sink.write(new byte[1_000_000], 0, 1_000_000);
      }
      try (BlobSink sink = engine.engine().mail().sink()) {
        sink.write(new byte[1_000_000], 0, 1_000_000);
        sink.finish().close();
      }
      assertThat(segments(engine)).isEmpty();
    }
  }
}
