package dev.postern.store.sqlite;

import dev.postern.mail.SearchText;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.TextIndex.Answer;
import dev.postern.mailbox.TextIndex.Verdict;
import dev.postern.mailbox.TextTerm;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

/// Looks a term up in the text index, on one snapshot.
final class TextLookup {
  /// Characters a trigram table can find at least, and those it is asked for at most.
  private static final int SHORTEST = 3;

  private static final int LONGEST = 40;

  private static final Map<String, String> COLUMNS =
      Map.of("subject", "subject", "from", "sender", "to", "recipient", "cc", "cc", "bcc", "bcc");

  private final Db db;
  private final long account;
  private final TextDocs docs;
  private final TextHeaders headers;
  private final BitSet hits = new BitSet();

  TextLookup(Db db, long account, TextDocs docs, TextHeaders headers) {
    this.db = db;
    this.account = account;
    this.docs = docs;
    this.headers = headers;
  }

  Answer find(TextTerm term) {
    return switch (term) {
      case TextTerm.Header(String field, String text) -> header(field, text);
      case TextTerm.Body(String text) -> body(text);
      case TextTerm.Text(String text) -> {
        headers("", TextPage.octets(text));
        yield body(text);
      }
    };
  }

  private Answer header(String field, String text) {
    String column = COLUMNS.get(field);
    int length = text.codePointCount(0, text.length());
    if (column != null && length >= SHORTEST && length <= LONGEST) {
      match("field", column + " : " + quoted(text));
      return answer(true, false, new BitSet());
    }
    headers(field, TextPage.octets(text));
    return answer(true, false, docs.partialHeader);
  }

  /// A long text is looked for by its beginning, and what has that is read. A short one cannot be
  /// looked for.
  private Answer body(String text) {
    int length = text.codePointCount(0, text.length());
    boolean fits = length >= SHORTEST && length <= LONGEST;
    BitSet inHeader = (BitSet) hits.clone();
    if (length >= SHORTEST) {
      match("body", quoted(fits ? text : text.substring(0, text.offsetByCodePoints(0, LONGEST))));
    }
    Answer answer = answer(fits, length < SHORTEST, docs.partial);
    return inHeader.isEmpty() ? answer : or(inHeader, answer);
  }

  private Answer or(BitSet certain, Answer rest) {
    return (message, revision) -> {
      int doc = docs.find(message.value(), revision);
      return doc > 0 && certain.get(doc) ? Verdict.YES : rest.of(message, revision);
    };
  }

  /// @param exact whether a hit is one; else it must be read
  /// @param open whether what is no hit must be read
  /// @param partial documents of which the index has not all that was asked
  private Answer answer(boolean exact, boolean open, BitSet partial) {
    return (MessageId message, int revision) -> {
      int doc = docs.find(message.value(), revision);
      if (doc == 0) {
        return Verdict.UNKNOWN;
      }
      if (hits.get(doc)) {
        return exact ? Verdict.YES : Verdict.UNKNOWN;
      }
      return open || partial.get(doc) ? Verdict.UNKNOWN : Verdict.NO;
    };
  }

  private void match(String table, String query) {
    match(db, account, table, query, hits);
  }

  /// Notes the documents of an account that match.
  static void match(Db db, long account, String table, String query, BitSet hits) {
    long first = TextWriter.row(account, 0);
    db.each(
        rows -> hits.set((int) (rows.getLong(1) - first)),
        "SELECT rowid FROM %1$s WHERE %1$s MATCH ? AND rowid BETWEEN ? AND ?".formatted(table),
        query,
        first,
        TextWriter.row(account + 1, 0) - 1);
  }

  static String quoted(String text) {
    return '"' + text.replace("\"", "\"\"") + '"';
  }

  /// Looks through the headers themselves, page by page.
  ///
  /// @param field empty for any
  private void headers(String field, String octets) {
    String start = SearchText.PIECE + (field.isEmpty() ? "" : TextPage.octets(field) + ": ");
    for (TextPage page : docs.pages()) {
      if (page.isEmpty()) {
        continue;
      }
      String header = headers.of(db, account, page);
      if (field.isEmpty()) {
        inAny(page, header, octets);
      } else {
        inField(page, header, start, octets);
      }
    }
  }

  private void inAny(TextPage page, String header, String octets) {
    List<TextPage.Doc> all = page.docs();
    int end = 0;
    int at = -1;
    for (int i = 0; i < all.size(); i++) {
      int start = end;
      end += all.get(i).octets();
      if (at < start) {
        at = header.indexOf(octets, start);
      }
      if (at < 0) {
        return;
      }
      if (at + octets.length() <= end) {
        hits.set((int) page.first() + i);
      }
    }
  }

  private void inField(TextPage page, String header, String start, String octets) {
    List<TextPage.Doc> all = page.docs();
    int doc = 0;
    int docEnd = all.getFirst().octets();
    for (int at = header.indexOf(start); at >= 0; at = header.indexOf(start, at + 1)) {
      while (at >= docEnd) {
        docEnd += all.get(++doc).octets();
      }
      int number = (int) page.first() + doc;
      int from = at + start.length();
      int next = header.indexOf(SearchText.PIECE, from);
      int end = Math.min(next < 0 ? header.length() : next, docEnd);
      if (!hits.get(number) && header.substring(from, end).contains(octets)) {
        hits.set(number);
      }
    }
  }
}
