package dev.postern.imap.wire;

import dev.postern.imap.wire.SearchReturn.Option;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/// Reads the return options of SEARCH and SORT (RFC 4731 section 4, RFC 9394 section 4).
final class ReturnParser {
  private ReturnParser() {}

  // search-return-opts = "RETURN" SP "(" [search-return-opt *(SP search-return-opt)] ")"
  /// Reads the options and the space after them, if they come next.
  static Optional<SearchReturn> read(ImapCursor in) {
    if (!in.acceptWord("RETURN ")) {
      return Optional.empty();
    }
    Set<Option> options = EnumSet.noneOf(Option.class);
    Optional<PartialRange> partial = Optional.empty();
    in.open();
    if (!in.acceptClose()) {
      do {
        if (!in.acceptWord("PARTIAL ")) {
          options.add(ImapParser.oneOf(Option.class, in));
        } else if (partial.isPresent()) {
          throw in.error("PARTIAL twice");
        } else {
          partial = Optional.of(PartialRange.read(in));
        }
      } while (in.accept(' '));
      if (!in.acceptClose()) {
        throw in.error("expected ')'");
      }
    }
    in.expect(' ');
    if (partial.isPresent() && options.contains(Option.ALL)) {
      throw in.error("ALL and PARTIAL exclude each other");
    }
    return Optional.of(
        options.isEmpty() && partial.isEmpty()
            ? SearchReturn.ALL
            : new SearchReturn(options, partial));
  }

  /// Refuses RELEVANCY where nothing is more relevant than anything else (RFC 6203 section 4).
  static void check(ImapCursor in, Optional<SearchReturn> wanted, SearchProgram program) {
    if (wanted.filter(it -> it.has(Option.RELEVANCY)).isPresent() && !isFuzzy(program.key())) {
      throw in.error("RELEVANCY is for FUZZY searches");
    }
  }

  static boolean isFuzzy(SearchKey key) {
    return switch (key) {
      case SearchKey.And and -> and.keys().stream().anyMatch(ReturnParser::isFuzzy);
      case SearchKey.Or or -> isFuzzy(or.left()) || isFuzzy(or.right());
      case SearchKey.Not not -> isFuzzy(not.key());
      case SearchKey.Fuzzy _ -> true;
      default -> false;
    };
  }
}
