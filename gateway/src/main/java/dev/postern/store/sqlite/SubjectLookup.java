package dev.postern.store.sqlite;

import dev.postern.fault.GatewayException;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.Collection;
import java.util.Comparator;
import java.util.OptionalLong;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds messages by words of their subjects, in the text index.
///
/// It has connections of its own: who reads mail asks here and waits, and a search by words, which
/// waits for readers of mail, must not stand in the way.
final class SubjectLookup implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SubjectLookup.class);

  /// Words that are looked up of those asked for.
  private static final int WORDS = 16;

  private final Readers readers;

  SubjectLookup(Path file, int count, ThreadFactory threads) {
    this.readers = new Readers(file, count, threads);
  }

  /// Visits the messages whose subject has all of these words, or had them.
  ///
  /// @return the last body that the index has seen; empty if it cannot be asked
  OptionalLong each(long account, Collection<String> words, LongConsumer visit) {
    String match =
        words.stream()
            .sorted(Comparator.comparingInt(String::length).reversed())
            .limit(WORDS)
            .map(word -> "subject : " + TextLookup.quoted(word))
            .collect(Collectors.joining(" AND "));
    try {
      return OptionalLong.of(
          readers.read(db -> {
            BitSet docs = new BitSet();
            TextLookup.match(db, account, "words", match, docs);
            each(db, account, docs, visit);
            return TextFile.state(db, "position");
          }));
    } catch (GatewayException e) {
      LOG.warn("the text index could not be asked; subjects are read instead", e);
      return OptionalLong.empty();
    }
  }

  private static void each(Db db, long account, BitSet docs, LongConsumer visit) {
    int next = docs.nextSetBit(0);
    while (next >= 0) {
      TextPage page = page(db, account, next);
      for (; next >= 0 && next < page.end(); next = docs.nextSetBit(next + 1)) {
        TextPage.Doc doc = page.docs().get((int) (next - page.first()));
        if (!doc.isGone()) {
          visit.accept(doc.message());
        }
      }
    }
  }

  private static TextPage page(Db db, long account, int doc) {
    return db.one(
            rows -> TextPage.unpack(rows.getLong(1), rows.getBytes(2)),
            "SELECT first,docs FROM page WHERE account=? AND first<=? ORDER BY first DESC LIMIT 1",
            account,
            doc)
        .filter(page -> doc < page.end())
        .orElseThrow(() -> new IllegalStateException("a document without its page"));
  }

  @Override
  public void close() {
    readers.close();
  }
}
