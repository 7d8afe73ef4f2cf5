package dev.postern.imap.wire;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads a search program without recursion, so that nesting costs no stack (incident 29).
final class SearchParser {
  private static final int MAX_KEYS = 1000;

  private final ImapCursor in;
  private final Deque<Open> open = new ArrayDeque<>();
  private int keys;

  SearchParser(ImapCursor in) {
    this.in = in;
  }

  /// A key whose parts are still being read.
  private record Open(Kind kind, List<SearchKey> parts) {}

  private enum Kind {
    PROGRAM,
    LIST,
    NOT,
    FUZZY,
    OR
  }

  // search         = "SEARCH" [search-return-opts] SP search-program
  // search-program = ["CHARSET" SP charset SP] search-key *(SP search-key)
  Command.Search search(String tag, boolean byUid) {
    in.expect(' ');
    Optional<SearchReturn> wanted = ReturnParser.read(in);
    SearchProgram program =
        in.acceptWord("CHARSET ") ? criteria() : new SearchProgram(Optional.empty(), keys());
    ReturnParser.check(in, wanted, program);
    return new Command.Search(tag, program, byUid, wanted);
  }

  // search-criteria = charset 1*(SP search-key)
  SearchProgram criteria() {
    String charset = new String(in.astring(), StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    in.expect(' ');
    try {
      return new SearchProgram(Optional.of(charset), keys());
    } catch (ImapCursor.MissingLiteral e) {
      // A text that will not be read is not asked for (C-18).
      SearchProgram.require(charset);
      throw e;
    }
  }

  private SearchKey keys() {
    push(Kind.PROGRAM);
    while (true) {
      SearchKey leaf = descend();
      if (leaf != null && ascend(leaf)) {
        List<SearchKey> all = open.element().parts;
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
      }
    }
  }

  // search-key = "NOT" SP search-key / "FUZZY" SP search-key / "OR" SP search-key SP search-key /
  //              "(" search-key *(SP search-key) ")" / …
  private @Nullable SearchKey descend() {
    if (++keys > MAX_KEYS) {
      throw in.error("too many search keys");
    }
    if (in.peek() == '(') {
      in.accept('(');
      push(Kind.LIST);
      return null;
    }
    int c = in.peek();
    if (ImapCursor.isDigit(c) || c == '*' || c == '$') {
      return new SearchKey.Numbers(NumberSets.read(in));
    }
    String word = in.word();
    Kind kind =
        switch (word) {
          case "NOT" -> Kind.NOT;
          case "OR" -> Kind.OR;
          case "FUZZY" -> Kind.FUZZY;
          default -> null;
        };
    if (kind == null) {
      return new SearchLeaves(in).read(word);
    }
    in.expect(' ');
    push(kind);
    return null;
  }

  private void push(Kind kind) {
    if (open.size() > ImapParser.MAX_DEPTH) {
      throw in.error("nested too deeply");
    }
    open.push(new Open(kind, new ArrayList<>()));
  }

  /// Hands a finished key to what it is a part of, and finishes that too if it was the last part.
  ///
  /// @return whether the whole program is read
  private boolean ascend(SearchKey finished) {
    SearchKey key = finished;
    while (true) {
      Open parent = open.element();
      switch (parent.kind) {
        case PROGRAM -> {
          parent.parts.add(key);
          if (in.atEnd()) {
            return true;
          }
          in.expect(' ');
          return false;
        }
        case LIST -> {
          parent.parts.add(key);
          if (!in.accept(')')) {
            in.expect(' ');
            return false;
          }
          key = new SearchKey.And(parent.parts);
        }
        case NOT -> key = new SearchKey.Not(key);
        case FUZZY -> key = new SearchKey.Fuzzy(key);
        case OR -> {
          if (parent.parts.isEmpty()) {
            parent.parts.add(key);
            in.expect(' ');
            return false;
          }
          key = new SearchKey.Or(parent.parts.getFirst(), key);
        }
      }
      open.pop();
    }
  }
}
