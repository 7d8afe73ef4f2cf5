package dev.postern.imap;

import java.util.Arrays;
import java.util.Comparator;

/// THREAD=ORDEREDSUBJECT (RFC 5256 section 3): the first message of a subject, and the others below
/// it.
final class OrderedSubject {
  private OrderedSubject() {}

  /// Threads messages.
  ///
  /// @param dates sent dates, in the order of `heads`
  static ThreadForest of(SortHead[] heads, long[] dates) {
    Integer[] order = new Integer[heads.length];
    Arrays.setAll(order, i -> i);
    Comparator<Integer> byDate = Comparator.comparingLong(i -> dates[i]);
    Comparator<Integer> bySubject =
        (a, b) -> Arrays.compareUnsigned(heads[a].subject(), heads[b].subject());
    Arrays.sort(order, bySubject.thenComparing(byDate));
    ThreadForest forest = new ThreadForest(heads.length);
    Integer[] roots = new Integer[heads.length];
    int count = 0;
    for (int node : order) {
      if (count > 0 && bySubject.compare(roots[count - 1], node) == 0) {
        forest.addChild(roots[count - 1], node);
      } else {
        roots[count++] = node;
      }
    }
    Arrays.sort(roots, 0, count, byDate.thenComparing(Comparator.naturalOrder()));
    for (int i = 0; i < count; i++) {
      forest.addRoot(roots[i]);
    }
    return forest;
  }
}
