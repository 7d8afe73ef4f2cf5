package dev.postern.store.sqlite;

import dev.postern.mail.Digest;
import dev.postern.mail.SearchText;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongFunction;

/// Writes documents of one transaction on the text index.
final class TextWriter {
  /// Characters of a body that are indexed; of a longer one the rest is read when it is searched.
  static final int BODY = 1 << 20;

  /// Characters of a header that are indexed.
  static final int HEADER = 256 << 10;

  private final Db db;
  private final LongFunction<TextDocs> start;
  private final Map<Long, TextDocs> known = new HashMap<>();
  private final Map<Long, Open> open = new HashMap<>();

  /// An account's last page.
  private static final class Open {
    final long account;
    final long generation;
    long first;
    List<TextPage.Doc> docs = new ArrayList<>();
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    final Set<Long> added = new HashSet<>();
    boolean dirty;

    Open(long account, long generation) {
      this.account = account;
      this.generation = generation;
    }

    TextPage page() {
      return new TextPage(first, docs);
    }
  }

  /// Tells which revisions of a message are still there.
  interface Alive {
    Set<Integer> revisions(long account, long message);
  }

  /// @param start what was known of an account's documents at any time
  TextWriter(Db db, LongFunction<TextDocs> start) {
    this.db = db;
    this.start = start;
  }

  static long row(long account, long document) {
    return account << 32 | document;
  }

  /// Adds a content; other contents of the message go unless they are `alive`.
  void add(TextSource.Body content, MemorySegment bytes, Digest digest, Alive alive) {
    long account = content.account();
    long message = content.id();
    if (docs(account).find(message, content.revision()) > 0) {
      return;
    }
    if (lastPage(account).added.contains(message)) {
      flush(account);
    }
    if (!docs(account).of(message).isEmpty()) {
      forget(account, message, alive.revisions(account, message));
    }
    Open page = lastPage(account);
    page.added.add(message);
    String header = SearchText.header(bytes, 0, digest.wire().headerLength());
    SearchText.Beginning body = SearchText.beginning(bytes, digest.parts(), BODY);
    long row = row(account, page.first + page.docs.size());
    insertFields(row, header);
    db.run("INSERT INTO body(rowid,text) VALUES(?,?)", row, body.text());
    insertWords(row, WordFields.of(bytes, digest));
    boolean whole = header.length() <= HEADER;
    byte[] kept =
        header.substring(0, Math.min(header.length(), HEADER)).getBytes(StandardCharsets.UTF_8);
    page.docs.add(TextPage.Doc.of(message, content.revision(), body.isWhole(), whole, kept.length));
    page.header.writeBytes(kept);
    page.dirty = true;
    if (page.page().isFull()) {
      write(page);
      page.first = page.page().end();
      page.docs = new ArrayList<>();
      page.header = new ByteArrayOutputStream();
    }
  }

  private void insertFields(long row, String header) {
    db.run(
        "INSERT INTO field(rowid,subject,sender,recipient,cc,bcc) VALUES(?,?,?,?,?,?)",
        row,
        SearchText.field(header, "subject").orElse(""),
        SearchText.field(header, "from").orElse(""),
        SearchText.field(header, "to").orElse(""),
        SearchText.field(header, "cc").orElse(""),
        SearchText.field(header, "bcc").orElse(""));
  }

  private void insertWords(long row, WordFields fields) {
    db.run(
        "INSERT INTO words(rowid,subject,people,text) VALUES(?,?,?,?)",
        row,
        String.join(" ", fields.subject()),
        String.join(" ", fields.people()),
        String.join(" ", fields.text()));
  }

  private Open lastPage(long account) {
    return open.computeIfAbsent(account, this::openLast);
  }

  private Open openLast(long account) {
    TextDocs docs = docs(account);
    Open page = new Open(account, docs.generation + 1);
    page.first = docs.end();
    if (docs.end() > 1) {
      TextPage last = docs.page(docs.end() - 1);
      if (!last.isFull()) {
        page.first = last.first();
        page.docs.addAll(last.docs());
        page.header.writeBytes(header(account, last.first()));
      }
    }
    return page;
  }

  private byte[] header(long account, long first) {
    Optional<byte[]> header =
        db.one(
            rows -> rows.getBytes(1),
            "SELECT header FROM page_text WHERE id=?",
            row(account, first));
    return header.orElse(new byte[0]);
  }

  private void write(Open page) {
    write(page.account, page.generation, page.page(), page.header.toByteArray());
    page.dirty = false;
  }

  private void write(long account, long generation, TextPage page, byte[] header) {
    db.run(
        "INSERT OR REPLACE INTO page(account,first,generation,docs) VALUES(?,?,?,?)",
        account,
        page.first(),
        generation,
        page.pack());
    db.run(
        "INSERT OR REPLACE INTO page_text(id,header) VALUES(?,?)",
        row(account, page.first()),
        header);
    db.run("INSERT OR REPLACE INTO indexed(account,generation) VALUES(?,?)", account, generation);
  }

  /// Removes all contents of messages of an account: each page is written once.
  void forget(long account, Collection<Long> messages) {
    remove(account, messages.stream().flatMap(id -> docs(account).of(id).stream()).toList());
  }

  private void forget(long account, long message, Set<Integer> alive) {
    TextDocs docs = docs(account);
    remove(
        account,
        docs.of(message).stream()
            .filter(number -> !alive.contains(docs.doc(number).revision()))
            .toList());
  }

  private void remove(long account, List<Integer> numbers) {
    if (numbers.isEmpty()) {
      return;
    }
    flush(account);
    TextDocs docs = docs(account);
    Map<Long, Set<Integer>> pages = new TreeMap<>();
    numbers.forEach(number ->
        pages.computeIfAbsent(docs.page(number).first(), _ -> new HashSet<>()).add(number));
    pages.forEach((first, gone) ->
        removeFrom(docs.page(first.intValue()), account, docs.generation + 1, gone));
    for (int number : numbers) {
      for (String table : TextFile.TABLES) {
        db.run("DELETE FROM " + table + " WHERE rowid=?", row(account, number));
      }
    }
    known.put(account, docs.refresh(db, account));
  }

  private void removeFrom(TextPage page, long account, long generation, Set<Integer> numbers) {
    byte[] header = header(account, page.first());
    ByteArrayOutputStream rest = new ByteArrayOutputStream(header.length);
    List<TextPage.Doc> left = new ArrayList<>();
    int at = 0;
    for (TextPage.Doc doc : page.docs()) {
      boolean gone = numbers.contains((int) page.first() + left.size());
      if (!gone) {
        rest.write(header, at, doc.octets());
      }
      at += doc.octets();
      left.add(gone ? doc.gone() : doc);
    }
    write(account, generation, new TextPage(page.first(), left), rest.toByteArray());
  }

  private TextDocs docs(long account) {
    return known.computeIfAbsent(account, id -> start.apply(id).refresh(db, id));
  }

  private void flush(long account) {
    Open page = open.remove(account);
    if (page != null) {
      if (page.dirty) {
        write(page);
      }
      known.put(account, docs(account).refresh(db, account));
    }
  }

  /// Removes all that is left of an account.
  void drop(long account) {
    db.run("DELETE FROM page WHERE account=?", account);
    db.run(
        "DELETE FROM page_text WHERE id BETWEEN ? AND ?", row(account, 0), row(account + 1, 0) - 1);
    db.run("DELETE FROM indexed WHERE account=?", account);
  }

  /// Writes what is only in memory.
  void flush() {
    for (long account : List.copyOf(open.keySet())) {
      flush(account);
    }
  }
}
