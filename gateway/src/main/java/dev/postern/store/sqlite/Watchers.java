package dev.postern.store.sqlite;

import dev.postern.mailbox.ChangeBatch;
import dev.postern.mailbox.MailStore.Watch;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Who hears of commits. One that throws is dropped: it must not hold the committer up.
final class Watchers {
  private static final Logger LOG = LoggerFactory.getLogger(Watchers.class);

  private final Map<Long, List<Entry>> byAccount = new ConcurrentHashMap<>();
  private final List<Entry> all = new CopyOnWriteArrayList<>();

  /// One subscription; equal to itself only.
  private static final class Entry {
    final Consumer<ChangeBatch> watcher;

    Entry(Consumer<ChangeBatch> watcher) {
      this.watcher = watcher;
    }
  }

  Watch watch(long account, Consumer<ChangeBatch> watcher) {
    Entry entry = new Entry(watcher);
    byAccount.compute(
        account,
        (_, known) -> {
          List<Entry> entries = known == null ? new CopyOnWriteArrayList<>() : known;
          entries.add(entry);
          return entries;
        });
    return () -> remove(account, entry);
  }

  private void remove(long account, Entry entry) {
    byAccount.computeIfPresent(
        account,
        (_, entries) -> {
          entries.remove(entry);
          return entries.isEmpty() ? null : entries;
        });
  }

  Watch watchAll(Consumer<ChangeBatch> watcher) {
    Entry entry = new Entry(watcher);
    all.add(entry);
    return () -> all.remove(entry);
  }

  void tell(ChangeBatch batch) {
    long account = batch.account().value();
    for (Entry entry : byAccount.getOrDefault(account, List.of())) {
      if (!told(entry, batch)) {
        remove(account, entry);
      }
    }
    all.removeIf(entry -> !told(entry, batch));
  }

  private static boolean told(Entry entry, ChangeBatch batch) {
    try {
      entry.watcher.accept(batch);
      return true;
    } catch (RuntimeException | Error e) {
      LOG.error("a watcher failed and was dropped", e);
      return false;
    }
  }
}
