package dev.postern.imap;

import dev.postern.imap.wire.SearchKey;
import java.util.ArrayList;
import java.util.List;

/// What FUZZY means, and how well a message matches (RFC 6203): words instead of the exact phrase.
final class Relevance {
  private static final int EXACT = 100;
  private static final int NEARLY = 50;

  /// The most words of a text that are looked for.
  private static final int MAX_WORDS = 20;

  private Relevance() {}

  /// Returns the key that finds what is nearly like `key`: its texts' words in any order. The
  /// parser has bounded its depth.
  static SearchKey loose(SearchKey key) {
    return switch (key) {
      case SearchKey.And(List<SearchKey> keys) ->
          new SearchKey.And(keys.stream().map(Relevance::loose).toList());
      case SearchKey.Or(SearchKey left, SearchKey right) ->
          new SearchKey.Or(loose(left), loose(right));
      case SearchKey.Not(SearchKey inner) -> new SearchKey.Not(loose(inner));
      case SearchKey.Fuzzy(SearchKey inner) -> loose(inner);
      case SearchKey.Header(String field, String text) ->
          words(key, text, word -> new SearchKey.Header(field, word));
      case SearchKey.Body(String text) -> words(key, text, SearchKey.Body::new);
      case SearchKey.Text(String text) -> words(key, text, SearchKey.Text::new);
      default -> key;
    };
  }

  private interface OfWord {
    SearchKey key(String word);
  }

  private static SearchKey words(SearchKey whole, String text, OfWord ofWord) {
    List<SearchKey> keys = new ArrayList<>();
    int start = -1;
    for (int i = 0; i <= text.length() && keys.size() < MAX_WORDS; i++) {
      boolean inWord = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
      if (inWord && start < 0) {
        start = i;
      } else if (!inWord && start >= 0) {
        keys.add(ofWord.key(text.substring(start, i)));
        start = -1;
      }
    }
    return keys.isEmpty() ? whole : new SearchKey.And(keys);
  }

  /// Returns the score of each message found: 100 where it would be found without FUZZY too.
  static int[] of(Session session, String tag, Matches found, SearchKey key) {
    int[] exact = MatchFinder.find(session, tag, strict(key)).seqs();
    int[] scores = new int[found.count()];
    for (int i = 0; i < scores.length; i++) {
      boolean hit = java.util.Arrays.binarySearch(exact, found.seqs()[i]) >= 0;
      scores[i] = hit ? EXACT : NEARLY;
    }
    return scores;
  }

  private static SearchKey strict(SearchKey key) {
    return switch (key) {
      case SearchKey.And(List<SearchKey> keys) ->
          new SearchKey.And(keys.stream().map(Relevance::strict).toList());
      case SearchKey.Or(SearchKey left, SearchKey right) ->
          new SearchKey.Or(strict(left), strict(right));
      case SearchKey.Not(SearchKey inner) -> new SearchKey.Not(strict(inner));
      case SearchKey.Fuzzy(SearchKey inner) -> strict(inner);
      default -> key;
    };
  }
}
