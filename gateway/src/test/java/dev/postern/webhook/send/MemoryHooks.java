package dev.postern.webhook.send;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailStore;
import dev.postern.webhook.Webhook;
import dev.postern.webhook.WebhookStore;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/// Webhook state in memory, beside a [MemoryMail].
final class MemoryHooks implements WebhookStore {
  final List<Attempt> attempts = new ArrayList<>();
  private final Map<UUID, Webhook> webhooks = new LinkedHashMap<>();
  private final Map<UUID, Map<AccountId, Long>> positions = new HashMap<>();
  private final MemoryMail mail;

  MemoryHooks(MemoryMail mail) {
    this.mail = mail;
  }

  @Override
  public synchronized void create(Webhook webhook) {
    webhooks.put(webhook.id(), webhook);
    positions.put(webhook.id(), new HashMap<>(mail.seqs()));
  }

  @Override
  public synchronized void update(Webhook webhook) {
    webhooks.put(webhook.id(), webhook);
  }

  @Override
  public synchronized boolean delete(UUID id) {
    attempts.removeIf(attempt -> attempt.webhook().equals(id));
    return webhooks.remove(id) != null;
  }

  @Override
  public synchronized List<Webhook> all() {
    return List.copyOf(webhooks.values());
  }

  @Override
  public synchronized Optional<Webhook> webhook(UUID id) {
    return Optional.ofNullable(webhooks.get(id));
  }

  @Override
  public synchronized List<Position> behind(UUID webhook, AccountId after, int limit) {
    Map<AccountId, Long> known = positions.getOrDefault(webhook, Map.of());
    return mail.seqs().entrySet().stream()
        .filter(entry -> entry.getValue() > known.getOrDefault(entry.getKey(), 0L))
        .map(entry -> new Position(entry.getKey(), known.getOrDefault(entry.getKey(), 0L)))
        .filter(position -> position.account().value() > after.value())
        .sorted(Comparator.comparingLong(position -> position.account().value()))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized void advance(UUID webhook, Map<AccountId, Long> told, List<Attempt> again) {
    told.forEach((account, seq) ->
        positions.computeIfAbsent(webhook, _ -> new HashMap<>()).merge(account, seq, Math::max));
    attempts.addAll(again);
  }

  @Override
  public synchronized void skip(UUID webhook) {
    attempts.removeIf(attempt -> attempt.webhook().equals(webhook));
    positions.put(webhook, new HashMap<>(mail.seqs()));
  }

  @Override
  public List<LogEntry> applicationLog(UUID application, long seq, int limit) {
    return List.of();
  }

  @Override
  public MailStore.Watch watchApplications(Consumer<ApplicationNews> watcher) {
    return () -> {};
  }

  @Override
  public synchronized List<Attempt> dueAttempts(UUID webhook, Instant now, int limit) {
    return attempts.stream()
        .filter(attempt -> attempt.webhook().equals(webhook) && !attempt.due().isAfter(now))
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<Instant> nextAttempt(UUID webhook) {
    return attempts.stream()
        .filter(a -> a.webhook().equals(webhook))
        .map(Attempt::due)
        .min(Comparator.naturalOrder());
  }

  @Override
  public synchronized void retry(Attempt attempt) {
    end(attempt);
    attempts.add(attempt);
  }

  @Override
  public synchronized void end(Attempt attempt) {
    attempts.removeIf(a -> a.seq() == attempt.seq() && a.item() == attempt.item());
  }

  synchronized List<Attempt> kept() {
    return List.copyOf(attempts);
  }
}
