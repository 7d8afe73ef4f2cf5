package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.EnginePorts;
import dev.postern.rules.Action;
import dev.postern.rules.Comparison;
import dev.postern.rules.Condition;
import dev.postern.rules.Match;
import dev.postern.rules.Rule;
import dev.postern.rules.RuleStore;
import dev.postern.rules.Trigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// What every engine promises of workspaces.
public interface WorkspaceStoreContract {
  Instant LATER = Agent.NOON.plusSeconds(60);

  /// Returns the engine under test, empty at first.
  EnginePorts engine();

  /// Returns its workspaces.
  WorkspaceStore workspaces();

  /// Returns its rules.
  RuleStore rules();

  private UUID application() {
    return engine().grants().applications().first().id();
  }

  private Workspace made(UUID application, String name, Optional<String> domain) {
    return new Workspace(
        UUID.randomUUID(),
        application,
        name,
        domain,
        domain.isPresent(),
        false,
        Optional.empty(),
        List.of(),
        false,
        Agent.NOON,
        Agent.NOON);
  }

  private Workspace added(String name) {
    Workspace workspace = made(application(), name, Optional.of(name + ".test"));
    workspaces().add(workspace, 10);
    return workspace;
  }

  private Grant agent(String name) {
    return engine().grants().grantOf(Agent.create(engine(), name).account).orElseThrow();
  }

  private UUID workspaceOf(Grant grant) {
    return engine().grants().grant(grant.id()).orElseThrow().workspaceId();
  }

  private void place(UUID grant, UUID workspace) {
    GrantChange change =
        new GrantChange(
            Optional.empty(), Optional.empty(), Optional.of(workspace), Optional.empty());
    engine().grants().update(grant, change, LATER);
  }

  private static UnaryOperator<Workspace> with(boolean autoGroup, boolean requireApproval) {
    return old ->
        new Workspace(
            old.id(),
            old.application(),
            old.name() + "!",
            old.domain(),
            autoGroup,
            old.isDefault(),
            old.policyId(),
            old.ruleIds(),
            requireApproval,
            old.createdAt(),
            LATER);
  }

  private static void refused(Fault fault, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(fault));
  }

  @Test
  default void anApplicationBeginsWithOneWorkspaceNamedDefault() {
    Application sales = engine().grants().applications().create("Sales", Agent.NOON);
    Workspace home = workspaces().workspaces(sales.id()).getFirst();
    assertThat(workspaces().workspaces(sales.id())).containsExactly(home);
    assertThat(home.id()).isEqualTo(sales.defaultWorkspaceId());
    assertThat(home.name()).isEqualTo("Default");
    assertThat(home.isDefault()).isTrue();
    assertThat(home.ruleIds()).isEmpty();
    assertThat(home.updatedAt()).isEqualTo(Agent.NOON);
    refused(Fault.INVALID, () -> workspaces().remove(sales.id(), home.id(), LATER));
  }

  @Test
  default void allWorkspacesOfAnApplicationCanBeListed() {
    Rule rule =
        new Rule(
            UUID.randomUUID(),
            application(),
            "rule",
            "",
            10,
            true,
            Trigger.INBOUND,
            new Match(
                Match.Operator.ALL,
                List.of(new Condition("from.tld", Comparison.IS, List.of("test")))),
            List.of(new Action.Archive()),
            Agent.NOON,
            Agent.NOON);
    rules().add(rule, 1);
    UUID one = added("one").id();
    Workspace other = added("other");
    List<UUID> many = Collections.nCopies(60_000, rule.id());
    Workspace _ = workspaces().edit(application(), one, old -> naming(old, many));
    refused(
        Fault.LIMIT, () -> workspaces().edit(application(), other.id(), old -> naming(old, many)));
    assertThat(workspaces().workspace(other.id())).contains(other);
    List<UUID> fewer = many.subList(0, 40_000);
    assertThat(workspaces().edit(application(), other.id(), old -> naming(old, fewer)).ruleIds())
        .isEqualTo(fewer);
    assertThat(workspaces().edit(application(), one, old -> naming(old, many)).ruleIds())
        .isEqualTo(many);
    refused(
        Fault.INVALID,
        () ->
            workspaces()
                .edit(application(), other.id(), old -> naming(old, List.of(new UUID(3, 3)))));
  }

  private static Workspace naming(Workspace old, List<UUID> rules) {
    return new Workspace(
        old.id(),
        old.application(),
        old.name(),
        old.domain(),
        old.autoGroup(),
        old.isDefault(),
        old.policyId(),
        rules,
        old.requireApproval(),
        old.createdAt(),
        LATER);
  }

  @Test
  default void aWorkspaceIsFoundByIdAndDomainInItsApplication() {
    Workspace made = added("one");
    assertThat(workspaces().workspace(made.id())).contains(made);
    assertThat(workspaces().ofDomain(application(), "one.test")).contains(made);
    assertThat(workspaces().ofDomain(new UUID(1, 1), "one.test")).isEmpty();
    assertThat(workspaces().workspaces(application())).hasSize(2).last().isEqualTo(made);
    assertThat(workspaces().workspace(new UUID(1, 1))).isEmpty();
  }

  @Test
  default void aDomainIsOfOneWorkspaceAndThereAreOnlySoMany() {
    added("one");
    Workspace same = made(application(), "two", Optional.of("one.test"));
    refused(Fault.INVALID, () -> workspaces().add(same, 10));
    Workspace third = made(application(), "three", Optional.empty());
    refused(Fault.LIMIT, () -> workspaces().add(third, 2));
    assertThat(workspaces().workspaces(application())).hasSize(2);
    UUID other = engine().grants().applications().create("Sales", Agent.NOON).id();
    workspaces().add(made(other, "two", Optional.of("one.test")), 2);
    assertThat(workspaces().workspaces(other)).hasSize(2);
  }

  @Test
  default void anEditIsKeptUnlessItThrows() {
    Workspace made = added("one");
    Workspace changed = workspaces().edit(application(), made.id(), with(false, true));
    assertThat(workspaces().workspace(made.id())).contains(changed);
    assertThat(changed.name()).isEqualTo("one!");
    assertThat(changed.requireApproval()).isTrue();
    refused(Fault.NOT_FOUND, () -> workspaces().edit(new UUID(1, 1), made.id(), with(true, true)));
    assertThatThrownBy(() ->
            workspaces()
                .edit(
                    application(),
                    made.id(),
                    _ -> {
                      throw new IllegalStateException();
                    }))
        .isInstanceOf(RuntimeException.class);
    assertThat(workspaces().workspace(made.id())).contains(changed);
  }

  @Test
  default void accountsOfARemovedWorkspaceMoveToTheDefaultOne() {
    Workspace made = added("one");
    List<Grant> agents = IntStream.range(0, 3).mapToObj(i -> agent("agent" + i)).toList();
    agents.forEach(each -> place(each.id(), made.id()));
    refused(Fault.INVALID, () -> workspaces().remove(application(), home(), LATER));
    assertThat(workspaces().remove(new UUID(1, 1), made.id(), LATER)).isFalse();
    assertThat(workspaces().remove(application(), made.id(), LATER)).isTrue();
    assertThat(workspaces().remove(application(), made.id(), LATER)).isFalse();
    assertThat(agents).allSatisfy(each -> assertThat(workspaceOf(each)).isEqualTo(home()));
  }

  private UUID home() {
    return engine().grants().applications().first().defaultWorkspaceId();
  }

  @Test
  default void accountsAreMovedAllOrNone() {
    Workspace one = added("one");
    Grant ann = agent("ann");
    Grant bob = agent("bob");
    UUID app = application();
    refused(
        Fault.INVALID,
        () ->
            workspaces()
                .assign(app, one.id(), List.of(ann.id(), new UUID(1, 1)), List.of(), LATER));
    assertThat(workspaceOf(ann)).isEqualTo(home());
    workspaces().assign(app, one.id(), List.of(ann.id()), List.of(bob.id()), LATER);
    assertThat(workspaceOf(ann)).isEqualTo(one.id());
    assertThat(workspaces().members(one.id(), Optional.empty(), 10))
        .extracting(Grant::id)
        .containsExactly(ann.id());
    List<UUID> both = List.of(ann.id(), bob.id());
    assertThat(workspaces().assign(app, one.id(), List.of(), both, LATER))
        .containsExactly(ann.id());
    assertThat(workspaceOf(ann)).isEqualTo(home());
    refused(
        Fault.NOT_FOUND,
        () -> workspaces().assign(app, new UUID(1, 1), List.of(ann.id()), List.of(), LATER));
  }

  @Test
  default void aWorkspaceGathersFromTheDefaultOneOnly() {
    Workspace one = added("one");
    Workspace two = added("two");
    Grant ann = agent("ann");
    Grant bob = agent("bob");
    place(bob.id(), two.id());
    Set<UUID> both = Set.of(ann.id(), bob.id());
    assertThat(workspaces().gather(application(), one.id(), both, LATER)).isEqualTo(1);
    assertThat(workspaceOf(ann)).isEqualTo(one.id());
    assertThat(workspaceOf(bob)).isEqualTo(two.id());
    workspaces().edit(application(), two.id(), with(false, false));
    place(bob.id(), home());
    assertThat(workspaces().gather(application(), two.id(), both, LATER)).isZero();
    assertThat(engine().grants().grant(ann.id()).orElseThrow().updatedAt()).isEqualTo(LATER);
  }

  @Test
  default void membersArePagedByTheirNumbers() {
    List<UUID> seen = new ArrayList<>();
    List<Grant> agents = IntStream.range(0, 5).mapToObj(i -> agent("agent" + i)).toList();
    List<Grant> page = workspaces().members(home(), Optional.empty(), 2);
    while (!page.isEmpty()) {
      page.forEach(grant -> seen.add(grant.id()));
      page = workspaces().members(home(), Optional.of(page.getLast().account()), 2);
    }
    assertThat(seen).containsExactlyElementsOf(agents.stream().map(Grant::id).toList());
  }
}
