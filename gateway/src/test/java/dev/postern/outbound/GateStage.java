package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantChange;
import dev.postern.delivery.Delivery;
import dev.postern.delivery.Recipients;
import dev.postern.delivery.SentMode;
import dev.postern.domains.Domains;
import dev.postern.guard.Guard;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.rules.Action;
import dev.postern.rules.Allowance;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.Evaluation;
import dev.postern.rules.EvaluationStore;
import dev.postern.rules.Limit;
import dev.postern.rules.Lists;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleSet;
import dev.postern.rules.SpamDetection;
import dev.postern.rules.Trigger;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.support.Unsupported;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/// Two agents, `ann` and `bob` at `example.org`, on the real engine behind a gate; no worker runs.
final class GateStage implements AutoCloseable {
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  final SqliteEngine engine;
  final Sending sending;
  final Agent ann;
  final Agent bob;
  volatile Instant now = Agent.NOON;

  /// What holds for both.
  volatile Guard guard = Guard.NONE;

  volatile SentMode mode = SentMode.ADOPT;

  GateStage(Path directory, LoopLimits loops) {
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory), () -> now, Thread.ofPlatform().daemon().factory(), timer);
    Gate gate =
        new Gate(
            engine.grants(),
            _ -> guard,
            engine.mail(),
            new Quotas(SendLimits.NONE, engine.schedules(), false),
            loops,
            () -> now);
    sending =
        new Sending(
            engine.mail(),
            new Recipients(engine.grants(), Domains.of(List.of("example.org"))),
            Unsupported.except(Transport.class, this),
            () -> now,
            Duration.ofDays(1),
            _ -> mode,
            gate);
    EnginePorts ports =
        new EnginePorts(engine.mail(), engine.grants(), engine.queue(), engine.webhooks());
    ann = Agent.create(ports, "ann");
    bob = Agent.create(ports, "bob");
  }

  @SuppressWarnings("unused") // called through the port
  boolean routes(AccountId account, String domain) {
    return true;
  }

  /// Rules of which each matches mail to `far@elsewhere.test`.
  static Guard rules(Action... actions) {
    return rules(Arrays.stream(actions).map(List::of).toList());
  }

  private static Guard rules(List<List<Action>> actions) {
    List<Rule> rules =
        actions.stream()
            .map(each ->
                new Rule(
                    UUID.randomUUID(),
                    new UUID(0, 1),
                    "rule",
                    "",
                    10,
                    true,
                    Trigger.OUTBOUND,
                    new Match(
                        Match.Operator.ALL,
                        List.of(
                            new Condition(
                                "recipient.address",
                                Comparison.IS,
                                List.of("far@elsewhere.test")))),
                    each,
                    Agent.NOON,
                    Agent.NOON))
            .toList();
    return new Guard(
        Allowance.ALL,
        SpamDetection.NONE,
        RuleSet.NONE,
        RuleSet.of(rules, Lists.of((_, _) -> false)),
        false);
  }

  static Guard limits(Map<Limit, Long> numbers) {
    return new Guard(
        new Allowance(numbers, List.of()), SpamDetection.NONE, RuleSet.NONE, RuleSet.NONE, false);
  }

  Grant grant(Agent agent) {
    return engine.grants().grantOf(agent.account).orElseThrow();
  }

  /// Stops an agent.
  void block(Agent agent) {
    GrantChange stopped =
        new GrantChange(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(true));
    Grant _ = engine.grants().update(grant(agent).id(), stopped, now);
  }

  Submission mail(Agent agent, Blob blob, Optional<MessageId> draft, String... to) {
    Grant grant = grant(agent);
    return new Submission(
        grant,
        grant.email(),
        List.of(to),
        blob,
        MessageReader.read(blob.bytes()),
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        draft,
        this);
  }

  Blob blob(Agent agent, String text) {
    return agent.blob(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Sends as the API does.
  Departure send(Agent agent, String text, String... to) {
    return send(agent, text, Optional.empty(), Optional.empty(), to);
  }

  Departure send(
      Agent agent, String text, Optional<MessageId> draft, Optional<Instant> due, String... to) {
    try (Blob blob = blob(agent, text);
        Exit exit = sending.depart(mail(agent, blob, draft, to), due)) {
      return agent.commit(exit::take);
    }
  }

  /// Sends as a mail client does.
  void submit(Agent agent, String text, Optional<Instant> release, String... to) {
    try (Blob blob = blob(agent, text)) {
      Departure _ = sending.submit(mail(agent, blob, Optional.empty(), to), release);
    }
  }

  Rehearsal rehearse(Agent agent, String text, Optional<Instant> due, String... to) {
    try (Blob blob = blob(agent, text)) {
      return sending.rehearse(mail(agent, blob, Optional.empty(), to), due);
    }
  }

  /// Lets a mail in as the queue does.
  StoredMessage deliver(Agent agent, String text) {
    try (Blob blob = blob(agent, text)) {
      MessageId id =
          new Delivery(engine.mail(), "mx.example.org", () -> now)
              .deliver(
                  grant(agent),
                  new Delivery.Direct(
                      "", grant(agent).email(), blob, blob.size(), Optional.empty()),
                  this)
              .message();
      return agent.message(id).orElseThrow();
    }
  }

  /// Sends what is due.
  void release() {
    Release release =
        new Release(
            engine.schedules(),
            engine.approvals(),
            engine.grants(),
            engine.mail(),
            sending,
            () -> now);
    try (ScheduleWorker worker =
        new ScheduleWorker(engine.schedules(), release, () -> now, Runnable::run)) {
      worker.sendDue();
    }
  }

  /// Returns the records of an agent, newest first.
  List<Evaluation> evaluations(Agent agent) {
    return engine.evaluations().evaluations(agent.account, OptionalLong.empty(), 100).stream()
        .map(EvaluationStore.Kept::evaluation)
        .toList();
  }

  /// Returns what waits to leave.
  int queued() {
    return Waiting.due(engine.queue(), now).size();
  }

  @Override
  public void close() {
    engine.close();
    timer.shutdownNow();
  }
}
