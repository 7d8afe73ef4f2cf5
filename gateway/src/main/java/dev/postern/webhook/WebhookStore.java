package dev.postern.webhook;

import dev.postern.mailbox.AccountId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The port to an engine for webhook state: subscriptions, each one's position in each account's
/// change log, and deliveries that must be tried again. Writes are durable when they return.
public interface WebhookStore {
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

  /// Returns accounts of the subscription's application whose log has entries after the
  /// subscription's position.
  List<Position> behind(UUID webhook, int limit);

  /// Moves a position forward and, in the same transaction, keeps deliveries that failed for
  /// another try.
  void advance(UUID webhook, AccountId account, long seq, List<Attempt> again);

  /// Returns deliveries whose time has come, oldest first.
  List<Attempt> dueAttempts(UUID webhook, Instant now, int limit);

  /// Returns the earliest due time of any delivery kept for another try.
  Optional<Instant> nextAttempt();

  /// Puts a kept delivery off, with its attempt count.
  void retry(Attempt attempt);

  /// Ends a kept delivery, delivered or given up.
  void end(Attempt attempt);

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
      Instant due) {}
}
