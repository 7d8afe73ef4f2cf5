package dev.postern.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.EnginePorts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What every engine promises of policies.
public interface PolicyStoreContract {
  Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  /// Returns its policies.
  PolicyStore policies();

  /// Ends it and starts it again on its data.
  void restart();

  /// Says that `work` is refused.
  static void refused(Fault fault, Runnable work) {
    assertThatThrownBy(work::run)
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  private static Policy policy(UUID application, String name, Instant made) {
    return new Policy(
        UUID.randomUUID(),
        application,
        name,
        PolicyLimits.NONE,
        SpamDetection.NONE,
        List.of(),
        PolicyOptions.NONE,
        made,
        made);
  }

  private static Policy named(Policy old, String name) {
    return new Policy(
        old.id(),
        old.application(),
        name,
        old.limits(),
        old.spam(),
        old.ruleIds(),
        old.options(),
        old.createdAt(),
        old.updatedAt());
  }

  @Test
  default void aPolicyIsKeptAsItWasWritten() {
    UUID application = UUID.randomUUID();
    Policy full =
        new Policy(
            UUID.randomUUID(),
            application,
            "Ünïcode 😀",
            new PolicyLimits(
                Map.of(Limit.DAILY_SENT, -1L, Limit.STORAGE, 0L, Limit.THREAD_TURNS, 1L << 52),
                Optional.of(List.of("image/*", "application/pdf"))),
            new SpamDetection(Optional.of(false), Optional.of(true), Optional.of(0.1)),
            List.of(UUID.randomUUID()),
            new PolicyOptions(Optional.of(List.of()), Optional.of(true)),
            NOON,
            NOON.plusMillis(1));
    Policy empty = policy(application, "empty", NOON.plusSeconds(1));
    policies().add(full, 9);
    policies().add(empty, 9);
    restart();
    assertThat(policies().policy(application, full.id())).contains(full);
    assertThat(policies().policy(application, empty.id())).contains(empty);
    assertThat(policies().policy(UUID.randomUUID(), full.id())).isEmpty();
  }

  @Test
  default void policiesArePagedByAgeAlsoPastWhatIsGone() {
    UUID application = UUID.randomUUID();
    List<Policy> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.add(policy(application, "p" + i, NOON.plusMillis(i / 2)));
      policies().add(made.getLast(), 99);
      policies().add(policy(UUID.randomUUID(), "another's", NOON), 99);
    }
    List<Policy> seen = new ArrayList<>(policies().policies(application, Optional.empty(), 3));
    Policy last = seen.getLast();
    assertThat(policies().remove(application, last.id())).isTrue();
    Optional<Seen> after = Optional.of(new Seen(last.createdAt(), last.id()));
    seen.addAll(policies().policies(application, after, 99));
    assertThat(seen).containsExactlyInAnyOrderElementsOf(made);
    assertThat(seen).isSortedAccordingTo(java.util.Comparator.comparing(Policy::createdAt));
  }

  @Test
  default void anApplicationHasSoManyPolicies() {
    UUID application = UUID.randomUUID();
    policies().add(policy(application, "one", NOON), 1);
    refused(Fault.LIMIT, () -> policies().add(policy(application, "two", NOON), 1));
    policies().add(policy(UUID.randomUUID(), "another's", NOON), 1);
    assertThat(policies().policies(application, Optional.empty(), 9)).hasSize(1);
  }

  @Test
  default void editsAtOnceLoseNothing() {
    UUID application = UUID.randomUUID();
    Policy made = policy(application, "", NOON);
    policies().add(made, 9);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        threads.execute(() -> {
          Policy _ = policies().edit(application, made.id(), old -> named(old, old.name() + "x"));
        });
      }
    }
    assertThat(policies().policy(application, made.id()).orElseThrow().name())
        .isEqualTo("x".repeat(20));
  }

  @Test
  default void aRefusedEditChangesNothingAndAnothersIsNotFound() {
    UUID application = UUID.randomUUID();
    Policy made = policy(application, "p", NOON);
    policies().add(made, 9);
    refused(
        Fault.INVALID,
        () ->
            policies()
                .edit(
                    application,
                    made.id(),
                    _ -> {
                      throw new GatewayException(Fault.INVALID, "no");
                    }));
    refused(Fault.NOT_FOUND, () -> policies().edit(UUID.randomUUID(), made.id(), old -> old));
    assertThat(policies().remove(UUID.randomUUID(), made.id())).isFalse();
    assertThat(policies().policy(application, made.id())).contains(made);
    assertThat(policies().remove(application, made.id())).isTrue();
    assertThat(policies().remove(application, made.id())).isFalse();
  }
}
