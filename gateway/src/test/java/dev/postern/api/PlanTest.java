package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.PolicyChange;
import dev.postern.guard.RuleChange;
import dev.postern.guard.Usual;
import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.Limit;
import dev.postern.rules.ListType;
import dev.postern.rules.Plan;
import dev.postern.rules.Policy;
import dev.postern.rules.PolicyLimits;
import dev.postern.rules.PolicyOptions;
import dev.postern.rules.SpamDetection;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a plan allows policies, rules and lists, and how a refusal says that it was the plan.
class PlanTest {
  private static final UUID APPLICATION = UUID.randomUUID();
  private static final Plan SMALL =
      new Plan(
          Map.of(Limit.DAILY_SENT, 200L, Limit.INBOX_RETENTION, 30L, Limit.SPAM_RETENTION, 7L),
          OptionalInt.of(1),
          OptionalInt.of(0),
          OptionalInt.empty());
  private static final Usual USUAL = new Usual(Map.of(Limit.MESSAGE_SIZE, 1000L), true, false);

  @TempDir private Path directory;
  private ScheduledExecutorService timer;
  private SqliteEngine engine;
  private GuardServices small;
  private GuardServices free;

  @BeforeEach
  void start() {
    timer = Executors.newScheduledThreadPool(1);
    InstantSource clock = InstantSource.system();
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory), clock, Thread.ofPlatform().daemon().factory(), timer);
    small = GuardStage.on(engine, SMALL, USUAL, clock).services();
    free = GuardStage.on(engine, Plan.NONE, USUAL, clock).services();
  }

  @AfterEach
  void stop() {
    engine.close();
    timer.shutdownNow();
  }

  private static PolicyChange limits(Map<Limit, Long> numbers) {
    return new PolicyChange(
        Optional.of("p"),
        new PolicyLimits(numbers, Optional.empty()),
        SpamDetection.NONE,
        Optional.empty(),
        PolicyOptions.NONE);
  }

  private static void refused(String text, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> {
              assertThat(e.fault()).isEqualTo(Fault.PLAN_LIMIT);
              assertThat(e.fault().httpStatus()).isEqualTo(403);
              assertThat(e.fault().apiType()).isNotEqualTo("insufficient_scopes");
              assertThat(e.text()).isEqualTo(text);
            });
  }

  @Test
  void aPolicyIsWithinItsPlan() {
    String said = "limits.limit_count_daily_email_sent %d exceeds the maximum (200) for this plan";
    refused(
        said.formatted(201),
        () -> small.policies().create(APPLICATION, limits(Map.of(Limit.DAILY_SENT, 201L))));
    refused(
        said.formatted(-1),
        () -> small.policies().create(APPLICATION, limits(Map.of(Limit.DAILY_SENT, -1L))));
    Policy made = small.policies().create(APPLICATION, limits(Map.of(Limit.DAILY_SENT, 200L)));
    refused(
        said.formatted(201),
        () ->
            small
                .policies()
                .update(APPLICATION, made.id(), limits(Map.of(Limit.DAILY_SENT, 201L))));
    Map<Limit, Long> shown = small.policies().effective(made).limits().numbers();
    assertThat(shown)
        .containsEntry(Limit.DAILY_SENT, 200L)
        .containsEntry(Limit.INBOX_RETENTION, 30L)
        .containsEntry(Limit.MESSAGE_SIZE, 1000L)
        .containsEntry(Limit.STORAGE, -1L);
    assertThat(small.policies().effective(made).spam())
        .isEqualTo(new SpamDetection(Optional.of(true), Optional.of(false), Optional.of(1.0)));
  }

  @Test
  void aPolicyOfALargerPlanIsShownAsItHolds() {
    Policy large =
        free.policies()
            .create(APPLICATION, limits(Map.of(Limit.DAILY_SENT, 500L, Limit.STORAGE, -1L)));
    Policy shown = small.policies().effective(large);
    assertThat(shown.limits().numbers())
        .containsEntry(Limit.DAILY_SENT, 200L)
        .containsEntry(Limit.STORAGE, -1L);
    PolicyChange other = limits(Map.of(Limit.STORAGE, 5L));
    assertThat(small.policies().update(APPLICATION, large.id(), other).limits().numbers())
        .containsEntry(Limit.DAILY_SENT, 500L);
  }

  @Test
  void rulesAndListsAreCounted() {
    RuleChange rule =
        new RuleChange(
            Optional.of("r"),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(List.of(new Condition("from.tld", Comparison.IS, List.of("zip")))),
            Optional.of(List.of(new Action.Block())));
    small.rules().create(APPLICATION, rule);
    refused(
        "Maximum number of rules (1) reached for this plan",
        () -> small.rules().create(APPLICATION, rule));
    refused(
        "Lists are not allowed for this plan",
        () -> small.lists().create(APPLICATION, ListType.TLD, Optional.of("l"), Optional.empty()));
    free.rules().create(APPLICATION, rule);
    free.lists().create(APPLICATION, ListType.TLD, Optional.of("l"), Optional.empty());
  }
}
