package dev.postern.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.auth.Workspace;
import dev.postern.mailbox.AccountId;
import dev.postern.rules.Action;
import dev.postern.rules.MailFacts;
import dev.postern.rules.Match;
import dev.postern.rules.Plan;
import dev.postern.rules.Rule;
import dev.postern.rules.SomeRules;
import dev.postern.rules.Trigger;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What holds for accounts, with less memory than all of it takes.
@SuppressWarnings("NullAway.Init") // made before each test
class GuardsTest {
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

  @TempDir private Path directory;
  private SqliteEngine engine;

  @BeforeEach
  void start() {
    engine =
        SqliteEngine.open(
            EngineOptions.in(directory),
            InstantSource.system(),
            Thread.ofPlatform().daemon().factory(),
            timer);
  }

  @AfterEach
  void stop() {
    engine.close();
    timer.shutdownNow();
  }

  private Grant inWorkspaceThatBlocks(int number) {
    UUID application = engine.grants().applications().first().id();
    Rule rule =
        new Rule(
            new UUID(2, number),
            application,
            "rule",
            "",
            10,
            true,
            Trigger.INBOUND,
            new Match(
                Match.Operator.ALL,
                List.of(SomeRules.is("from.domain", "spam" + number + ".example"))),
            List.of(new Action.Block()),
            Instant.EPOCH,
            Instant.EPOCH);
    engine.rules().add(rule, 100);
    UUID id = new UUID(3, number);
    engine
        .workspaces()
        .add(
            new Workspace(
                id,
                application,
                "w" + number,
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                List.of(rule.id()),
                false,
                Instant.EPOCH,
                Instant.EPOCH),
            100);
    return new Grant(
        new UUID(4, number),
        new AccountId(number),
        application,
        id,
        "a@b.test",
        "",
        false,
        false,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  private static boolean blocks(Guard guard, String domain) {
    return guard
        .inbound()
        .evaluate(MailFacts.atRcpt("eve@" + domain, "ann@agents.example"))
        .isBlocked();
  }

  @Test
  void manyWorkspacesTakeNoMoreMemoryThanThereIs() {
    for (long room : new long[] {0, 10_000, 1 << 20}) {
      Guards guards =
          new Guards(
              engine.workspaces(),
              engine.policies(),
              engine.rules(),
              new Memberships(engine.lists()),
              Plan.NONE,
              room);
      for (int number = 1; number <= 20; number++) {
        int own = (int) (100 * room) + number;
        Grant grant = inWorkspaceThatBlocks(own);
        for (int again = 0; again < 3; again++) {
          assertThat(blocks(guards.of(grant), "spam" + own + ".example")).isTrue();
          assertThat(blocks(guards.of(grant), "spam.example")).isFalse();
        }
        assertThat(guards.taken()).isLessThanOrEqualTo(room);
      }
      assertThat(guards.taken() > 0).isEqualTo(room > 0);
    }
  }
}
