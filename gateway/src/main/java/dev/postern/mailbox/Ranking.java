package dev.postern.mailbox;

import java.util.List;

/// The messages that match a query by words, best first.
///
/// @param words the query
public record Ranking(WordQuery words, List<Hit> hits) {
  public Ranking {
    hits = List.copyOf(hits);
  }

  /// One of them.
  ///
  /// @param score higher is better; depends on the query and this message alone, so that pages fit
  ///   together
  public record Hit(MessageId message, int revision, int score) {}
}
