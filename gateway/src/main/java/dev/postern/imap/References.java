package dev.postern.imap;

import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;

/// THREAD=REFERENCES (RFC 5256 section 3), with the threads that are stored: they say which
/// messages belong together, the ids say which answers which, and the subject joins only what one
/// stored thread holds. So a thread here is a thread of THREADID and of the API.
///
/// Takes time linear in the number of ids, but for sorting.
final class References {
  private static final int NONE = -1;

  private final SortHead[] heads;
  private final long[] dates;
  private final long[] threads;

  /// Nodes below `heads.length` are messages, the others stand for ids that no message here has.
  private int nodes;

  private int[] parent;

  /// The same links, shortened: a node's path leads to the root of its tree.
  private int[] toRoot;

  private References(SortHead[] heads, long[] dates, long[] threads) {
    this.heads = heads;
    this.dates = dates;
    this.threads = threads;
    this.nodes = heads.length;
    this.parent = new int[2 * heads.length + 16];
    this.toRoot = new int[parent.length];
    for (int i = 0; i < parent.length; i++) {
      parent[i] = NONE;
      toRoot[i] = i;
    }
  }

  /// Threads messages.
  ///
  /// @param dates sent dates, in the order of `heads`
  /// @param threads stored threads, in the order of `heads`
  static ThreadForest of(SortHead[] heads, long[] dates, long[] threads) {
    References references = new References(heads, dates, threads);
    references.link();
    return references.forest();
  }

  /// Each message goes below the last id it names; then the ids before that are linked where
  /// nothing is known of them (step 1).
  private void link() {
    Map<Long, Integer> byId = new HashMap<>();
    for (int i = 0; i < heads.length; i++) {
      if (heads[i].id() != 0) {
        byId.putIfAbsent(heads[i].id(), i);
      }
    }
    for (int i = 0; i < heads.length; i++) {
      long[] ids = heads[i].references();
      if (ids.length > 0) {
        put(node(byId, ids[ids.length - 1]), i);
      }
    }
    for (SortHead head : heads) {
      long[] ids = head.references();
      for (int i = 1; i < ids.length; i++) {
        put(node(byId, ids[i - 1]), node(byId, ids[i]));
      }
    }
  }

  private int node(Map<Long, Integer> byId, long id) {
    Integer known = byId.putIfAbsent(id, nodes);
    if (known != null) {
      return known;
    }
    if (nodes == parent.length) {
      parent = Arrays.copyOf(parent, 2 * nodes);
      toRoot = Arrays.copyOf(toRoot, 2 * nodes);
      for (int i = nodes; i < parent.length; i++) {
        parent[i] = NONE;
        toRoot[i] = i;
      }
    }
    return nodes++;
  }

  /// Puts a root below another node, unless that stands below it already.
  private void put(int above, int below) {
    if (parent[below] == NONE && root(above) != below) {
      parent[below] = above;
      toRoot[below] = above;
    }
  }

  private int root(int node) {
    int root = node;
    while (toRoot[root] != root) {
      root = toRoot[root];
    }
    for (int at = node; at != root; ) {
      int next = toRoot[at];
      toRoot[at] = root;
      at = next;
    }
    return root;
  }

  /// Leaves out the missing messages (step 3) and puts siblings in order of their dates (steps 4
  /// and 6).
  private ThreadForest forest() {
    int[] above = above();
    Integer[] order = new Integer[heads.length];
    Arrays.setAll(order, i -> i);
    Arrays.sort(order, Comparator.comparingLong(i -> dates[i]));
    Map<Long, Integer> first = new HashMap<>();
    Map<Long, Integer> roots = new HashMap<>();
    for (int node : order) {
      if (above[node] == NONE) {
        first.merge(threads[node], node, this::original);
        roots.merge(threads[node], 1, Integer::sum);
      }
    }
    // A node of its own for each stored thread, in place of a missing root.
    ThreadForest forest = new ThreadForest(2 * heads.length);
    Map<Long, Integer> places = new HashMap<>();
    for (int node : order) {
      int original = first.getOrDefault(threads[node], node);
      if (above[node] != NONE) {
        forest.addChild(above[node], node);
      } else if (roots.getOrDefault(threads[node], 1) == 1) {
        forest.addRoot(node);
      } else if (node != original && answers(node, original)) {
        forest.addChild(original, node);
      } else {
        forest.addChild(place(places, forest, threads[node]), node);
      }
    }
    return forest;
  }

  private int place(Map<Long, Integer> places, ThreadForest forest, long thread) {
    Integer known = places.get(thread);
    if (known != null) {
      return known;
    }
    int place = heads.length + places.size();
    places.put(thread, place);
    forest.addRoot(place);
    return place;
  }

  /// Returns the one of two roots of a thread that the others may answer: the first that is no
  /// reply by its subject.
  private int original(int known, int next) {
    return heads[known].reply() && !heads[next].reply() ? next : known;
  }

  /// Says whether a root is a reply by its subject only (step 5).
  private boolean answers(int node, int original) {
    return heads[node].reply()
        && !heads[original].reply()
        && Arrays.equals(heads[node].subject(), heads[original].subject());
  }

  /// Returns for each message the nearest message above it; [#NONE] if there is none.
  private int[] above() {
    int[] nearest = parent.clone();
    int[] above = new int[heads.length];
    for (int i = 0; i < heads.length; i++) {
      int at = nearest[i];
      while (at >= heads.length) {
        at = nearest[at];
      }
      above[i] = at;
      for (int missing = nearest[i]; missing >= heads.length; ) {
        int next = nearest[missing];
        nearest[missing] = at;
        missing = next;
      }
    }
    return above;
  }
}
