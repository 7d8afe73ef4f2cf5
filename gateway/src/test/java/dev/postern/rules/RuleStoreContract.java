package dev.postern.rules;

import static dev.postern.rules.PolicyStoreContract.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// What every engine promises of rules.
public interface RuleStoreContract {
  Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

  /// Returns the rules of the engine under test, none at first.
  RuleStore rules();

  /// Returns its lists.
  ListStore lists();

  /// Ends it and starts it again on its data.
  void restart();

  private static Rule rule(UUID application, Instant made, Condition... conditions) {
    return new Rule(
        UUID.randomUUID(),
        application,
        "r",
        "",
        10,
        true,
        Trigger.INBOUND,
        new Match(Match.Operator.ALL, List.of(conditions)),
        List.of(new Action.Block()),
        made,
        made);
  }

  private static Condition is(String value) {
    return new Condition("from.domain", Comparison.IS, List.of(value));
  }

  private static Rule with(Rule old, boolean enabled, Match match) {
    return new Rule(
        old.id(),
        old.application(),
        old.name(),
        old.description(),
        old.priority(),
        enabled,
        old.trigger(),
        match,
        old.actions(),
        old.createdAt(),
        old.updatedAt());
  }

  private ItemList list(UUID application, ListType type) {
    ItemList made = new ItemList(UUID.randomUUID(), application, "l", "", type, 0, NOON, NOON);
    lists().add(made, 99);
    return made;
  }

  @Test
  default void aRuleIsKeptAsItWasWritten() {
    UUID application = UUID.randomUUID();
    Rule full =
        new Rule(
            UUID.randomUUID(),
            application,
            "Ünïcode 😀",
            "two\nlines",
            1000,
            false,
            Trigger.OUTBOUND,
            new Match(
                Match.Operator.ANY,
                List.of(
                    new Condition("recipient.tld", Comparison.IS_NOT, List.of("test")),
                    new Condition("message.size", Comparison.GTE, List.of("5")))),
            List.of(
                new Action.MarkAsSpam(),
                new Action.AssignToFolder("Clients/Äcme"),
                new Action.MarkAsRead(),
                new Action.MarkAsStarred(),
                new Action.Archive(),
                new Action.Trash()),
            NOON,
            NOON.plusMillis(1));
    rules().add(full, 9);
    restart();
    assertThat(rules().rule(application, full.id())).contains(full);
    assertThat(rules().rule(UUID.randomUUID(), full.id())).isEmpty();
    Rule other = rule(application, NOON, is("x.test"));
    rules().add(other, 9);
    assertThat(
            rules()
                .rules(application, List.of(other.id(), UUID.randomUUID(), full.id(), full.id())))
        .containsExactlyInAnyOrder(full, other);
    assertThat(rules().rules(UUID.randomUUID(), List.of(full.id()))).isEmpty();
  }

  @Test
  default void rulesArePagedByAgeAndBounded() {
    UUID application = UUID.randomUUID();
    List<Rule> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.add(rule(application, NOON.plusMillis(i / 2), is("x.test")));
      rules().add(made.getLast(), 5);
    }
    refused(Fault.LIMIT, () -> rules().add(rule(application, NOON, is("x.test")), 5));
    made.sort(Comparator.comparing(Rule::createdAt).thenComparing(each -> each.id().toString()));
    List<Rule> seen = new ArrayList<>(rules().rules(application, Optional.empty(), 2));
    Rule last = seen.getLast();
    assertThat(rules().remove(application, last.id())).isTrue();
    seen.addAll(rules().rules(application, Optional.of(new Seen(last.createdAt(), last.id())), 9));
    assertThat(seen).isEqualTo(made);
  }

  @Test
  default void theListsThatARuleNamesMustBeThereAndFit() {
    UUID application = UUID.randomUUID();
    String domains = list(application, ListType.DOMAIN).id().toString();
    String addresses = list(application, ListType.ADDRESS).id().toString();
    String foreign = list(UUID.randomUUID(), ListType.DOMAIN).id().toString();
    for (String bad : List.of(addresses, foreign, UUID.randomUUID().toString())) {
      Condition condition =
          new Condition("from.domain", Comparison.NOT_IN_LIST, List.of(domains, bad));
      assertThatThrownBy(() -> rules().add(rule(application, NOON, is("x.test"), condition), 9))
          .isInstanceOfSatisfying(
              GatewayException.class,
              e -> {
                assertThat(e.fault()).isEqualTo(Fault.INVALID);
                assertThat(e.text()).contains(bad, "invalid_field", "match.conditions[1].value");
              });
    }
    assertThat(rules().rules(application, Optional.empty(), 9)).isEmpty();
  }

  @Test
  default void aRuleWhoseListIsGoneCanStillBeEdited() {
    UUID application = UUID.randomUUID();
    ItemList list = list(application, ListType.DOMAIN);
    Rule rule =
        rule(
            application,
            NOON,
            new Condition("from.domain", Comparison.IN_LIST, List.of(list.id().toString())));
    rules().add(rule, 9);
    assertThat(lists().remove(application, list.id())).isTrue();
    assertThat(rules().edit(application, rule.id(), old -> with(old, false, old.match())))
        .isEqualTo(with(rule, false, rule.match()));
    Match any = new Match(Match.Operator.ANY, rule.match().conditions());
    refused(Fault.INVALID, () -> rules().edit(application, rule.id(), old -> with(old, true, any)));
    refused(Fault.NOT_FOUND, () -> rules().edit(UUID.randomUUID(), rule.id(), old -> old));
    assertThat(rules().rule(application, rule.id())).contains(with(rule, false, rule.match()));
  }
}
