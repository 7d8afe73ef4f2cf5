package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.Refusal;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// GETMETADATA and SETMETADATA (RFC 5464). The empty mailbox name is the account itself: nothing
/// that one account notes is seen by another, `/shared` neither.
final class MetadataHandler {
  private static final int MAX_VALUE = 4096;
  private static final int MAX_NOTES = 100;

  private MetadataHandler() {}

  static String get(Session session, Command.GetMetadata command) {
    SortedMap<String, byte[]> notes =
        session
            .services()
            .annotations()
            .annotations(session.account(), place(session, command.mailbox()));
    SortedMap<String, byte[]> wanted = new TreeMap<>();
    for (String entry : command.entries()) {
      notes.forEach((name, value) -> {
        if (isWithin(name, entry, command.depth())) {
          wanted.put(name, value);
        }
      });
    }
    long most = command.maxSize().orElse(Long.MAX_VALUE);
    long longest = wanted.values().stream().mapToLong(value -> value.length).max().orElse(0);
    wanted.values().removeIf(value -> value.length > most);
    if (!wanted.isEmpty()) {
      tell(session, command.mailbox(), wanted);
    }
    return longest > most
        ? "OK [METADATA LONGENTRIES " + longest + "] GETMETADATA completed"
        : "OK GETMETADATA completed";
  }

  private static boolean isWithin(String name, String entry, int depth) {
    if (name.equals(entry)) {
      return true;
    }
    if (depth == 0 || !name.startsWith(entry + "/")) {
      return false;
    }
    return depth > 1 || name.indexOf('/', entry.length() + 1) < 0;
  }

  private static void tell(Session session, String mailbox, Map<String, byte[]> notes) {
    ResponseWriter out = session.out().put("* METADATA ").mailbox(mailbox).put(" (");
    boolean first = true;
    for (Map.Entry<String, byte[]> note : notes.entrySet()) {
      out.put(first ? "" : " ").astring(note.getKey()).put(' ');
      first = false;
      value(out, note.getValue());
    }
    out.put(')').line();
  }

  private static void value(ResponseWriter out, byte[] value) {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    if (text.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      out.quoted(text);
    } else {
      out.literal(value.length).put(value);
    }
  }

  static String set(Session session, Command.SetMetadata command) {
    for (Optional<byte[]> value : command.values().values()) {
      if (value.isPresent() && value.get().length > MAX_VALUE) {
        throw new Refusal("NO [METADATA MAXSIZE " + MAX_VALUE + "] the value is too long");
      }
    }
    // Set by who runs the server, not by who signs in (RFC 5464 section 6.2.1).
    if (command.mailbox().isEmpty() && command.values().containsKey("/shared/admin")) {
      throw new GatewayException(Fault.FORBIDDEN, "/shared/admin is not yours to set");
    }
    try {
      session
          .services()
          .annotations()
          .annotate(
              session.account(), place(session, command.mailbox()), command.values(), MAX_NOTES);
    } catch (GatewayException e) {
      if (e.fault() == Fault.LIMIT) {
        throw new Refusal("NO [METADATA TOOMANY] " + e.text());
      }
      throw e;
    }
    return "OK SETMETADATA completed";
  }

  private static Optional<FolderId> place(Session session, String mailbox) {
    return mailbox.isEmpty()
        ? Optional.empty()
        : Optional.of(mailbox)
            .map(name ->
                session
                    .services()
                    .store()
                    .read(session.account(), read -> Mailboxes.require(read, name)))
            .map(Folder::id);
  }
}
