package dev.postern.imap.wire;

import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.Flags;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// What a client asked for, parsed (RFC 9051 section 6).
///
/// Values only: no session, no store, no bytes. The four sub-interfaces are the session states that
/// a command is allowed in, so "may this run now?" is a `switch` that the compiler checks.
public sealed interface Command {
  /// Returns the client's name for this command, echoed in the tagged answer.
  String tag();

  /// Allowed in every state (section 6.1).
  sealed interface AnyState extends Command {}

  /// Allowed before login only (section 6.2).
  sealed interface NotAuthenticated extends Command {}

  /// Allowed after login, with or without a selected mailbox (section 6.3).
  sealed interface Authenticated extends Command {}

  /// Allowed with a selected mailbox only (section 6.4).
  sealed interface Selected extends Command {}

  /// Lists capabilities.
  record Capability(String tag) implements AnyState {}

  /// Does nothing but hear the news.
  record Noop(String tag) implements AnyState {}

  /// Ends the session.
  record Logout(String tag) implements AnyState {}

  /// Tells who the client is (RFC 2971); what it says is not kept.
  record Id(String tag) implements AnyState {}

  /// Asks for TLS (section 6.2.1).
  record StartTls(String tag) implements NotAuthenticated {}

  /// Signs in by SASL (section 6.2.2).
  ///
  /// @param mechanism upper case
  /// @param initial base64 of the first response, `=` for an empty one
  record Authenticate(String tag, String mechanism, Optional<String> initial)
      implements NotAuthenticated {
    /// Leaves the response out, so that a command can be logged.
    @Override
    public String toString() {
      return "Authenticate[tag=" + tag + ", mechanism=" + mechanism + "]";
    }
  }

  /// Signs in with a name and a password (section 6.2.3).
  record Login(String tag, String user, String password) implements NotAuthenticated {
    /// Leaves the password out, so that a command can be logged.
    @Override
    public String toString() {
      return "Login[tag=" + tag + ", user=" + user + "]";
    }
  }

  /// Switches extensions on (RFC 5161); names in upper case.
  record Enable(String tag, List<String> capabilities) implements Authenticated {}

  /// Asks for the namespaces (RFC 2342).
  record Namespace(String tag) implements Authenticated {}

  /// Opens a mailbox: SELECT, or EXAMINE when `readOnly` (sections 6.3.2 and 6.3.3).
  ///
  /// @param resync what the client remembers of it (RFC 7162 section 3.2.5)
  record Select(
      String tag, String mailbox, boolean readOnly, boolean condstore, Optional<Resync> resync)
      implements Authenticated {}

  /// Makes a mailbox (section 6.3.4).
  ///
  /// @param uses the special uses it is meant for, such as `\Drafts` (RFC 6154 section 3)
  record Create(String tag, String mailbox, List<String> uses) implements Authenticated {}

  /// Deletes a mailbox (section 6.3.5).
  record Delete(String tag, String mailbox) implements Authenticated {}

  /// Renames a mailbox (section 6.3.6).
  record Rename(String tag, String from, String to) implements Authenticated {}

  /// Subscribes or unsubscribes a name (sections 6.3.7 and 6.3.8).
  record Subscribe(String tag, String mailbox, boolean subscribed) implements Authenticated {}

  /// Lists mailboxes (section 6.3.9, RFC 5258, RFC 5819).
  ///
  /// @param reference in modified UTF-7, as the patterns are
  /// @param extended whether an option or a second pattern was given
  record ListMailboxes(
      String tag,
      String reference,
      List<String> patterns,
      Set<ListSelect> select,
      Set<ListReturn> wanted,
      List<StatusItem> status,
      boolean extended)
      implements Authenticated {}

  /// Selection options of LIST.
  enum ListSelect {
    SUBSCRIBED,
    REMOTE,
    RECURSIVEMATCH,
    SPECIAL_USE
  }

  /// Return options of LIST, `STATUS` apart.
  enum ListReturn {
    SUBSCRIBED,
    CHILDREN,
    SPECIAL_USE
  }

  /// Lists subscriptions (RFC 3501 section 6.3.9).
  record Lsub(String tag, String reference, String pattern) implements Authenticated {}

  /// Lists mailboxes with their uses, as before RFC 6154.
  record Xlist(String tag, String reference, String pattern) implements Authenticated {}

  /// Asks for a quota root's usage and limits (RFC 9208 section 4.1.2).
  record GetQuota(String tag, String root) implements Authenticated {}

  /// Asks for the quota roots of a mailbox (RFC 9208 section 4.1.3).
  record GetQuotaRoot(String tag, String mailbox) implements Authenticated {}

  /// Asks for annotations (RFC 5464 section 4.2).
  ///
  /// @param mailbox empty for the server's own
  /// @param maxSize octets; longer values are left out
  /// @param depth levels below each entry that are wanted too
  /// @param entries in lower case
  record GetMetadata(
      String tag, String mailbox, OptionalLong maxSize, int depth, List<String> entries)
      implements Authenticated {}

  /// Changes annotations (RFC 5464 section 4.3); an empty value removes one.
  record SetMetadata(String tag, String mailbox, Map<String, Optional<byte[]>> values)
      implements Authenticated {}

  /// Asks for counters (section 6.3.11).
  record Status(String tag, String mailbox, List<StatusItem> items) implements Authenticated {}

  /// Adds messages whose bytes follow as literals (section 6.3.12, RFC 3502); with `replaces`,
  /// REPLACE or UID REPLACE (RFC 8508).
  ///
  /// @param first what stands before the first message
  record Append(String tag, String mailbox, Optional<Replaced> replaces, MessageHead first)
      implements Authenticated {}

  /// What stands before a message of an APPEND.
  ///
  /// @param wrapped whether the message stands in `UTF8 (…)` (RFC 6855 section 4)
  /// @param binary whether it is a literal8 by itself (RFC 3516 section 4.4)
  record MessageHead(Flags flags, Optional<OffsetDateTime> date, boolean wrapped, boolean binary) {}

  /// The message that a REPLACE takes away.
  ///
  /// @param number a UID or a sequence number, or [SequenceSet#STAR]
  record Replaced(long number, boolean byUid) {}

  /// Asks for compression (RFC 4978).
  ///
  /// @param mechanism upper case
  record Compress(String tag, String mechanism) implements Authenticated {}

  /// Waits for news (RFC 2177).
  record Idle(String tag) implements Authenticated {}

  /// Says what to tell unasked (RFC 5465).
  ///
  /// @param set empty for nothing
  record Notify(String tag, Optional<NotifySet> set) implements Authenticated {}

  /// Asks for a checkpoint (RFC 3501 section 6.4.1).
  record Check(String tag) implements Selected {}

  /// Leaves the mailbox: CLOSE expunges, UNSELECT does not (sections 6.4.1 and 6.4.2).
  record Close(String tag, boolean expunge) implements Selected {}

  /// Removes deleted messages (section 6.4.3); with UIDs, UID EXPUNGE (section 6.4.9).
  record Expunge(String tag, Optional<SequenceSet> uids) implements Selected {}

  /// Looks for messages (section 6.4.4).
  ///
  /// @param wanted what RETURN names (RFC 4731); empty without RETURN
  record Search(String tag, SearchProgram program, boolean byUid, Optional<SearchReturn> wanted)
      implements Selected {}

  /// Looks for messages and puts them in order (RFC 5256 section 3).
  ///
  /// @param wanted what RETURN names (RFC 5267); empty without RETURN
  record Sort(
      String tag,
      List<SortKey> order,
      SearchProgram program,
      boolean byUid,
      Optional<SearchReturn> wanted)
      implements Selected {}

  /// Looks for messages and shows which answer which (RFC 5256 section 3).
  record ThreadMessages(String tag, ThreadAlgorithm algorithm, SearchProgram program, boolean byUid)
      implements Selected {}

  /// How THREAD decides which messages belong together.
  enum ThreadAlgorithm {
    ORDEREDSUBJECT,
    REFERENCES
  }

  /// Asks for message data (section 6.4.5).
  ///
  /// @param byUid whether `messages` holds UIDs (`UID FETCH`) or sequence numbers
  /// @param changedSince only messages with a higher MODSEQ (RFC 7162 section 3.1.4)
  /// @param partial which of the messages that are left; UID FETCH only (RFC 9394 section 3.3)
  /// @param vanished whether to tell what went since then too (RFC 7162 section 3.2.6)
  record Fetch(
      String tag,
      SequenceSet messages,
      boolean byUid,
      List<FetchItem> items,
      OptionalLong changedSince,
      Optional<PartialRange> partial,
      boolean vanished)
      implements Selected {}

  /// Changes flags (section 6.4.6).
  ///
  /// @param silent whether the client does not want the new flags back (`.SILENT`)
  /// @param unchangedSince only messages with no higher MODSEQ (RFC 7162 section 3.1.3)
  record Store(
      String tag,
      SequenceSet messages,
      boolean byUid,
      FlagEdit edit,
      boolean silent,
      OptionalLong unchangedSince)
      implements Selected {}

  /// Copies messages, or moves them when `move` (sections 6.4.7 and 6.4.8).
  record Copy(String tag, SequenceSet messages, boolean byUid, String mailbox, boolean move)
      implements Selected {}
}
