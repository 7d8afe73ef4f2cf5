package dev.postern.webhook.send;

import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.ChangeBatch;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.TextIndex;
import dev.postern.mailbox.ThreadId;
import java.lang.foreign.MemorySegment;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/// As much of a mail store as delivery of notifications reads.
final class MemoryMail implements MailStore {
  private record Kept(StoredMessage message, byte[] bytes) {}

  private final Map<AccountId, List<LogEntry>> logs = new HashMap<>();
  private final Map<MessageId, Kept> messages = new HashMap<>();
  private final List<Consumer<ChangeBatch>> watchers = new CopyOnWriteArrayList<>();

  /// Keeps a message and logs changes, all as one transaction.
  long change(AccountId account, LogEntry.Change... changes) {
    long seq;
    synchronized (this) {
      List<LogEntry> log = logs.computeIfAbsent(account, _ -> new ArrayList<>());
      seq = log.isEmpty() ? 1 : log.getLast().seq() + 1;
      for (LogEntry.Change change : changes) {
        log.add(new LogEntry(seq, change));
      }
    }
    ChangeBatch batch = new ChangeBatch(account, seq, this, List.of(), changes.length > 0, false);
    watchers.forEach(watcher -> watcher.accept(batch));
    return seq;
  }

  synchronized void put(MessageId id, FolderId folder, String text) {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    messages.put(
        id,
        new Kept(
            new StoredMessage(
                id,
                new ThreadId(7),
                0,
                Instant.ofEpochSecond(1_767_225_600),
                List.of(folder),
                true,
                false,
                false,
                Optional.empty(),
                Map.of("key1", "v"),
                MessageReader.read(MemorySegment.ofArray(bytes))),
            bytes));
  }

  synchronized void remove(MessageId id) {
    messages.remove(id);
  }

  synchronized Map<AccountId, Long> seqs() {
    Map<AccountId, Long> seqs = new HashMap<>();
    logs.forEach((account, log) -> seqs.put(account, log.getLast().seq()));
    return seqs;
  }

  @Override
  public <T> T read(AccountId account, Function<MailRead, T> work) {
    MailRead read =
        (MailRead)
            Proxy.newProxyInstance(
                MailRead.class.getClassLoader(),
                new Class<?>[] {MailRead.class},
                (_, method, arguments) ->
                    switch (method.getName()) {
                      case "message" -> message((MessageId) arguments[0]);
                      case "folder" -> Optional.empty();
                      case "seq" -> seqs().getOrDefault(account, 0L);
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    return work.apply(read);
  }

  private synchronized Optional<StoredMessage> message(MessageId id) {
    return Optional.ofNullable(messages.get(id)).map(Kept::message);
  }

  @Override
  public synchronized List<LogEntry> changesSince(AccountId account, long seq, int limit) {
    return logs.getOrDefault(account, List.of()).stream()
        .filter(entry -> entry.seq() > seq && entry.seq() <= seq + limit)
        .toList();
  }

  @Override
  public Watch watchAll(Consumer<ChangeBatch> watcher) {
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  @Override
  public synchronized Optional<Content> content(
      AccountId account, MessageId message, int revision) {
    return Optional.ofNullable(messages.get(message)).map(kept -> new Bytes(kept.bytes()));
  }

  @Override
  public <T> T commit(AccountId account, Object origin, Function<MailTx, T> work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public Watch watch(AccountId account, Consumer<ChangeBatch> watcher) {
    throw new UnsupportedOperationException();
  }

  @Override
  public BlobSink sink() {
    throw new UnsupportedOperationException();
  }

  @Override
  public TextIndex texts() {
    throw new UnsupportedOperationException();
  }

  private record Bytes(byte[] all) implements Content {
    @Override
    public void read(long position, ByteBuffer target) {
      target.put(all, (int) position, target.remaining());
    }

    @Override
    public long size() {
      return all.length;
    }

    @Override
    public int read(long position, byte[] target, int offset, int length) {
      throw new UnsupportedOperationException();
    }

    @Override
    public MemorySegment bytes() {
      return MemorySegment.ofArray(all);
    }

    @Override
    public FileChannel file() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long fileOffset() {
      return 0;
    }

    @Override
    public void close() {}
  }
}
