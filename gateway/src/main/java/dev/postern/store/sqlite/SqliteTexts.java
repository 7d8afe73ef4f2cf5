package dev.postern.store.sqlite;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Part;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.Ranking;
import dev.postern.mailbox.TextIndex;
import dev.postern.mailbox.TextTerm;
import dev.postern.mailbox.WordQuery;
import dev.postern.store.sqlite.segment.SegmentFiles;
import dev.postern.store.sqlite.segment.StorageFailure;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The text index of the embedded engine: a file of its own that follows the mail.
final class SqliteTexts implements TextIndex, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SqliteTexts.class);

  /// Documents whose names are kept, over all accounts; each takes some 40 octets.
  private static final long KEPT = 1_000_000;

  private final Db writer;
  private final Readers lane;
  private final SubjectLookup subjects;
  private final Readers mail;
  private final SegmentFiles files;
  private final TextFollower follower;
  private final TextHeaders headers = new TextHeaders();
  private final Cache<Long, TextDocs> known =
      Caffeine.newBuilder()
          .maximumWeight(KEPT)
          .weigher((Long _, TextDocs docs) -> docs.size() + 1)
          .build();

  SqliteTexts(TextFile file, Db writer, Readers mail, SegmentFiles files, ThreadFactory threads) {
    this.writer = writer;
    this.mail = mail;
    this.files = files;
    // Searches take turns, so that they never take all processors from other commands.
    int count = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);
    this.lane = new Readers(file.path(), count, threads);
    this.subjects = new SubjectLookup(file.path(), count, threads);
    this.follower = new TextFollower(writer, mail, files, this::start);
    follower.start(threads);
  }

  private TextDocs start(long account) {
    TextDocs docs = known.getIfPresent(account);
    return docs == null ? TextDocs.EMPTY : docs;
  }

  private TextDocs docs(Db db, long account) {
    TextDocs before = start(account);
    TextDocs docs = before.refresh(db, account);
    if (docs.generation > before.generation) {
      known.put(account, docs);
    }
    return docs;
  }

  SubjectLookup subjects() {
    return subjects;
  }

  @Override
  public Answer find(AccountId account, TextTerm term) {
    long id = account.value();
    try {
      return lane.read(db -> new TextLookup(db, id, docs(db, id), headers).find(term));
    } catch (GatewayException e) {
      LOG.warn("the text index could not be asked; messages are read instead", e);
      return (_, _) -> Verdict.UNKNOWN;
    }
  }

  @Override
  public boolean read(TextTerm term, Content content, List<Part> parts) {
    return lane.run(() -> term.in(content.bytes(), parts));
  }

  @Override
  public Ranking rank(AccountId account, WordQuery query) {
    long id = account.value();
    record Found(long position, TextRanking ranking) {}
    Found found =
        lane.read(db ->
            new Found(TextFile.state(db, "position"), TextRanking.of(db, id, docs(db, id), query)));
    // What came since is read; there is little of it, or the server has just been upgraded.
    TextSource source = new TextSource(mail, files);
    return lane.run(() -> {
      TextRanking ranking = found.ranking();
      source.each(
          found.position(),
          id,
          (message, bytes, digest) -> {
            if (!ranking.has(message.id(), message.revision())) {
              ranking.add(message.id(), message.revision(), WordFields.of(bytes, digest));
            }
          });
      return ranking.sorted();
    });
  }

  /// Says that bodies were stored.
  void added(int count) {
    follower.added(count);
  }

  /// Waits a moment if the index is far behind.
  void pace() {
    follower.pace();
  }

  /// Indexes all that is there now.
  void catchUp() {
    follower.catchUp();
  }

  /// Removes the texts of messages that were deleted, in one transaction.
  void forget(List<Dead> messages) {
    if (!messages.isEmpty()) {
      write(texts -> {
        messages.stream()
            .collect(groupingBy(Dead::account, mapping(Dead::message, toSet())))
            .forEach(texts::forget);
        return true;
      });
    }
  }

  /// Removes what is left of an account that was deleted.
  void drop(long account) {
    write(texts -> {
      texts.drop(account);
      return true;
    });
    known.invalidate(account);
  }

  private <T> T write(Function<TextWriter, T> work) {
    try {
      return follower.write(work);
    } catch (StorageFailure e) {
      throw e.forClient();
    }
  }

  /// Takes together what was written in pieces, and drops what was deleted.
  void compact() {
    catchUp();
    synchronized (writer) {
      for (String table : TextFile.TABLES) {
        writer.run("INSERT INTO " + table + "(" + table + ") VALUES('optimize')");
      }
    }
  }

  @Override
  public void close() {
    follower.close();
    lane.close();
    subjects.close();
    writer.close();
  }
}
