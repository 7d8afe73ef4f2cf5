package dev.postern.imap;

import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.SearchReturn;
import dev.postern.imap.wire.SortKey;
import dev.postern.imap.wire.SortKey.Field;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.View;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;

/// SORT and UID SORT (RFC 5256 section 3, RFC 5267 section 3.1).
final class SortHandler {
  private final Session session;
  private final Command.Sort sort;
  private final Matches found;
  private int[] scores = new int[0];

  private SortHandler(Session session, Command.Sort sort, Matches found) {
    this.session = session;
    this.sort = sort;
    this.found = found;
  }

  static String run(Session session, Command.Sort sort) {
    SearchHandler.guardingSaved(
        session,
        sort.wanted(),
        () -> {
          boolean modseq = SearchHandler.prepare(session, sort.program());
          if (session.state() instanceof SessionState.Selected) {
            Matches found = MatchFinder.find(session, sort.tag(), sort.program().key());
            new SortHandler(session, sort, found).answer(modseq);
          }
          return true;
        });
    return "OK SORT completed";
  }

  private void answer(boolean modseq) {
    boolean relevancy =
        names(Field.RELEVANCY)
            || sort.wanted().filter(it -> it.has(SearchReturn.Option.RELEVANCY)).isPresent();
    if (relevancy) {
      scores = Relevance.of(session, sort.tag(), found, sort.program().key());
    }
    Integer[] order = order();
    int[] seqs = new int[order.length];
    for (int i = 0; i < order.length; i++) {
      seqs[i] = found.seqs()[order[i]];
    }
    Matches sorted = new Matches(found.view(), seqs);
    if (sort.wanted().isEmpty()) {
      SearchHandler.list(session.out(), "* SORT", sorted, sort.byUid(), modseq);
    } else {
      int[] inOrder = Arrays.stream(order).mapToInt(i -> relevancy ? scores[i] : 0).toArray();
      new SearchAnswer(session, sort.tag(), sort.byUid(), sort.wanted().get())
          .write(sorted, inOrder, modseq);
    }
  }

  private boolean names(Field field) {
    return sort.order().stream().anyMatch(key -> key.field() == field);
  }

  /// Returns the indexes of what was found, sorted; what compares equal keeps its order, which is
  /// that of the sequence numbers.
  private Integer[] order() {
    Integer[] order = new Integer[found.count()];
    Arrays.setAll(order, i -> i);
    boolean plain =
        sort.order().stream()
            .map(SortKey::field)
            .allMatch(List.of(Field.ARRIVAL, Field.SIZE, Field.RELEVANCY)::contains);
    SortHead[] heads =
        plain
            ? new SortHead[0]
            : session.services().heads().of(session.account(), found.view(), found.seqs());
    Comparator<Integer> comparator = (_, _) -> 0;
    for (SortKey key : sort.order()) {
      Comparator<Integer> next = comparator(key.field(), heads);
      comparator = comparator.thenComparing(key.reverse() ? next.reversed() : next);
    }
    Arrays.sort(order, comparator);
    return order;
  }

  private Comparator<Integer> comparator(Field field, SortHead[] heads) {
    return switch (field) {
      case ARRIVAL -> byNumber(i -> placement(i).internalDate());
      case SIZE -> byNumber(i -> placement(i).size());
      // The best first (RFC 6203 section 5).
      case RELEVANCY -> byNumber(i -> (long) -scores[i]);
      case DATE -> byNumber(i -> date(found, heads, i));
      case CC -> byText(heads, SortHead::cc);
      case FROM -> byText(heads, SortHead::from);
      case TO -> byText(heads, SortHead::to);
      case SUBJECT -> byText(heads, SortHead::subject);
      case DISPLAYFROM -> byText(heads, SortHead::shownFrom);
      case DISPLAYTO -> byText(heads, SortHead::shownTo);
    };
  }

  private interface NumberOf {
    long of(int index);
  }

  private Comparator<Integer> byNumber(NumberOf number) {
    long[] numbers = new long[found.count()];
    Arrays.setAll(numbers, number::of);
    return (a, b) -> Long.compare(numbers[a], numbers[b]);
  }

  private static Comparator<Integer> byText(SortHead[] heads, Function<SortHead, byte[]> text) {
    return (a, b) -> Arrays.compareUnsigned(text.apply(heads[a]), text.apply(heads[b]));
  }

  private Placement placement(int index) {
    return found.view().placement(found.seqs()[index]);
  }

  /// Returns the sent date: the Date field's instant, or INTERNALDATE where there is none (RFC 5256
  /// section 2.2).
  static long date(Matches found, SortHead[] heads, int index) {
    long date = heads[index].date();
    View view = found.view();
    return date == Long.MIN_VALUE ? view.placement(found.seqs()[index]).internalDate() : date;
  }
}
