package dev.postern.store.sqlite;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.UidSet;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;

/// The process that [CrashTest] kills: writes from many threads and prints a line for each thing
/// that was acknowledged.
final class CrashChild {
  private static final int WRITERS = 8;
  private static final int LARGE = 300_000;

  private CrashChild() {}

  /// Writes until it is killed.
  ///
  /// @param args directory, account, seed
  public static void main(String[] args) {
    EngineOptions usual = EngineOptions.in(Path.of(args[0]));
    EngineOptions options =
        new EngineOptions(
            usual.directory(),
            usual.readers(),
            usual.inMemory(),
            200_000,
            usual.cache(),
            usual.logAge(),
            usual.logRows(),
            Duration.ofMillis(50));
    SqliteEngine engine =
        SqliteEngine.open(
            options,
            InstantSource.system(),
            Thread.ofPlatform().daemon().factory(),
            Executors.newScheduledThreadPool(1));
    Agent agent = Agent.of(engine.mail(), new AccountId(Long.parseLong(args[1])));
    long seed = Long.parseLong(args[2]);
    for (int i = 0; i < WRITERS; i++) {
      Random random = new Random(seed + i);
      Thread.ofPlatform().start(() -> write(engine, agent, random));
    }
  }

  private static void write(SqliteEngine engine, Agent agent, Random random) {
    while (true) {
      if (random.nextInt(20) == 0) {
        engine.indexTexts();
      }
      MailTx.Added added = add(agent, random);
      Placement placement = added.placements().getFirst();
      say("ADDED " + placement.uid() + " " + added.message());
      UidSet uid = UidSet.of(placement.uid());
      switch (random.nextInt(4)) {
        case 0 -> {
          agent.commit(tx ->
              tx.editFlags(FolderId.INBOX, uid, new FlagEdit.Add(Flags.SEEN), Optional.empty()));
          say("SEEN " + added.message());
        }
        case 1 -> {
          agent.commit(tx -> tx.move(FolderId.INBOX, uid, FolderId.ARCHIVE));
          say("MOVED " + added.message());
        }
        case 2 -> {
          agent.commit(tx -> tx.expunge(FolderId.INBOX, uid));
          say("EXPUNGED " + added.message());
        }
        default -> {}
      }
    }
  }

  private static MailTx.Added add(Agent agent, Random random) {
    int size = random.nextInt(20) == 0 ? LARGE : random.nextInt(8000);
    String text = Agent.mail("n" + random.nextLong()) + "x".repeat(size);
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try (Blob blob = agent.blob(bytes)) {
      var message = Agent.message(blob, bytes, Agent.NOON, Flags.NONE, List.of(FolderId.INBOX));
      return agent.commit(tx -> tx.add(message));
    }
  }

  private static void say(String line) {
    synchronized (System.out) {
      System.out.println(line);
      System.out.flush();
    }
  }
}
