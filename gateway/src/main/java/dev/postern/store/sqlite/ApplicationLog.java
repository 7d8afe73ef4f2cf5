package dev.postern.store.sqlite;

import dev.postern.auth.Grant;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailStore.Watch;
import dev.postern.mailbox.Reports;
import dev.postern.webhook.WebhookStore.ApplicationNews;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// What happened to the grants of applications, in the manner of the accounts' change logs: written
/// in the transaction that causes it, told when that is durable.
final class ApplicationLog {
  private final Readers readers;
  private final List<Consumer<ApplicationNews>> watchers = new CopyOnWriteArrayList<>();

  ApplicationLog(Readers readers) {
    this.readers = readers;
  }

  /// Writes an entry about a grant.
  ///
  /// @param trigger such as `grant.created`
  void add(Job.Writer writer, Grant grant, String trigger, Instant now) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(Reports.GRANT, grant.id().toString());
    facts.put(Reports.EMAIL, grant.email());
    facts.put(Reports.NAME, grant.name());
    UUID application = grant.applicationId();
    long seq =
        writer
            .db()
            .insert(
                "INSERT INTO application_log(application,at,entries) VALUES(?,?,?)",
                application.toString(),
                now.toEpochMilli(),
                LogCodec.pack(List.of(new LogEntry.Reported(trigger, facts))));
    writer
        .afterCommit()
        .add(() -> watchers.forEach(each -> each.accept(new ApplicationNews(application, seq))));
  }

  Watch watch(Consumer<ApplicationNews> watcher) {
    watchers.add(watcher);
    return () -> watchers.remove(watcher);
  }

  List<LogEntry> since(UUID application, long seq, int limit) {
    return readers.read(db -> {
      List<LogEntry> entries = new ArrayList<>();
      db.each(
          rows -> entries.addAll(LogCodec.unpack(rows.getLong(1), rows.getBytes(2))),
          "SELECT seq,entries FROM application_log WHERE application=? AND seq>?"
              + " ORDER BY seq LIMIT ?",
          application.toString(),
          seq,
          limit);
      return entries;
    });
  }

  /// Removes entries older than `before`, at most `most`.
  ///
  /// @return how many there were
  static int trim(Db db, Instant before, int most) {
    return db.run(
        "DELETE FROM application_log WHERE seq IN"
            + " (SELECT seq FROM application_log WHERE at<? ORDER BY seq LIMIT ?)",
        before.toEpochMilli(),
        most);
  }
}
