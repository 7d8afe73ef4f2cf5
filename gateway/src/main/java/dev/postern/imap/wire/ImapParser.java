package dev.postern.imap.wire;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command.Append;
import dev.postern.imap.wire.Command.Authenticate;
import dev.postern.imap.wire.Command.Capability;
import dev.postern.imap.wire.Command.Check;
import dev.postern.imap.wire.Command.Close;
import dev.postern.imap.wire.Command.Copy;
import dev.postern.imap.wire.Command.Delete;
import dev.postern.imap.wire.Command.Enable;
import dev.postern.imap.wire.Command.Expunge;
import dev.postern.imap.wire.Command.Idle;
import dev.postern.imap.wire.Command.Login;
import dev.postern.imap.wire.Command.Logout;
import dev.postern.imap.wire.Command.Lsub;
import dev.postern.imap.wire.Command.Namespace;
import dev.postern.imap.wire.Command.Noop;
import dev.postern.imap.wire.Command.Rename;
import dev.postern.imap.wire.Command.StartTls;
import dev.postern.imap.wire.Command.Status;
import dev.postern.imap.wire.Command.Store;
import dev.postern.imap.wire.Command.Subscribe;
import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.Flags;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Turns one framed command into a [Command] (RFC 9051 section 9, RFC 3501 section 9).
///
/// First [#tag], then [#command]: a refusal is still answered with its tag. Both throw
/// [GatewayException] with SYNTAX or UNKNOWN_COMMAND, or a [Refusal]. Borrows the buffer.
public final class ImapParser {
  /// How deep search programs and lists may nest.
  public static final int MAX_DEPTH = 100;

  /// The most names in a list of items, header fields, flags or capabilities.
  static final int MAX_ITEMS = 1000;

  private static final int MAX_ID_FIELDS = 30;

  private final ImapCursor in;

  /// Reads `frame`, a command without its final line end, of a client that has not enabled UTF-8.
  public ImapParser(ByteBuf frame, WireLimits limits) {
    this(frame, limits, false);
  }

  /// Reads `frame`, a command without its final line end.
  ///
  /// @param utf8 whether UTF8=ACCEPT or IMAP4rev2 is enabled: then quoted strings may hold UTF-8
  ///   and mailbox names are UTF-8 (RFC 6855 section 3)
  public ImapParser(ByteBuf frame, WireLimits limits, boolean utf8) {
    this.in = new ImapCursor(frame, limits, utf8);
  }

  /// Reads the tag.
  public String tag() {
    return in.tag();
  }

  /// Says whether what has been sent of a command, up to and with the head of a literal, is right
  /// so far. Call after [#tag].
  ///
  /// @throws GatewayException or [Refusal] if the literal must not be asked for (C-18)
  public void checkPrefix(String tag) {
    try {
      whole(tag);
    } catch (ImapCursor.MissingLiteral _) {
      // Everything before the literal is right.
    }
  }

  /// Reads the head of an APPEND or REPLACE up to its message literal; call after [#tag].
  public Append appendHead(String tag) {
    in.expect(' ');
    Append append = append(tag, in.word());
    in.expectEnd();
    return append;
  }

  /// Reads what stands between two messages of an APPEND (RFC 3502 section 6.3.11).
  ///
  /// @param before the head of the message before
  public Command.MessageHead nextMessageHead(Command.MessageHead before) {
    if (before.wrapped()) {
      in.expect(')');
    }
    Command.MessageHead head = new AppendParser(in).messageHead();
    in.expectEnd();
    return head;
  }

  private Append append(String tag, String word) {
    return switch (word) {
      case "APPEND" -> new AppendParser(in).append(tag);
      case "REPLACE" -> new AppendParser(in).replace(tag, false);
      default -> {
        in.expect(' ');
        if (!in.acceptWord("REPLACE")) {
          throw in.error("expected REPLACE");
        }
        yield new AppendParser(in).replace(tag, true);
      }
    };
  }

  // command = tag SP (command-any / command-auth / command-nonauth / command-select) CRLF
  /// Reads the command after its tag.
  public Command command(String tag) {
    try {
      return whole(tag);
    } catch (ImapCursor.MissingLiteral _) {
      throw new GatewayException(Fault.SYNTAX, "a literal is cut short");
    }
  }

  private Command whole(String tag) {
    in.expect(' ');
    Command command = named(tag, in.word());
    in.expectEnd();
    return command;
  }

  private Command named(String tag, String word) {
    return switch (word) {
      case "CAPABILITY" -> new Capability(tag);
      case "NOOP" -> new Noop(tag);
      case "LOGOUT" -> new Logout(tag);
      case "ID" -> id(tag);
      case "STARTTLS" -> new StartTls(tag);
      case "AUTHENTICATE" -> authenticate(tag);
      case "LOGIN" -> login(tag);
      case "ENABLE" -> enable(tag);
      case "NAMESPACE" -> new Namespace(tag);
      case "SELECT" -> new SelectParser(in).select(tag, false);
      case "EXAMINE" -> new SelectParser(in).select(tag, true);
      case "CREATE" -> new CreateParser(in).create(tag);
      case "DELETE" -> new Delete(tag, spMailbox());
      case "RENAME" -> new Rename(tag, spMailbox(), spMailbox());
      case "SUBSCRIBE" -> new Subscribe(tag, spMailbox(), true);
      case "UNSUBSCRIBE" -> new Subscribe(tag, spMailbox(), false);
      case "LIST" -> new ListParser(in).list(tag);
      case "LSUB" -> lsub(tag);
      case "XLIST" -> xlist(tag);
      case "GETQUOTA" -> getQuota(tag);
      case "GETQUOTAROOT" -> new Command.GetQuotaRoot(tag, spMailbox());
      case "GETMETADATA" -> new MetadataParser(in).get(tag);
      case "SETMETADATA" -> new MetadataParser(in).set(tag);
      case "STATUS" -> status(tag);
      case "APPEND", "REPLACE" -> {
        // Only its mailbox name comes here as a literal; its message comes as a stream.
        append(tag, word);
        throw in.error("expected a message literal");
      }
      case "IDLE" -> new Idle(tag);
      case "COMPRESS" -> compress(tag);
      case "NOTIFY" -> new NotifyParser(in).command(tag);
      case "CHECK" -> new Check(tag);
      case "CLOSE" -> new Close(tag, true);
      case "UNSELECT" -> new Close(tag, false);
      case "EXPUNGE" -> new Expunge(tag, Optional.empty());
      case "UID" -> uid(tag);
      default -> messages(tag, word, false);
    };
  }

  // uid = "UID" SP (copy / move / fetch / search / store / uid-expunge)
  private Command uid(String tag) {
    in.expect(' ');
    String word = in.word();
    if (word.equals("EXPUNGE")) {
      in.expect(' ');
      return new Expunge(tag, Optional.of(NumberSets.read(in)));
    }
    if (word.equals("REPLACE")) {
      new AppendParser(in).replace(tag, true);
      throw in.error("expected a message literal");
    }
    return messages(tag, word, true);
  }

  private Command messages(String tag, String word, boolean byUid) {
    return switch (word) {
      case "FETCH" -> new FetchParser(in).fetch(tag, byUid);
      case "STORE" -> store(tag, byUid);
      case "SEARCH" -> new SearchParser(in).search(tag, byUid);
      case "SORT" -> new SortParser(in).sort(tag, byUid);
      case "THREAD" -> new SortParser(in).thread(tag, byUid);
      case "COPY" -> copy(tag, byUid, false);
      case "MOVE" -> copy(tag, byUid, true);
      default ->
          throw new GatewayException(
              Fault.UNKNOWN_COMMAND, word.isEmpty() ? "expected a command" : "unknown command");
    };
  }

  // id             = "ID" SP id-params-list
  // id-params-list = "(" [string SP nstring *(SP string SP nstring)] ")" / nil
  // Atoms are taken too, and commas, as some clients write them (clients.md row 47).
  private Command id(String tag) {
    in.expect(' ');
    if (in.acceptWord("NIL")) {
      return new Command.Id(tag);
    }
    in.open();
    if (!in.acceptClose()) {
      int fields = 0;
      do {
        idField();
        in.expect(' ');
        idField();
        if (++fields > MAX_ID_FIELDS) {
          throw in.error("too many fields");
        }
      } while (in.accept(' '));
      in.expect(')');
    }
    return new Command.Id(tag);
  }

  private void idField() {
    in.astring();
    in.accept(',');
  }

  // authenticate = "AUTHENTICATE" SP auth-type [SP initial-resp] *(CRLF base64)
  private Command authenticate(String tag) {
    in.expect(' ');
    String mechanism = in.atom().toUpperCase(Locale.ROOT);
    Optional<String> initial = in.accept(' ') ? Optional.of(in.atom()) : Optional.empty();
    return new Authenticate(tag, mechanism, initial);
  }

  // login = "LOGIN" SP userid SP password
  private Command login(String tag) {
    in.expect(' ');
    String user = in.astringText();
    in.expect(' ');
    return new Login(tag, user, in.astringText());
  }

  // enable = "ENABLE" 1*(SP capability)
  private Command enable(String tag) {
    List<String> names = new ArrayList<>();
    do {
      in.expect(' ');
      names.add(in.atom().toUpperCase(Locale.ROOT));
    } while (!in.atEnd() && names.size() < MAX_ITEMS);
    return new Enable(tag, names);
  }

  // compress = "COMPRESS" SP algorithm
  private Command compress(String tag) {
    in.expect(' ');
    return new Command.Compress(tag, in.word());
  }

  // lsub = "LSUB" SP mailbox SP list-mailbox
  private Lsub lsub(String tag) {
    in.expect(' ');
    String reference = in.mailboxText(in.astring());
    in.expect(' ');
    return new Lsub(tag, reference, in.listMailbox());
  }

  private Command xlist(String tag) {
    Lsub same = lsub(tag);
    return new Command.Xlist(tag, same.reference(), same.pattern());
  }

  // getquota = "GETQUOTA" SP quota-root-name
  private Command getQuota(String tag) {
    in.expect(' ');
    return new Command.GetQuota(tag, in.astringText());
  }

  // status = "STATUS" SP mailbox SP "(" status-att *(SP status-att) ")"
  private Command status(String tag) {
    String mailbox = spMailbox();
    in.expect(' ');
    return new Status(tag, mailbox, statusItems(in));
  }

  static List<StatusItem> statusItems(ImapCursor in) {
    Set<StatusItem> items = new LinkedHashSet<>();
    in.open();
    do {
      items.add(oneOf(StatusItem.class, in));
    } while (in.accept(' '));
    in.expect(')');
    return List.copyOf(items);
  }

  /// Reads the name of one of `type`'s values, `-` for `_`.
  static <E extends Enum<E>> E oneOf(Class<E> type, ImapCursor in) {
    String word = in.word();
    for (E value : type.getEnumConstants()) {
      if (value.name().replace('_', '-').equals(word)) {
        return value;
      }
    }
    throw in.error("unknown item");
  }

  // store           = "STORE" SP sequence-set [store-modifiers] SP store-att-flags
  // store-modifiers = SP "(" "UNCHANGEDSINCE" SP mod-sequence-valzer ")"
  // store-att-flags = (["+" / "-"] "FLAGS" [".SILENT"]) SP (flag-list / (flag *(SP flag)))
  private Command store(String tag, boolean byUid) {
    in.expect(' ');
    SequenceSet messages = NumberSets.read(in);
    in.expect(' ');
    OptionalLong unchangedSince = OptionalLong.empty();
    if (in.acceptOpen()) {
      if (!in.acceptWord("UNCHANGEDSINCE")) {
        throw in.error("unknown modifier");
      }
      in.expect(' ');
      unchangedSince = OptionalLong.of(in.number64());
      in.expect(')');
      in.expect(' ');
    }
    boolean add = in.accept('+');
    boolean remove = !add && in.accept('-');
    if (!in.acceptWord("FLAGS")) {
      throw in.error("expected FLAGS");
    }
    boolean silent = in.acceptWord(".SILENT");
    in.expect(' ');
    Flags flags = in.peek() == '(' ? FlagNames.list(in) : FlagNames.untilEnd(in);
    FlagEdit edit =
        add
            ? new FlagEdit.Add(flags)
            : remove ? new FlagEdit.Remove(flags) : new FlagEdit.Replace(flags);
    return new Store(tag, messages, byUid, edit, silent, unchangedSince);
  }

  // copy = "COPY" SP sequence-set SP mailbox; move likewise (RFC 6851)
  private Command copy(String tag, boolean byUid, boolean move) {
    in.expect(' ');
    SequenceSet messages = NumberSets.read(in);
    return new Copy(tag, messages, byUid, spMailbox(), move);
  }

  private String spMailbox() {
    in.expect(' ');
    return in.mailbox();
  }
}
