package dev.postern.rules;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One look at one mail: each field is asked for once, and only if a rule wants to know.
final class Look {
  private final Facts facts;
  private final Lists lists;
  private final List<String> fields;
  private final @Nullable Found[] found;
  private final boolean[] asked;
  private final Effort effort = new Effort();

  /// @param fields by slot
  Look(Facts facts, Lists lists, List<String> fields) {
    this.facts = facts;
    this.lists = lists;
    this.fields = fields;
    this.found = new Found[fields.size()];
    this.asked = new boolean[fields.size()];
  }

  /// Returns what there is of a field; null if that is not known.
  @Nullable Found found(int slot) {
    if (!asked[slot]) {
      String field = fields.get(slot);
      List<String> values = facts.values(field);
      found[slot] =
          values == null ? null : new Found(values, facts.mayHaveMore(field), lists, effort);
      asked[slot] = true;
    }
    return found[slot];
  }
}
