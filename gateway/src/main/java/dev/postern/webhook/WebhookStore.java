package dev.postern.webhook;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailStore;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// The port to an engine for webhook state: subscriptions, each one's position in each account's
/// change log and in its application's own, and deliveries that must be tried again. Writes are
/// durable when they return.
public interface WebhookStore {
  /// Stands for an application's own log where an account is named: no account has this number.
  AccountId APPLICATION = new AccountId(0);

  /// Makes a subscription whose positions start at the present `seq` of every account of its
  /// application, and at 0 for accounts made later.
  ///
  /// @throws dev.postern.fault.GatewayException with ALREADY_EXISTS if another one of the
  ///   application has the URL
  void create(Webhook webhook);

  /// Replaces a subscription's fields.
  void update(Webhook webhook);

  /// Removes a subscription with its positions and attempts.
  ///
  /// @return false if there was none
  boolean delete(UUID id);

  /// Returns all subscriptions, oldest first.
  List<Webhook> all();

  /// Returns a subscription.
  Optional<Webhook> webhook(UUID id);

  /// Returns accounts of the subscription's application, above `after` and ascending, whose log has
  /// entries after the subscription's position; among them [#APPLICATION].
  List<Position> behind(UUID webhook, AccountId after, int limit);

  /// Moves positions forward, none back, and, in the same transaction, keeps deliveries that failed
  /// for another try. Does nothing if the webhook is gone.
  void advance(UUID webhook, Map<AccountId, Long> positions, List<Attempt> again);

  /// Moves all positions to where the logs are now and forgets what was to be tried again.
  void skip(UUID webhook);

  /// Returns deliveries whose time has come, oldest first.
  List<Attempt> dueAttempts(UUID webhook, Instant now, int limit);

  /// Returns the earliest due time of the webhook's deliveries kept for another try.
  Optional<Instant> nextAttempt(UUID webhook);

  /// Puts a kept delivery off, with its attempt count.
  void retry(Attempt attempt);

  /// Ends a kept delivery, delivered or given up.
  void end(Attempt attempt);

  /// Returns the entries of an application's own log with a `seq` above `seq`, oldest first: what
  /// happened to its grants.
  ///
  /// @param limit the most transactions
  List<LogEntry> applicationLog(UUID application, long seq, int limit);

  /// Calls `watcher` after each entry of any application's log, until closed. It must only hand
  /// over.
  MailStore.Watch watchApplications(Consumer<ApplicationNews> watcher);

  /// An application's log has an entry more.
  record ApplicationNews(UUID application, long seq) {}

  /// Where a subscription stands in one account's log.
  record Position(AccountId account, long seq) {}

  /// One delivery to be tried again; the payload is made anew when it is sent.
  ///
  /// @param item index of the entry within its transaction
  /// @param attempts how often it was tried
  /// @param first when it was tried first
  record Attempt(
      UUID webhook,
      AccountId account,
      long seq,
      int item,
      String trigger,
      String subject,
      int attempts,
      Instant first,
      Instant due) {
    /// Returns the same after another try.
    public Attempt after(int tries, Instant next) {
      return new Attempt(webhook, account, seq, item, trigger, subject, tries, first, next);
    }
  }
}
