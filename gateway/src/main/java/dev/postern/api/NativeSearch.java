package dev.postern.api;

import dev.postern.mail.Words;
import dev.postern.mailbox.WordQuery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads `search_query_native` (spec/api-data.md section 2.3).
///
/// ```
/// any     = all *("OR" all)
/// all     = one *(["AND"] one)
/// one     = ["-"] (term / DQUOTE phrase DQUOTE / "(" any ")")
/// ```
final class NativeSearch {
  private static final int MAX_OCTETS = 512;
  private static final int MAX_NODES = 64;
  private static final int MAX_DEPTH = 8;
  private static final String REFUSED = ":*&|!<>";

  private final Query query;
  private final String name;
  private final String text;
  private int at;
  private int nodes;
  private int depth;

  private NativeSearch(Query query, String name, String text) {
    this.query = query;
    this.name = name;
    this.text = text;
  }

  /// Returns what is searched for, if anything is; `q` is another name of the parameter.
  static Optional<WordQuery> of(Query query) {
    for (String name : List.of("search_query_native", "q")) {
      Optional<String> text = query.text(name);
      if (text.isPresent()) {
        return Optional.of(new NativeSearch(query, name, text.get()).read());
      }
    }
    return Optional.empty();
  }

  private RuntimeException refusal(String what) {
    return query.refusal(name, what);
  }

  private WordQuery read() {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_OCTETS) {
      throw refusal("must not be longer than " + MAX_OCTETS + " octets");
    }
    if (text.chars().anyMatch(c -> REFUSED.indexOf(c) >= 0)) {
      throw refusal("must not contain any of : * & | ! < >");
    }
    WordQuery read = any();
    if (at < text.length()) {
      throw refusal("has a parenthesis too many");
    }
    requirePositive(read);
    return read;
  }

  private WordQuery any() {
    List<WordQuery> branches = new ArrayList<>();
    do {
      branches.add(all());
    } while (acceptWord("OR"));
    if (branches.size() == 1) {
      return branches.getFirst();
    }
    branches.forEach(this::requirePositive);
    return node(new WordQuery.Any(branches));
  }

  private WordQuery all() {
    List<WordQuery> parts = new ArrayList<>();
    do {
      parts.add(one());
    } while (acceptWord("AND") || hasMore());
    return parts.size() == 1 ? parts.getFirst() : node(new WordQuery.All(parts));
  }

  private boolean hasMore() {
    return peek() != 0 && peek() != ')' && !isWord("OR");
  }

  private WordQuery one() {
    if (peek() == '-') {
      at++;
      return node(new WordQuery.Not(plain()));
    }
    return plain();
  }

  private WordQuery plain() {
    boolean afterMinus = at > 0 && text.charAt(at - 1) == '-';
    char next = afterMinus && at < text.length() ? text.charAt(at) : peek();
    return switch (next) {
      case '(' -> group();
      case '"' -> phrase();
      case 0, ')', ' ' -> throw refusal("ends where a term is expected");
      default -> term();
    };
  }

  private WordQuery group() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw refusal("has more than " + MAX_DEPTH + " nested parentheses");
    }
    WordQuery inner = any();
    if (peek() != ')') {
      throw refusal("has a parenthesis that is not closed");
    }
    at++;
    depth--;
    requirePositive(inner);
    return inner;
  }

  private WordQuery phrase() {
    int end = text.indexOf('"', at + 1);
    if (end < 0) {
      throw refusal("has a quotation mark that is not closed");
    }
    String words = text.substring(at + 1, end);
    at = end + 1;
    return words(words);
  }

  private WordQuery term() {
    if (isWord("AND") || isWord("OR")) {
      throw refusal("has an operator where a term is expected");
    }
    int end = wordEnd();
    String words = text.substring(at, end);
    at = end;
    return words(words);
  }

  private WordQuery words(String words) {
    List<String> found = Words.of(words);
    if (found.isEmpty()) {
      throw refusal("has a term without a letter, a digit or @");
    }
    return node(new WordQuery.Phrase(found));
  }

  private WordQuery node(WordQuery made) {
    if (++nodes > MAX_NODES) {
      throw refusal("has more than " + MAX_NODES + " terms and operators");
    }
    return made;
  }

  /// Returns the next character that is no space; 0 at the end.
  private char peek() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return at < text.length() ? text.charAt(at) : 0;
  }

  private int wordEnd() {
    int end = at;
    while (end < text.length()
        && !Character.isWhitespace(text.charAt(end))
        && "()\"".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  private boolean isWord(String word) {
    return peek() != 0 && text.substring(at, wordEnd()).equalsIgnoreCase(word);
  }

  private boolean acceptWord(String word) {
    boolean found = isWord(word);
    at += found ? word.length() : 0;
    return found;
  }

  private void requirePositive(WordQuery part) {
    if (!isPositive(part)) {
      throw refusal("must have a term that is not excluded, in each branch of OR");
    }
  }

  private static boolean isPositive(WordQuery part) {
    return switch (part) {
      case WordQuery.Phrase _ -> true;
      case WordQuery.All all -> all.parts().stream().anyMatch(NativeSearch::isPositive);
      case WordQuery.Any any -> any.parts().stream().allMatch(NativeSearch::isPositive);
      case WordQuery.Not _ -> false;
    };
  }
}
