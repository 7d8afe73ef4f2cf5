package dev.postern.imap.wire;

import dev.postern.mailbox.SystemFlag;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Reads the search keys that hold no other keys (RFC 9051 section 6.4.4, RFC 5032, RFC 7162, RFC
/// 8474, RFC 8514).
final class SearchLeaves {
  private static final Set<String> ARGUMENTS =
      Set.of(
          "KEYWORD",
          "UNKEYWORD",
          "BEFORE",
          "ON",
          "SINCE",
          "SENTBEFORE",
          "SENTON",
          "SENTSINCE",
          "SAVEDBEFORE",
          "SAVEDON",
          "SAVEDSINCE",
          "EMAILID",
          "THREADID",
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

  private final ImapCursor in;

  SearchLeaves(ImapCursor in) {
    this.in = in;
  }

  /// Reads the rest of the key that begins with `word`.
  SearchKey read(String word) {
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
      // Every message has a save date here (RFC 8514 section 4.3).
      case "SAVEDATESUPPORTED" -> new SearchKey.SavedDay(SearchKey.Order.SINCE, 0);
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
      case "SAVEDBEFORE" -> savedDay(SearchKey.Order.BEFORE);
      case "SAVEDON" -> savedDay(SearchKey.Order.ON);
      case "SAVEDSINCE" -> savedDay(SearchKey.Order.SINCE);
      case "EMAILID" -> new SearchKey.EmailId(in.atom());
      case "THREADID" -> new SearchKey.InThread(in.atom());
      case "LARGER" -> new SearchKey.Size(true, in.number64());
      case "SMALLER" -> new SearchKey.Size(false, in.number64());
      case "HEADER" -> header();
      case "BODY" -> new SearchKey.Body(in.astringText());
      case "TEXT" -> new SearchKey.Text(in.astringText());
      case "UID" -> new SearchKey.Uids(NumberSets.read(in));
      case "MODSEQ" -> modseq();
      case "OLDER" -> new SearchKey.Age(false, in.nzNumber());
      case "YOUNGER" -> new SearchKey.Age(true, in.nzNumber());
      default -> new SearchKey.Header(word, in.astringText());
    };
  }

  private SearchKey day(boolean sent, SearchKey.Order order) {
    return new SearchKey.Day(sent, order, ImapDates.readDate(in));
  }

  private SearchKey savedDay(SearchKey.Order order) {
    return new SearchKey.SavedDay(order, ImapDates.readDate(in));
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
