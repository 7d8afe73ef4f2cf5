package dev.postern.imap;

import dev.postern.imap.wire.PartialRange;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.imap.wire.SearchReturn;
import dev.postern.imap.wire.SearchReturn.Option;

/// Writes ESEARCH, and keeps what `$` is to stand for (RFC 4731, RFC 5182, RFC 5267, RFC 9394).
final class SearchAnswer {
  private final Session session;
  private final ResponseWriter out;
  private final String tag;
  private final boolean byUid;
  private final SearchReturn wanted;

  SearchAnswer(Session session, String tag, boolean byUid, SearchReturn wanted) {
    this.session = session;
    this.out = session.out();
    this.tag = tag;
    this.byUid = byUid;
    this.wanted = wanted;
  }

  /// Answers with what was found, in the order of the result.
  ///
  /// @param scores of each item; empty unless RELEVANCY is wanted
  /// @param modseq whether MODSEQ was searched for
  void write(Matches found, int[] scores, boolean modseq) {
    Matches named = named(found);
    if (wanted.has(Option.SAVE)) {
      session.selected().save(named.uids());
      if (wanted.options().size() == 1 && wanted.partial().isEmpty()) {
        return;
      }
    }
    out.put("* ESEARCH (TAG ").quoted(tag).put(byUid ? ") UID" : ")");
    ends(found);
    if (wanted.has(Option.COUNT)) {
      out.put(" COUNT ").put((long) found.count());
    }
    if (modseq && named.count() > 0) {
      out.put(" MODSEQ ").put(named.modseq(0, named.count()));
    }
    if (wanted.has(Option.ALL) && found.count() > 0) {
      out.put(" ALL ");
      set(found);
    }
    wanted.partial().ifPresent(range -> partial(range, found));
    if (wanted.has(Option.RELEVANCY)) {
      relevancy(scores);
    }
    out.line();
  }

  private void ends(Matches found) {
    if (wanted.has(Option.MIN) && found.count() > 0) {
      out.put(" MIN ").put(found.number(0, byUid));
    }
    if (wanted.has(Option.MAX) && found.count() > 0) {
      out.put(" MAX ").put(found.number(found.count() - 1, byUid));
    }
  }

  /// Returns what the answer names, which is what SAVE keeps and MODSEQ covers (RFC 4731 section
  /// 3.2, RFC 5182 section 2.4): all of it, unless only ends or a part of it are wanted.
  private Matches named(Matches found) {
    boolean all = wanted.has(Option.ALL) || wanted.has(Option.COUNT);
    boolean ends = wanted.has(Option.MIN) || wanted.has(Option.MAX);
    int count = found.count();
    if (all || (!ends && wanted.partial().isEmpty()) || count == 0) {
      return found;
    }
    int from = wanted.partial().map(range -> from(range, count)).orElse(0);
    int to = wanted.partial().map(range -> to(range, count)).orElse(0);
    int[] seqs = new int[to - from + 2];
    int n = 0;
    for (int i = 0; i < count; i++) {
      if ((i >= from && i < to)
          || (i == 0 && wanted.has(Option.MIN))
          || (i == count - 1 && wanted.has(Option.MAX))) {
        seqs[n++] = found.seqs()[i];
      }
    }
    return new Matches(found.view(), java.util.Arrays.copyOf(seqs, n));
  }

  /// Returns the index, from 0, of the first item of a page.
  private static int from(PartialRange range, int count) {
    return Math.clamp(range.from(count) - 1, 0, count);
  }

  /// Returns the index after the last item of a page.
  private static int to(PartialRange range, int count) {
    return Math.clamp(range.to(count), from(range, count), count);
  }

  private void partial(PartialRange range, Matches found) {
    int count = found.count();
    Matches page = found.slice(from(range, count), to(range, count));
    out.put(" PARTIAL (").put(range.wire()).put(' ');
    if (page.count() == 0) {
      out.put("NIL");
    } else {
      set(page);
    }
    out.put(')');
  }

  /// Writes numbers in their order, neighbours that ascend as a range.
  private void set(Matches found) {
    for (int i = 0; i < found.count(); i++) {
      long first = found.number(i, byUid);
      long last = first;
      while (i + 1 < found.count() && found.number(i + 1, byUid) == last + 1) {
        last++;
        i++;
      }
      out.put(first);
      if (last > first) {
        out.put(':').put(last);
      }
      if (i + 1 < found.count()) {
        out.put(',');
      }
    }
  }

  private void relevancy(int[] scores) {
    int count = scores.length;
    int from = wanted.partial().map(range -> from(range, count)).orElse(0);
    int to = wanted.partial().map(range -> to(range, count)).orElse(count);
    out.put(" RELEVANCY (");
    for (int i = from; i < to; i++) {
      if (i > from) {
        out.put(' ');
      }
      out.put((long) scores[i]);
    }
    out.put(')');
  }
}
