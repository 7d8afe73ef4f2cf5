package dev.postern.store.sqlite;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;

/// Which documents of an account the text index has, as of one generation. Immutable.
final class TextDocs {
  static final TextDocs EMPTY = new TextDocs(0, new TreeMap<>());

  final long generation;
  private final NavigableMap<Long, TextPage> pages;

  /// Contents in the order of message and revision, and their documents.
  private final long[] messages;

  private final int[] revisions;
  private final int[] numbers;

  /// Documents of whose header the index has not all.
  final BitSet partialHeader = new BitSet();

  /// Documents of whose header or body the index has not all.
  final BitSet partial = new BitSet();

  private record Entry(long message, int revision, int number) {}

  private TextDocs(long generation, NavigableMap<Long, TextPage> pages) {
    this.generation = generation;
    this.pages = pages;
    List<Entry> entries = new ArrayList<>(pages.size() * TextPage.CAPACITY);
    for (TextPage page : pages.values()) {
      for (int i = 0; i < page.docs().size(); i++) {
        TextPage.Doc doc = page.docs().get(i);
        if (!doc.isGone()) {
          int number = (int) page.first() + i;
          entries.add(new Entry(doc.message(), doc.revision(), number));
          partialHeader.set(number, !doc.hasHeader());
          partial.set(number, !doc.hasHeader() || !doc.hasBody());
        }
      }
    }
    entries.sort(Comparator.comparingLong(Entry::message).thenComparingInt(Entry::revision));
    messages = entries.stream().mapToLong(Entry::message).toArray();
    revisions = entries.stream().mapToInt(Entry::revision).toArray();
    numbers = entries.stream().mapToInt(Entry::number).toArray();
  }

  /// Reads what changed since the generation at hand.
  TextDocs refresh(Db db, long account) {
    long now = db.number("SELECT generation FROM indexed WHERE account=?", account);
    if (now < generation) {
      // This connection looks at an older state than the one that read it.
      return EMPTY.refresh(db, account);
    }
    if (now == generation) {
      return this;
    }
    NavigableMap<Long, TextPage> next = new TreeMap<>(pages);
    db.each(
        rows -> next.put(rows.getLong(1), TextPage.unpack(rows.getLong(1), rows.getBytes(2))),
        "SELECT first,docs FROM page WHERE account=? AND generation>?",
        account,
        generation);
    return new TextDocs(now, next);
  }

  /// Returns the document of a content; 0 if there is none.
  int find(long message, int revision) {
    int at = Arrays.binarySearch(messages, message);
    if (at < 0) {
      return 0;
    }
    int low = at;
    while (low > 0 && messages[low - 1] == message) {
      low--;
    }
    for (int i = low; i < messages.length && messages[i] == message; i++) {
      if (revisions[i] == revision) {
        return numbers[i];
      }
    }
    return 0;
  }

  /// Returns the documents of a message, whatever the revision.
  List<Integer> of(long message) {
    List<Integer> found = new ArrayList<>();
    int at = Arrays.binarySearch(messages, message);
    if (at >= 0) {
      for (int i = at; i >= 0 && messages[i] == message; i--) {
        found.add(numbers[i]);
      }
      for (int i = at + 1; i < messages.length && messages[i] == message; i++) {
        found.add(numbers[i]);
      }
    }
    return found;
  }

  TextPage.Doc doc(int number) {
    TextPage page = page(number);
    return page.docs().get((int) (number - page.first()));
  }

  /// Returns the page with this document.
  TextPage page(int number) {
    return pages.floorEntry((long) number).getValue();
  }

  Iterable<TextPage> pages() {
    return pages.values();
  }

  /// Returns the number after the last document's; 1 if there is none.
  int end() {
    return pages.isEmpty() ? 1 : (int) pages.lastEntry().getValue().end();
  }

  int size() {
    return messages.length;
  }
}
