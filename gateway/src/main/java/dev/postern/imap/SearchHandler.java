package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.imap.wire.SearchKey;
import dev.postern.imap.wire.SearchProgram;
import dev.postern.imap.wire.SearchReturn;
import dev.postern.mailbox.UidSet;
import java.util.Optional;
import java.util.function.Supplier;

/// SEARCH and UID SEARCH (RFC 9051 section 6.4.4).
final class SearchHandler {
  private SearchHandler() {}

  static String run(Session session, Command.Search search) {
    Optional<SearchReturn> wanted = search.wanted();
    if (wanted.isEmpty() && session.enabled(Extension.IMAP4REV2)) {
      wanted = Optional.of(SearchReturn.ALL);
    }
    Optional<SearchReturn> options = wanted;
    SearchKey key = search.program().key();
    guardingSaved(
        session,
        options,
        () -> {
          boolean modseq = prepare(session, search.program());
          if (session.state() instanceof SessionState.Selected) {
            Matches found = MatchFinder.find(session, search.tag(), key);
            if (options.isPresent()) {
              int[] scores =
                  options.get().has(SearchReturn.Option.RELEVANCY)
                      ? Relevance.of(session, search.tag(), found, key)
                      : new int[0];
              new SearchAnswer(session, search.tag(), search.byUid(), options.get())
                  .write(found, scores, modseq);
            } else {
              list(session.out(), "* SEARCH", found, search.byUid(), modseq);
            }
          }
          return true;
        });
    return "OK SEARCH completed";
  }

  /// Checks the charset, and lets the client hear the news that moves no number.
  ///
  /// @return whether the answer names MODSEQ
  static boolean prepare(Session session, SearchProgram program) {
    if (program.charset().isPresent()) {
      if (session.enabled(Extension.UTF8_ACCEPT)) {
        // RFC 6855 section 3.
        throw new GatewayException(Fault.SYNTAX, "no CHARSET after ENABLE UTF8=ACCEPT");
      }
      program.requireCharset();
    }
    boolean modseq = SearchCompiler.namesModseq(program.key());
    if (modseq) {
      session.enableCondstore();
    }
    News.tell(session, false);
    return modseq;
  }

  /// Runs a search; one that was to be saved and ends in NO leaves nothing saved (RFC 5182 section
  /// 2.1), one that ends in BAD changes nothing.
  static <T> T guardingSaved(Session session, Optional<SearchReturn> wanted, Supplier<T> search) {
    try {
      return search.get();
    } catch (RuntimeException e) {
      boolean bad = e instanceof GatewayException fault && fault.fault() == Fault.SYNTAX;
      if (!bad
          && wanted.filter(it -> it.has(SearchReturn.Option.SAVE)).isPresent()
          && session.state() instanceof SessionState.Selected) {
        session.selected().save(UidSet.EMPTY);
      }
      throw e;
    }
  }

  /// Writes the answer without RETURN; always, with nothing found too (C-91).
  static void list(ResponseWriter out, String name, Matches found, boolean byUid, boolean modseq) {
    out.put(name);
    for (int i = 0; i < found.count(); i++) {
      out.put(' ').put(found.number(i, byUid));
    }
    if (modseq && found.count() > 0) {
      out.put(" (MODSEQ ").put(found.modseq(0, found.count())).put(')');
    }
    out.line();
  }
}
