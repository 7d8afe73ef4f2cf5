package dev.postern.api;

import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How far somebody has read an account's log: up to one event of one transaction.
///
/// As text it is `17.2`, or `17` behind the whole of a transaction.
///
/// @param seq the transaction
/// @param item the last event of it that was read
record Position(long seq, int item) implements Comparable<Position> {
  private static final int WHOLE = Integer.MAX_VALUE;
  private static final Pattern TEXT = Pattern.compile("([0-9]{1,18})(?:\\.([0-9]{1,9}))?");
  private static final Comparator<Position> ORDER =
      Comparator.comparingLong(Position::seq).thenComparingInt(Position::item);

  /// The position behind all of a transaction.
  static Position after(long seq) {
    return new Position(seq, WHOLE);
  }

  /// The position of who has read an entry of a transaction. There is one more behind it, for what
  /// is told of the same entry in another form.
  ///
  /// @param entry from 0
  static Position of(long seq, int entry) {
    return new Position(seq, 2 * entry);
  }

  /// Returns the position of who has also read the other form.
  Position again() {
    return new Position(seq, item + 1);
  }

  /// Reads what [#toString] wrote.
  static Optional<Position> parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String item = matcher.group(2);
    long seq = Long.parseLong(matcher.group(1));
    return Optional.of(item == null ? after(seq) : new Position(seq, Integer.parseInt(item)));
  }

  /// Returns the last transaction that was read whole: where to read the log from.
  long whole() {
    return item == WHOLE ? seq : seq - 1;
  }

  boolean isAfter(Position other) {
    return compareTo(other) > 0;
  }

  @Override
  public int compareTo(Position other) {
    return ORDER.compare(this, other);
  }

  @Override
  public String toString() {
    return item == WHOLE ? Long.toString(seq) : seq + "." + item;
  }
}
