package dev.postern.store.sqlite;

import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Ranking;
import dev.postern.mailbox.WordQuery;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;

/// The messages of an account that match a query by words, while they are gathered.
final class TextRanking {
  private record Column(String name, int weight) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("subject", WordFields.SUBJECT),
          new Column("people", WordFields.PEOPLE),
          new Column("text", WordFields.TEXT));

  private final Db db;
  private final long account;
  private final TextDocs docs;
  private final WordQuery query;
  private final int[] scores;
  private final List<Ranking.Hit> hits = new ArrayList<>();

  private TextRanking(Db db, long account, TextDocs docs, WordQuery query) {
    this.db = db;
    this.account = account;
    this.docs = docs;
    this.query = query;
    this.scores = new int[docs.end()];
  }

  /// Gathers what the index knows.
  static TextRanking of(Db db, long account, TextDocs docs, WordQuery query) {
    TextRanking ranking = new TextRanking(db, account, docs, query);
    BitSet found = ranking.matching(query, true);
    for (int doc = found.nextSetBit(0); doc >= 0; doc = found.nextSetBit(doc + 1)) {
      TextPage.Doc known = docs.doc(doc);
      if (!known.isGone()) {
        ranking.hits.add(
            new Ranking.Hit(new MessageId(known.message()), known.revision(), ranking.scores[doc]));
      }
    }
    return ranking;
  }

  boolean has(long message, int revision) {
    return docs.find(message, revision) > 0;
  }

  /// Judges a message that the index does not have.
  void add(long message, int revision, WordFields words) {
    if (words.matches(query)) {
      hits.add(new Ranking.Hit(new MessageId(message), revision, words.score(query)));
    }
  }

  /// The newest of equals first: ids ascend with time.
  Ranking sorted() {
    hits.sort(
        Comparator.comparingInt(Ranking.Hit::score)
            .thenComparingLong(hit -> hit.message().value())
            .reversed());
    return new Ranking(query, hits);
  }

  private BitSet matching(WordQuery part, boolean wanted) {
    return switch (part) {
      case WordQuery.Phrase(List<String> words) -> phrase(words, wanted);
      case WordQuery.All(List<WordQuery> parts) -> {
        BitSet all = everything();
        parts.forEach(each -> all.and(matching(each, wanted)));
        yield all;
      }
      case WordQuery.Any(List<WordQuery> parts) -> {
        BitSet any = new BitSet();
        parts.forEach(each -> any.or(matching(each, wanted)));
        yield any;
      }
      case WordQuery.Not(WordQuery inner) -> {
        BitSet rest = everything();
        rest.andNot(matching(inner, false));
        yield rest;
      }
    };
  }

  private BitSet everything() {
    BitSet all = new BitSet();
    all.set(1, Math.max(1, docs.end()));
    return all;
  }

  private BitSet phrase(List<String> words, boolean wanted) {
    BitSet any = new BitSet();
    for (Column column : COLUMNS) {
      BitSet in = new BitSet();
      String match = column.name() + " : " + TextLookup.quoted(String.join(" ", words));
      TextLookup.match(db, account, "words", match, in);
      for (int doc = wanted ? in.nextSetBit(0) : -1; doc >= 0; doc = in.nextSetBit(doc + 1)) {
        scores[doc] += column.weight();
      }
      any.or(in);
    }
    return any;
  }
}
