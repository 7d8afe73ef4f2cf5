package dev.postern.mailbox;

import java.util.List;

/// A query by words, as the API's `search_query_native` asks (spec/api-data.md section 2.3). Words
/// are those of [dev.postern.mail.Words].
public sealed interface WordQuery {
  /// Words that stand in this order within one field; a single word too.
  record Phrase(List<String> words) implements WordQuery {
    public Phrase {
      words = List.copyOf(words);
    }
  }

  /// All of them.
  record All(List<WordQuery> parts) implements WordQuery {
    public All {
      parts = List.copyOf(parts);
    }
  }

  /// One of them at least.
  record Any(List<WordQuery> parts) implements WordQuery {
    public Any {
      parts = List.copyOf(parts);
    }
  }

  /// The opposite.
  record Not(WordQuery part) implements WordQuery {}
}
