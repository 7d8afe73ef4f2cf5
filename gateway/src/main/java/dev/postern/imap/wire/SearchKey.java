package dev.postern.imap.wire;

import dev.postern.mailbox.SystemFlag;
import java.util.List;

/// A search program as a tree (RFC 9051 section 6.4.4), at most [ImapParser#MAX_DEPTH] deep.
public sealed interface SearchKey {
  /// All of them; an empty list matches every message.
  record And(List<SearchKey> keys) implements SearchKey {
    public And {
      keys = List.copyOf(keys);
    }
  }

  /// One of the two.
  record Or(SearchKey left, SearchKey right) implements SearchKey {}

  /// The opposite.
  record Not(SearchKey key) implements SearchKey {}

  /// A system flag is set, or is not.
  record Flag(SystemFlag flag, boolean set) implements SearchKey {}

  /// A keyword is set, or is not; compared without case.
  record Keyword(String name, boolean set) implements SearchKey {}

  /// `NEW`, `OLD` and `RECENT` (RFC 3501 section 6.4.4).
  enum Recency implements SearchKey {
    NEW,
    OLD,
    RECENT
  }

  /// A calendar day, zone disregarded.
  ///
  /// @param sent whether the Date field counts instead of INTERNALDATE
  /// @param day days from 1970-01-01
  record Day(boolean sent, Order order, long day) implements SearchKey {}

  /// Before (exclusive), on, or since (inclusive) a day.
  enum Order {
    BEFORE,
    ON,
    SINCE
  }

  /// The calendar day, in UTC, on which the message came into this folder (RFC 8514).
  ///
  /// @param day days from 1970-01-01
  record SavedDay(Order order, long day) implements SearchKey {}

  /// EMAILID is this (RFC 8474 section 6).
  record EmailId(String id) implements SearchKey {}

  /// THREADID is this (RFC 8474 section 6).
  record InThread(String id) implements SearchKey {}

  /// Like `key`, but what is nearly so counts too (RFC 6203).
  record Fuzzy(SearchKey key) implements SearchKey {}

  /// RFC822.SIZE above or below a number of octets, exclusive.
  record Size(boolean larger, long octets) implements SearchKey {}

  /// A header field contains `text`; an empty text asks for the field's presence.
  record Header(String field, String text) implements SearchKey {}

  /// The body contains `text`.
  record Body(String text) implements SearchKey {}

  /// The header or the body contains `text`.
  record Text(String text) implements SearchKey {}

  /// Sequence numbers.
  record Numbers(SequenceSet set) implements SearchKey {}

  /// UIDs.
  record Uids(SequenceSet set) implements SearchKey {}

  /// MODSEQ is at least this (RFC 7162 section 3.1.5).
  record Modseq(long atLeast) implements SearchKey {}

  /// INTERNALDATE is within, or outside, so many seconds from now (RFC 5032).
  record Age(boolean younger, long seconds) implements SearchKey {}
}
