package dev.postern.imap.wire;

import dev.postern.mailbox.SystemFlag;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// Reads a search program without recursion, so that nesting costs no stack (incident 29).
final class SearchParser {
  private static final int MAX_KEYS = 10_000;

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
    OR
  }

  // search = "SEARCH" [SP "CHARSET" SP charset] 1*(SP search-key)
  SearchKey search() {
    in.expect(' ');
    if (in.acceptWord("CHARSET ")) {
      charset();
      in.expect(' ');
    }
    push(Kind.PROGRAM);
    while (true) {
      SearchKey leaf = descend();
      if (leaf != null && ascend(leaf)) {
        List<SearchKey> all = open.element().parts;
        return all.size() == 1 ? all.getFirst() : new SearchKey.And(all);
      }
    }
  }

  private void charset() {
    String name = new String(in.astring(), StandardCharsets.UTF_8).toUpperCase(Locale.ROOT);
    if (!name.equals("UTF-8") && !name.equals("US-ASCII")) {
      throw new Refusal("NO [BADCHARSET (US-ASCII UTF-8)] that charset is not supported");
    }
  }

  // search-key = "NOT" SP search-key / "OR" SP search-key SP search-key /
  //              "(" search-key *(SP search-key) ")" / …
  private @org.jspecify.annotations.Nullable SearchKey descend() {
    if (++keys > MAX_KEYS) {
      throw in.error("too many search keys");
    }
    if (in.peek() == '(') {
      in.accept('(');
      push(Kind.LIST);
      return null;
    }
    int c = in.peek();
    if (ImapCursor.isDigit(c) || c == '*') {
      return new SearchKey.Numbers(ImapParser.sequenceSet(in));
    }
    String word = in.word();
    if (word.equals("NOT") || word.equals("OR")) {
      in.expect(' ');
      push(word.equals("NOT") ? Kind.NOT : Kind.OR);
      return null;
    }
    return leaf(word);
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

  private SearchKey leaf(String word) {
    return switch (word) {
      case "ALL" -> new SearchKey.And(List.of());
      case "ANSWERED" -> flag(SystemFlag.ANSWERED, true);
      case "DELETED" -> flag(SystemFlag.DELETED, true);
      case "DRAFT" -> flag(SystemFlag.DRAFT, true);
      case "FLAGGED" -> flag(SystemFlag.FLAGGED, true);
      case "SEEN" -> flag(SystemFlag.SEEN, true);
      case "UNANSWERED" -> flag(SystemFlag.ANSWERED, false);
      case "UNDELETED" -> flag(SystemFlag.DELETED, false);
      case "UNDRAFT" -> flag(SystemFlag.DRAFT, false);
      case "UNFLAGGED" -> flag(SystemFlag.FLAGGED, false);
      case "UNSEEN" -> flag(SystemFlag.SEEN, false);
      case "NEW" -> SearchKey.Recency.NEW;
      case "OLD" -> SearchKey.Recency.OLD;
      case "RECENT" -> SearchKey.Recency.RECENT;
      default -> withArgument(word);
    };
  }

  private static SearchKey flag(SystemFlag flag, boolean set) {
    return new SearchKey.Flag(flag, set);
  }

  private SearchKey withArgument(String word) {
    if (!ARGUMENTS.contains(word)) {
      throw in.error("unknown search key");
    }
    in.expect(' ');
    return switch (word) {
      case "KEYWORD" -> new SearchKey.Keyword(in.atom(), true);
      case "UNKEYWORD" -> new SearchKey.Keyword(in.atom(), false);
      case "BEFORE" -> day(false, SearchKey.Order.BEFORE);
      case "ON" -> day(false, SearchKey.Order.ON);
      case "SINCE" -> day(false, SearchKey.Order.SINCE);
      case "SENTBEFORE" -> day(true, SearchKey.Order.BEFORE);
      case "SENTON" -> day(true, SearchKey.Order.ON);
      case "SENTSINCE" -> day(true, SearchKey.Order.SINCE);
      case "LARGER" -> new SearchKey.Size(true, in.number64());
      case "SMALLER" -> new SearchKey.Size(false, in.number64());
      case "HEADER" -> header();
      case "BODY" -> new SearchKey.Body(in.astringText());
      case "TEXT" -> new SearchKey.Text(in.astringText());
      case "UID" -> new SearchKey.Uids(ImapParser.sequenceSet(in));
      case "MODSEQ" -> modseq();
      case "OLDER" -> new SearchKey.Age(false, in.nzNumber());
      case "YOUNGER" -> new SearchKey.Age(true, in.nzNumber());
      default -> new SearchKey.Header(word, in.astringText());
    };
  }

  private static final java.util.Set<String> ARGUMENTS =
      java.util.Set.of(
          "KEYWORD",
          "UNKEYWORD",
          "BEFORE",
          "ON",
          "SINCE",
          "SENTBEFORE",
          "SENTON",
          "SENTSINCE",
          "LARGER",
          "SMALLER",
          "HEADER",
          "BODY",
          "TEXT",
          "UID",
          "MODSEQ",
          "OLDER",
          "YOUNGER",
          "BCC",
          "CC",
          "FROM",
          "SUBJECT",
          "TO");

  private SearchKey day(boolean sent, SearchKey.Order order) {
    return new SearchKey.Day(sent, order, ImapDates.readDate(in));
  }

  // "HEADER" SP header-fld-name SP astring
  private SearchKey header() {
    String field = in.astringText().toUpperCase(Locale.ROOT);
    in.expect(' ');
    return new SearchKey.Header(field, in.astringText());
  }

  // search-modsequence = "MODSEQ" [search-modseq-ext] SP mod-sequence-valzer
  // search-modseq-ext  = SP entry-name SP entry-type-req; one MODSEQ covers all flags here
  private SearchKey modseq() {
    if (in.peek() == '"') {
      in.string();
      in.expect(' ');
      in.atom();
      in.expect(' ');
    }
    return new SearchKey.Modseq(in.number64());
  }
}
