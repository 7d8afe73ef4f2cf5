package dev.postern.imap;

import dev.postern.imap.wire.ResponseWriter;
import java.util.Arrays;

/// Trees of messages, as THREAD shows them (RFC 5256 section 4).
///
/// Filled in the order in which siblings are shown. Holds no objects per message and is written
/// without recursion: a conversation may be as deep as the folder is long.
final class ThreadForest {
  private static final int NONE = -1;
  private static final int CLOSE = -1;

  private final int[] lastChild;
  private final int[] before;
  private int lastRoot = NONE;

  /// @param nodes messages, and places of messages that are missing
  ThreadForest(int nodes) {
    lastChild = new int[nodes];
    before = new int[nodes];
    Arrays.fill(lastChild, NONE);
    Arrays.fill(before, NONE);
  }

  /// Adds `node` after the present children of `parent`.
  void addChild(int parent, int node) {
    before[node] = lastChild[parent];
    lastChild[parent] = node;
  }

  /// Adds a thread after the present ones.
  void addRoot(int node) {
    before[node] = lastRoot;
    lastRoot = node;
  }

  /// Names a message as the client does.
  interface Numbering {
    /// Returns the number of a message, or 0 for the place of one that is missing.
    long of(int node);
  }

  // thread-list    = "(" (thread-members / thread-nested) ")"
  // thread-members = nz-number *(SP nz-number) [SP thread-nested]
  // thread-nested  = 2*thread-list
  void write(ResponseWriter out, Numbering numbering) {
    int[] stack = new int[16];
    int depth = 0;
    int siblings = lastRoot;
    while (true) {
      for (int node = siblings; node != NONE; node = before[node]) {
        if (depth + 1 >= stack.length) {
          stack = Arrays.copyOf(stack, 2 * stack.length);
        }
        stack[depth++] = node;
      }
      while (depth > 0 && stack[depth - 1] == CLOSE) {
        out.put(')');
        depth--;
      }
      if (depth == 0) {
        return;
      }
      int branching = members(out, numbering, stack[depth - 1]);
      stack[depth - 1] = CLOSE;
      siblings = lastChild[branching];
    }
  }

  /// Writes a message and those below it, as long as there is one below each.
  ///
  /// @return the last one, which has no children or several
  private int members(ResponseWriter out, Numbering numbering, int first) {
    out.put('(');
    int node = first;
    long number = numbering.of(node);
    while (true) {
      if (number > 0) {
        out.put(number);
        if (lastChild[node] != NONE) {
          out.put(' ');
        }
      }
      int child = lastChild[node];
      if (child == NONE || before[child] != NONE) {
        return node;
      }
      node = child;
      number = numbering.of(node);
    }
  }
}
