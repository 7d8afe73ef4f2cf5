package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantChange;
import dev.postern.auth.Workspace;
import dev.postern.mailbox.Agent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Whoever remembers what holds for an account hears when it is moved, whichever way.
class MovesTest {
  @Test
  void eachWayToMoveAnAccountIsHeardOf() {
    try (TemporaryEngine temporary = new TemporaryEngine(TemporaryEngine.smallSegments())) {
      SqliteEngine engine = temporary.engine();
      Agent ann = Agent.create(temporary.ports(), "ann");
      Grant grant = engine.grants().grantOf(ann.account).orElseThrow();
      Workspace other =
          new Workspace(
              UUID.randomUUID(),
              grant.applicationId(),
              "other",
              Optional.empty(),
              false,
              false,
              Optional.empty(),
              List.of(),
              false,
              Agent.NOON,
              Agent.NOON);
      engine.workspaces().add(other, 10);
      long before = engine.moves();
      GrantChange moved =
          new GrantChange(
              Optional.empty(), Optional.empty(), Optional.of(other.id()), Optional.empty());
      Grant _ = engine.grants().update(grant.id(), moved, Agent.NOON);
      long patched = engine.moves();
      assertThat(patched).isNotEqualTo(before);
      boolean _ = engine.workspaces().remove(grant.applicationId(), other.id(), Agent.NOON);
      assertThat(engine.moves()).isNotEqualTo(patched);
    }
  }
}
