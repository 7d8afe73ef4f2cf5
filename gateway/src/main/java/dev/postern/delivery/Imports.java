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
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Keywords;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.SystemFolder;
import dev.postern.threads.Threading;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Takes mail in that lay somewhere else before, each message exactly once.
///
/// It is no delivery: no rule sees it, nobody is told of it, and no message becomes a reply or a
/// copy of something sent. Its bytes stay as they are, and UIDs ascend in the order given.
public final class Imports {
  private final MailStore store;
  private final GrantStore grants;
  private final Function<Grant, Guard> guards;
  private final InstantSource clock;
  private final Twins twins;

  /// Imports into the mailboxes of `store`.
  ///
  /// @param guards what holds for each account now
  public Imports(
      MailStore store, GrantStore grants, Function<Grant, Guard> guards, InstantSource clock) {
    this.store = store;
    this.grants = grants;
    this.guards = guards;
    this.clock = clock;
    this.twins = new Twins(store);
  }

  /// A message that comes.
  ///
  /// @param key names it within its job
  /// @param folder full path, made if it is missing
  /// @param blob kept open by the caller
  /// @param date the internal date; empty: that of its Date field, or now
  public record Arrival(
      String key, String folder, Blob blob, Flags flags, Optional<OffsetDateTime> date) {}

  /// What became of a message.
  public sealed interface Outcome {
    /// It is there now.
    record Imported(MessageId message, FolderId folder, long uid) implements Outcome {}

    /// It was imported before.
    record Known() implements Outcome {}

    /// It was not taken; the others were.
    record Refused(Fault fault, String text) implements Outcome {}
  }

  /// A message that was read, before the transaction.
  private record Prepared(
      Arrival arrival, Digest digest, OffsetDateTime date, Optional<MailRead.ContentKey> twin) {}

  /// Adds messages; durable when this returns. One that is refused keeps no other from coming.
  ///
  /// @param job whose keys they have
  /// @return what became of each
  /// @throws GatewayException what [MailStore#commit] throws for any message, if it may pass; then
  ///   those before it may have come, and the call can be repeated
  public List<Outcome> add(AccountId account, String job, List<Arrival> arrivals) {
    Grant owner =
        grants
            .grantOf(account)
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "no such account"));
    Set<String> known = taken(account, job, arrivals.stream().map(Arrival::key).toList());
    List<Function<MailTx, Outcome>> work =
        arrivals.stream()
            .map(arrival ->
                known.contains(arrival.key())
                    ? (Function<MailTx, Outcome>) _ -> new Outcome.Known()
                    : prepared(owner, job, arrival))
            .toList();
    try {
      return commit(account, work);
    } catch (GatewayException refusal) {
      if (mayPass(refusal.fault())) {
        throw refusal;
      }
      return oneByOne(account, work);
    }
  }

  /// Returns those of `keys` that were imported before.
  public Set<String> taken(AccountId account, String job, List<String> keys) {
    return store.commit(account, this, tx -> tx.join(ImportTx.class).taken(job, keys));
  }

  private List<Outcome> commit(AccountId account, List<Function<MailTx, Outcome>> work) {
    return store.commit(account, this, tx -> work.stream().map(each -> each.apply(tx)).toList());
  }

  private List<Outcome> oneByOne(AccountId account, List<Function<MailTx, Outcome>> work) {
    List<Outcome> outcomes = new ArrayList<>();
    for (Function<MailTx, Outcome> each : work) {
      try {
        outcomes.addAll(commit(account, List.of(each)));
      } catch (GatewayException refusal) {
        if (mayPass(refusal.fault())) {
          throw refusal;
        }
        outcomes.add(new Outcome.Refused(refusal.fault(), refusal.text()));
      }
    }
    return outcomes;
  }

  // Of the engine, not of this message.
  private static boolean mayPass(Fault fault) {
    return fault.httpStatus() >= 500 || fault == Fault.THROTTLED;
  }

  private Function<MailTx, Outcome> prepared(Grant owner, String job, Arrival arrival) {
    try {
      return adding(owner, job, prepare(owner, arrival));
    } catch (GatewayException refusal) {
      if (mayPass(refusal.fault())) {
        throw refusal;
      }
      return _ -> new Outcome.Refused(refusal.fault(), refusal.text());
    }
  }

  private Prepared prepare(Grant owner, Arrival arrival) {
    AccountId account = owner.account();
    Blob blob = arrival.blob();
    Digest digest = MessageReader.read(blob.bytes());
    ContentLimits.check(guards.apply(owner).allowance(), digest, blob.bytes(), blob.size());
    Optional<MailRead.ContentKey> twin = Optional.empty();
    if (SystemFolder.named(arrival.folder()).filter(SystemFolder.DRAFTS::equals).isEmpty()) {
      Optional<FolderId> into =
          store.read(account, read -> read.folderNamed(spelt(arrival.folder())).map(Folder::id));
      twin = twins.of(account, digest, blob, id -> into.filter(id::equals).isPresent());
    }
    OffsetDateTime date = arrival.date().orElseGet(() -> date(digest));
    return new Prepared(arrival, digest, date, twin);
  }

  private OffsetDateTime date(Digest digest) {
    Instant written = digest.date();
    return (written == null ? clock.instant() : written).atOffset(ZoneOffset.UTC);
  }

  private Function<MailTx, Outcome> adding(Grant owner, String job, Prepared prepared) {
    Instant now = clock.instant();
    return tx -> {
      if (!tx.join(ImportTx.class).take(job, prepared.arrival().key())) {
        return new Outcome.Known();
      }
      FolderId folder = folder(tx, prepared.arrival().folder());
      Optional<MailRead.ContentKey> twin =
          prepared.twin().filter(key -> Twins.stands(tx, key, folder));
      NewMessage message = message(tx, owner, prepared, folder, now, twin.isPresent());
      MailTx.Added added =
          twin.isPresent() ? tx.place(twin.get().message(), message) : tx.addQuietly(message);
      return new Outcome.Imported(added.message(), folder, added.placements().getFirst().uid());
    };
  }

  // The six have no case, also above others.
  private static String spelt(String name) {
    int slash = name.indexOf('/');
    String first = slash < 0 ? name : name.substring(0, slash);
    return SystemFolder.named(first)
        .map(system -> system.imapName() + name.substring(first.length()))
        .orElse(name);
  }

  private static FolderId folder(MailTx tx, String asked) {
    String name = spelt(asked);
    return tx.folderNamed(name)
        .map(Folder::id)
        .orElseGet(() -> {
          Folder made = tx.createFolder(name);
          tx.subscribe(made.name(), true);
          return made.id();
        });
  }

  private static NewMessage message(
      MailTx tx, Grant owner, Prepared prepared, FolderId folder, Instant now, boolean placed) {
    Instant dated = prepared.date().toInstant();
    Instant received =
        dated.isAfter(now) ? now : dated.isBefore(Instant.EPOCH) ? Instant.EPOCH : dated;
    return new NewMessage(
        prepared.arrival().blob(),
        prepared.digest(),
        placed ? Optional.empty() : Threading.join(tx, prepared.digest(), owner.email(), received),
        List.of(folder),
        fitting(tx, folder, prepared.arrival().flags()),
        received,
        prepared.date().toEpochSecond(),
        prepared.date().getOffset().getTotalSeconds() / 60,
        Optional.empty(),
        Map.of());
  }

  // Senders write keywords too, into fields that an mbox keeps: no mail must stay behind because a
  // folder has all the keywords it can have.
  private static Flags fitting(MailTx tx, FolderId folder, Flags flags) {
    Keywords known = tx.folder(folder).map(Folder::keywords).orElse(Keywords.EMPTY);
    long room = (long) Keywords.MAX - known.names().size();
    Stream<String> more = flags.keywords().stream().filter(name -> known.indexOf(name) < 0);
    Stream<String> old = flags.keywords().stream().filter(name -> known.indexOf(name) >= 0);
    return new Flags(
        flags.system(), Stream.concat(old, more.sorted().limit(room)).collect(Collectors.toSet()));
  }

  /// Forgets what a job brought, so that it may bring it again.
  public void forget(AccountId account, String job) {
    int slice = 1000;
    int gone;
    do {
      gone = store.commit(account, this, tx -> tx.join(ImportTx.class).forget(job, slice));
    } while (gone == slice);
  }

  /// Returns how many messages a job brought.
  public long count(AccountId account, String job) {
    return store.commit(account, this, tx -> tx.join(ImportTx.class).count(job));
  }
}
