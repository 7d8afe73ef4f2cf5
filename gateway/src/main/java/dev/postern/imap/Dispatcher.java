package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import org.jspecify.annotations.Nullable;

/// Hands each kind of command to its handler, and lets the client hear the news it may hear before
/// the tagged answer (RFC 9051 section 7).
final class Dispatcher {
  private Dispatcher() {}

  /// Returns the tagged answer without its tag; null if it comes later.
  static @Nullable String run(Session session, Command command) {
    String line = handle(session, command);
    if (line != null && session.state() instanceof SessionState.Selected) {
      boolean hidden = News.tell(session, mayHearExpunges(command));
      if (hidden && session.enabled(Extension.QRESYNC)) {
        line = withModseq(session, line);
      }
    }
    if (line != null) {
      session.notices().ifPresent(Notices::tell);
    }
    return session.state() instanceof SessionState.LoggedOut ? null : line;
  }

  /// A MODSEQ that the client was told must not make it forget to ask for an expunge that it was
  /// not told (C-104).
  private static String withModseq(Session session, String line) {
    String code = "[HIGHESTMODSEQ " + session.selected().view().highestModseq() + "] ";
    if (line.startsWith("OK ") && line.charAt(3) != '[') {
      return "OK " + code + line.substring(3);
    }
    session.out().put("* OK ").put(code).put("an expunge is not told yet").line();
    return line;
  }

  /// Message numbers must hold still while they are in use (C-52).
  static boolean mayHearExpunges(Command command) {
    return switch (command) {
      case Command.Fetch fetch -> fetch.byUid();
      case Command.Store store -> store.byUid();
      case Command.Search search -> search.byUid();
      case Command.Sort sort -> sort.byUid();
      case Command.ThreadMessages thread -> thread.byUid();
      default -> true;
    };
  }

  private static @Nullable String handle(Session session, Command command) {
    return switch (command) {
      case Command.Capability _ -> capability(session);
      case Command.Noop _ -> "OK NOOP completed";
      case Command.Check _ -> "OK CHECK completed";
      case Command.Logout logout -> logout(session, logout);
      case Command.Id _ -> {
        session.out().put("* ID (\"name\" \"Postern\")").line();
        yield "OK ID completed";
      }
      case Command.StartTls startTls -> LoginHandler.startTls(session, startTls);
      case Command.Authenticate authenticate -> AuthenticateHandler.run(session, authenticate);
      case Command.Login login -> LoginHandler.run(session, login);
      case Command.Enable enable -> EnableHandler.run(session, enable);
      case Command.Namespace _ -> {
        session.out().put("* NAMESPACE ((\"\" \"/\")) NIL NIL").line();
        yield "OK NAMESPACE completed";
      }
      case Command.Select select -> SelectHandler.run(session, select);
      case Command.Create create -> FolderHandler.create(session, create);
      case Command.Delete delete -> FolderHandler.delete(session, delete);
      case Command.Rename rename -> FolderHandler.rename(session, rename);
      case Command.Subscribe subscribe -> FolderHandler.subscribe(session, subscribe);
      case Command.ListMailboxes list -> ListHandler.list(session, list);
      case Command.Lsub lsub -> LsubHandler.run(session, lsub);
      case Command.Xlist xlist -> ListHandler.xlist(session, xlist);
      case Command.GetQuota quota -> QuotaHandler.quota(session, quota);
      case Command.GetQuotaRoot root -> QuotaHandler.root(session, root);
      case Command.GetMetadata get -> MetadataHandler.get(session, get);
      case Command.SetMetadata set -> MetadataHandler.set(session, set);
      case Command.Status status -> StatusHandler.run(session, status);
      case Command.Append _ -> throw new IllegalStateException("APPEND comes as a stream");
      case Command.Notify notify -> NotifyHandler.run(session, notify);
      case Command.Compress compress -> compress(session, compress);
      case Command.Idle idle -> IdleExchange.begin(session, idle);
      case Command.Close close -> SelectHandler.close(session, close);
      case Command.Expunge expunge -> ExpungeHandler.run(session, expunge);
      case Command.Search search -> SearchHandler.run(session, search);
      case Command.Sort sort -> SortHandler.run(session, sort);
      case Command.ThreadMessages thread -> ThreadHandler.run(session, thread);
      case Command.Fetch fetch -> FetchHandler.run(session, fetch);
      case Command.Store store -> StoreHandler.run(session, store);
      case Command.Copy copy -> CopyHandler.run(session, copy);
    };
  }

  private static String capability(Session session) {
    session.out().put("* CAPABILITY ").put(Capabilities.of(session)).line();
    return "OK CAPABILITY completed";
  }

  /// The answer is the last thing sent plain (RFC 4978 section 3).
  private static @Nullable String compress(Session session, Command.Compress compress) {
    if (!compress.mechanism().equals("DEFLATE")) {
      throw new GatewayException(Fault.SYNTAX, "unknown compression");
    }
    return switch (session.link().compress(compress.tag() + " OK DEFLATE active\r\n")) {
      case STARTED -> null;
      case ACTIVE -> "NO [COMPRESSIONACTIVE] DEFLATE is active";
      case BUSY -> Fault.LIMIT.imap("too many connections are compressed");
    };
  }

  private static @Nullable String logout(Session session, Command.Logout logout) {
    session.out().put("* BYE see you").line();
    session.answer(logout.tag(), "OK LOGOUT completed");
    session.logOut();
    return null;
  }
}
