package dev.postern.mailbox;

import java.util.ArrayList;
import java.util.List;

/// A folder's keywords in the order they were first used: index n is bit n of [FlagSet#keywords].
///
/// Names compare without case and keep their first spelling. A folder has at most 64; a bit never
/// changes its meaning.
public record Keywords(List<String> names) {
  /// The most keywords a folder can have.
  public static final int MAX = Long.SIZE;

  public static final Keywords EMPTY = new Keywords(List.of());

  /// Keeps a copy of `names`.
  public Keywords {
    names = List.copyOf(names);
  }

  /// Returns the bit number of `name`, or -1.
  public int indexOf(String name) {
    for (int i = 0; i < names.size(); i++) {
      if (names.get(i).equalsIgnoreCase(name)) {
        return i;
      }
    }
    return -1;
  }

  /// Returns the names whose bits are set in `bits`, in bit order.
  public List<String> of(long bits) {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      if ((bits & (1L << i)) != 0) {
        found.add(names.get(i));
      }
    }
    return found;
  }
}
