package dev.postern.imap;

import static java.util.stream.Collectors.toSet;

import dev.postern.imap.wire.SearchKey;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.TextTerm;
import dev.postern.mailbox.ThreadId;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Makes a search program ready for one folder's view. The parser has bounded its depth.
final class SearchCompiler {
  private static final long DAY = 86_400;

  private final Session session;
  private final SelectedFolder folder;
  private final View view;
  private final long now;

  private SearchCompiler(Session session, View view) {
    this.session = session;
    this.folder = session.selected();
    this.view = view;
    this.now = session.services().clock().instant().getEpochSecond();
  }

  /// Compiles for `view` of the session's selected mailbox.
  static SearchCompiler of(Session session, View view) {
    return new SearchCompiler(session, view);
  }

  /// Says whether the program names MODSEQ anywhere.
  static boolean namesModseq(SearchKey key) {
    return switch (key) {
      case SearchKey.And and -> and.keys().stream().anyMatch(SearchCompiler::namesModseq);
      case SearchKey.Or or -> namesModseq(or.left()) || namesModseq(or.right());
      case SearchKey.Not not -> namesModseq(not.key());
      case SearchKey.Fuzzy fuzzy -> namesModseq(fuzzy.key());
      case SearchKey.Modseq _ -> true;
      default -> false;
    };
  }

  Condition compile(SearchKey key) {
    return switch (key) {
      case SearchKey.And(List<SearchKey> keys) ->
          new Condition.All(
              keys.stream()
                  .map(this::compile)
                  .sorted(Comparator.comparingInt(Condition::cost))
                  .toList());
      case SearchKey.Or(SearchKey left, SearchKey right) ->
          new Condition.Not(
              compile(
                  new SearchKey.And(List.of(new SearchKey.Not(left), new SearchKey.Not(right)))));
      case SearchKey.Not(SearchKey inner) -> new Condition.Not(compile(inner));
      case SearchKey.Flag(SystemFlag flag, boolean set) -> flag(flag.bit(), set);
      case SearchKey.Keyword(String name, boolean set) -> keyword(name, set);
      case SearchKey.Recency recency -> recency(recency);
      case SearchKey.Day day -> day(day);
      case SearchKey.Size(boolean larger, long octets) ->
          placement(p -> larger ? p.size() > octets : p.size() < octets);
      case SearchKey.SavedDay(SearchKey.Order order, long day) ->
          placement(p -> inOrder(order, Math.floorDiv(p.saveDate(), DAY), day));
      case SearchKey.EmailId(String id) ->
          MessageId.parse(id)
              .map(wanted -> placement(p -> p.message().equals(wanted)))
              .orElseGet(() -> always(false));
      case SearchKey.InThread(String id) -> inThread(id);
      case SearchKey.Fuzzy(SearchKey inner) -> compile(Relevance.loose(inner));
      case SearchKey.Numbers numbers when numbers.set().isSaved() -> uids(folder.saved());
      case SearchKey.Numbers numbers -> {
        UidSet set = numbers.set().resolve(view.size());
        yield view(set::contains);
      }
      case SearchKey.Uids uids -> uids(folder.uids(uids.set()));
      case SearchKey.Modseq(long atLeast) -> view(seq -> view.modseq(seq) >= atLeast);
      case SearchKey.Age(boolean younger, long seconds) ->
          placement(
              p -> younger ? p.internalDate() >= now - seconds : p.internalDate() <= now - seconds);
      case SearchKey.Header(String field, String text) -> text(2, new TextTerm.Header(field, text));
      case SearchKey.Body(String text) -> text(Condition.BODY, new TextTerm.Body(text));
      case SearchKey.Text(String text) -> text(Condition.BODY, new TextTerm.Text(text));
    };
  }

  /// A header always has something in it, and a body is taken to.
  private Condition text(int cost, TextTerm term) {
    return term.text().isEmpty() && !(term instanceof TextTerm.Header)
        ? always(true)
        : new TextCondition(session, view, term, cost);
  }

  private static Condition view(Condition.ByView test) {
    return test;
  }

  private Condition uids(UidSet set) {
    return view(seq -> set.contains(view.uid(seq)));
  }

  /// The thread's messages are looked up once; an alias of a merged thread names what it became.
  private Condition inThread(String id) {
    Set<MessageId> members =
        ThreadId.parse(id)
            .flatMap(thread ->
                session.services().store().read(session.account(), read -> read.thread(thread)))
            .map(thread -> thread.messages().stream().map(StoredMessage::id).collect(toSet()))
            .orElse(Set.of());
    return placement(p -> members.contains(p.message()));
  }

  private interface OfPlacement {
    boolean matches(Placement placement);
  }

  private Condition placement(OfPlacement test) {
    return view(seq -> test.matches(view.placement(seq)));
  }

  private static Condition always(boolean answer) {
    return view(_ -> answer);
  }

  private Condition flag(int bit, boolean set) {
    return view(seq -> ((view.systemFlags(seq) & bit) != 0) == set);
  }

  private Condition recency(SearchKey.Recency key) {
    return view(seq -> {
      boolean recent = folder.isRecent(view.uid(seq));
      return switch (key) {
        case NEW -> recent && (view.systemFlags(seq) & SystemFlag.SEEN.bit()) == 0;
        case OLD -> !recent;
        case RECENT -> recent;
      };
    });
  }

  /// A keyword nobody has used matches nothing (C-93).
  private Condition keyword(String name, boolean set) {
    int bit = view.keywords().indexOf(name);
    if (bit < 0) {
      return always(!set);
    }
    long mask = 1L << bit;
    return view(seq -> ((view.flags(seq).keywords() & mask) != 0) == set);
  }

  /// The day as it was stored, with its own zone (C-88).
  private Condition day(SearchKey.Day key) {
    if (key.sent()) {
      return new Condition.ByMessage(
          1,
          message -> {
            Optional<Long> day = Envelope.day(message.wire().envelope());
            return day.isPresent() && inOrder(key.order(), day.get(), key.day());
          });
    }
    return placement(p ->
        inOrder(key.order(), Math.floorDiv(p.internalDate() + p.zone() * 60L, DAY), key.day()));
  }

  private static boolean inOrder(SearchKey.Order order, long day, long wanted) {
    return switch (order) {
      case BEFORE -> day < wanted;
      case ON -> day == wanted;
      case SINCE -> day >= wanted;
    };
  }
}
