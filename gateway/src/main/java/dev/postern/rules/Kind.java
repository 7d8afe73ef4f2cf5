package dev.postern.rules;

import static dev.postern.rules.Comparison.CONTAINS;
import static dev.postern.rules.Comparison.GTE;
import static dev.postern.rules.Comparison.IN_LIST;
import static dev.postern.rules.Comparison.IS;
import static dev.postern.rules.Comparison.IS_NOT;
import static dev.postern.rules.Comparison.LTE;
import static dev.postern.rules.Comparison.NOT_IN_LIST;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What the values of a field are, and so how they are normalised and compared.
public enum Kind {
  /// `local@domain`, lower case, the domain's IDN as A-labels; a `+tag` stays.
  ADDRESS(ListType.ADDRESS, IS, IS_NOT, CONTAINS, IN_LIST, NOT_IN_LIST),
  /// Lower case, an IDN as A-labels, without final dot.
  DOMAIN(ListType.DOMAIN, IS, IS_NOT, CONTAINS, IN_LIST, NOT_IN_LIST),
  /// The last label of a domain, without a dot.
  TLD(ListType.TLD, IS, IS_NOT, CONTAINS, IN_LIST, NOT_IN_LIST),
  /// Any text; letter case, composition and runs of white space do not matter.
  TEXT(null, IS, IS_NOT, CONTAINS),
  /// One of a few words, in lower case.
  CHOICE(null, IS, IS_NOT),
  /// `type/subtype` in lower case; a value that is asked for may be `image/*`.
  MEDIA_TYPE(null, IS, IS_NOT, CONTAINS),
  /// A decimal number.
  NUMBER(null, IS, IS_NOT, GTE, LTE);

  private final Optional<ListType> list;
  private final Set<Comparison> comparisons;

  Kind(@org.jspecify.annotations.Nullable ListType list, Comparison first, Comparison... rest) {
    this.list = Optional.ofNullable(list);
    this.comparisons = Collections.unmodifiableSet(EnumSet.of(first, rest));
  }

  /// Returns which lists go with it, if any do.
  public Optional<ListType> list() {
    return list;
  }

  /// Returns the comparisons that it takes.
  public Set<Comparison> comparisons() {
    return comparisons;
  }

  /// Returns its name for people and programs, such as `media_type`.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
