package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.ContentLimits;
import dev.postern.guard.Guard;
import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.FlagEdit;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.UidSet;
import dev.postern.threads.Threading;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Puts messages into a folder as their owner asks: IMAP APPEND and REPLACE.
///
/// What a client appends is mostly a message of its own. In Sent it may be the client's copy of
/// what was sent a moment ago ([SentCopies]), in Drafts a draft saved anew ([DraftLinks]): then it
/// keeps the API's id. Its bytes are stored as they came, and no bytes ever change behind a UID.
public final class Filing {
  private final MailStore store;
  private final GrantStore grants;
  private final Function<AccountId, SentMode> modes;
  private final Function<Grant, Guard> guards;
  private final InstantSource clock;
  private final Twins twins;

  /// Files into the mailboxes of `store`.
  ///
  /// @param modes what each account does with copies of what it sends
  /// @param guards what holds for each account now
  public Filing(
      MailStore store,
      GrantStore grants,
      Function<AccountId, SentMode> modes,
      Function<Grant, Guard> guards,
      InstantSource clock) {
    this.store = store;
    this.grants = grants;
    this.modes = modes;
    this.guards = guards;
    this.clock = clock;
    this.twins = new Twins(store);
  }

  /// What comes, and where it goes.
  ///
  /// @param blob kept open by the caller
  /// @param internalDate seconds, and `zone` minutes east of UTC (RFC 9051 section 2.3.3)
  /// @param session the connection it comes by, compared by identity
  public record Arrival(
      FolderId folder, Blob blob, Flags flags, long internalDate, int zone, Object session) {}

  /// Adds a message; durable when this returns.
  ///
  /// The message is read and its thread's ids are known before the transaction; only the thread is
  /// looked up inside.
  ///
  /// @param origin see [MailStore#commit]
  /// @return with the placement in which the message lies; without one if this was the client's
  ///   copy of what it sent, and the account keeps the server's, or rules put that elsewhere
  /// @throws GatewayException with NOT_FOUND if the account or folder is gone, TOO_LARGE or
  ///   MEDIA_REFUSED if the account may not keep such a message, or what [MailStore#commit] throws;
  ///   then nothing was added
  public MailTx.Added append(AccountId account, Arrival arrival, Object origin) {
    Function<MailTx, MailTx.Added> work = prepare(account, arrival);
    return store.commit(account, origin, work);
  }

  /// Adds messages, all or none, with ascending UIDs; otherwise as the other [#append].
  ///
  /// @return what was made of each
  public List<MailTx.Added> append(AccountId account, List<Arrival> arrivals, Object origin) {
    List<Function<MailTx, MailTx.Added>> work =
        arrivals.stream().map(arrival -> prepare(account, arrival)).toList();
    return store.commit(account, origin, tx -> work.stream().map(each -> each.apply(tx)).toList());
  }

  /// Puts a message in another one's place, in one step; durable when this returns.
  ///
  /// A draft that stays in its folder becomes the next revision of itself and keeps its id.
  /// Anything else comes as [#append] has it, and the old placement goes.
  ///
  /// @param uid of the message that goes, in `from`
  /// @return what was made of the new one
  /// @throws GatewayException with EXPUNGED if the old message is gone, or as for [#append]; then
  ///   the old message is untouched
  public MailTx.Added replace(
      AccountId account, FolderId from, long uid, Arrival arrival, Object origin) {
    Function<MailTx, MailTx.Added> otherwise = prepare(account, arrival);
    String owner = owner(account).email();
    Digest digest = MessageReader.read(arrival.blob().bytes());
    Instant now = clock.instant();
    return store.commit(
        account,
        origin,
        tx -> {
          Placement old =
              tx.placements(from, UidSet.of(uid)).stream()
                  .findFirst()
                  .orElseThrow(() -> new GatewayException(Fault.EXPUNGED, "the message is gone"));
          boolean draft = old.flags().has(SystemFlag.DRAFT) || from.equals(FolderId.DRAFTS);
          MailTx.Added added =
              draft && from.equals(arrival.folder())
                  ? tx.addRevision(old.message(), message(tx, owner, arrival, digest, now))
                  : otherwise.apply(tx);
          tx.expunge(from, UidSet.of(uid));
          return added;
        });
  }

  /// Refuses a message that is too large for an account, before it comes.
  ///
  /// @throws GatewayException with TOO_LARGE, or NOT_FOUND if the account is gone
  public void checkSize(AccountId account, long octets) {
    ContentLimits.checkSize(guards.apply(owner(account)).allowance(), octets);
  }

  private Grant owner(AccountId account) {
    return grants
        .grantOf(account)
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such account"));
  }

  /// Does what can be done before the transaction.
  ///
  /// @return the rest of [#append], for a transaction that does more
  public Function<MailTx, MailTx.Added> prepare(AccountId account, Arrival arrival) {
    Grant grant = owner(account);
    String owner = grant.email();
    Digest digest = MessageReader.read(arrival.blob().bytes());
    ContentLimits.check(
        guards.apply(grant).allowance(), digest, arrival.blob().bytes(), arrival.blob().size());
    Instant now = clock.instant();
    if (arrival.folder().equals(FolderId.SENT) && modes.apply(account).compares()) {
      return sent(account, owner, arrival, digest, now);
    }
    if (arrival.folder().equals(FolderId.DRAFTS)) {
      DraftLinks links = DraftLinks.of(arrival.blob().bytes(), digest, arrival.session());
      return tx -> draft(tx, links, message(tx, owner, arrival, digest, now), now);
    }
    Optional<MailRead.ContentKey> moved = moved(account, arrival, digest);
    return tx -> {
      NewMessage message = message(tx, owner, arrival, digest, now);
      return moved.filter(key -> Twins.stands(tx, key, arrival.folder())).isPresent()
          ? tx.place(moved.get().message(), message)
          : added(tx, owner, message, now);
    };
  }

  // A client without MOVE may append a message to another folder and expunge it where it was.
  private Optional<MailRead.ContentKey> moved(AccountId account, Arrival arrival, Digest digest) {
    return twins.of(account, digest, arrival.blob(), arrival.folder()::equals);
  }

  // What a client files was not delivered just now: no reply, but for its copy of what it sent.
  private static MailTx.Added added(MailTx tx, String owner, NewMessage message, Instant now) {
    MailTx.Added added = tx.add(message);
    if (message.folders().contains(FolderId.SENT)) {
      Replies.report(tx, message.digest(), added, owner, now);
    }
    return added;
  }

  private static NewMessage message(
      MailTx tx, String owner, Arrival arrival, Digest digest, Instant now) {
    return new NewMessage(
        arrival.blob(),
        digest,
        Threading.join(tx, digest, owner, now),
        List.of(arrival.folder()),
        arrival.flags(),
        now,
        arrival.internalDate(),
        arrival.zone(),
        Optional.empty(),
        Map.of());
  }

  private static MailTx.Added draft(MailTx tx, DraftLinks links, NewMessage message, Instant now) {
    Optional<MailRead.Noted> known = links.draft(tx, now);
    MailTx.Added added =
        known.isEmpty()
            ? tx.add(message)
            : known.get().gone()
                ? tx.addAgain(known.get(), message)
                : tx.addRevision(known.get().message(), message);
    links.note(tx, added.message());
    return added;
  }

  private Function<MailTx, MailTx.Added> sent(
      AccountId account, String owner, Arrival arrival, Digest digest, Instant now) {
    SentMode mode = modes.apply(account);
    SentCopies copies = SentCopies.of(arrival.blob().bytes(), digest);
    Optional<StoredMessage> seen = store.read(account, read -> copies.original(read, now));
    Optional<MailRead.ContentKey> identical =
        seen.map(Twins::content).filter(key -> twins.isIdentical(account, key, arrival.blob()));
    return tx -> {
      Optional<StoredMessage> original = copies.original(tx, now);
      if (original.isEmpty()) {
        return tx.add(message(tx, owner, arrival, digest, now));
      }
      StoredMessage filed = original.get();
      MailRead.ContentKey present = Twins.content(filed);
      if (identical.filter(present::equals).isEmpty()) {
        if (mode == SentMode.SERVER) {
          return new MailTx.Added(filed.id(), filed.thread(), List.of(), List.of());
        }
        tx.adopt(filed.id(), arrival.blob(), digest);
      }
      return filed(tx, filed, arrival.flags());
    };
  }

  private static MailTx.Added filed(MailTx tx, StoredMessage message, Flags flags) {
    List<Placement> sent = tx.placementsOf(message.id(), FolderId.SENT);
    if (sent.isEmpty()) {
      return new MailTx.Added(message.id(), message.thread(), List.of(), List.of());
    }
    Placement placement = sent.getLast();
    tx.editFlags(
        FolderId.SENT, UidSet.of(placement.uid()), new FlagEdit.Add(flags), Optional.empty());
    return new MailTx.Added(
        message.id(), message.thread(), List.of(FolderId.SENT), List.of(placement));
  }
}
