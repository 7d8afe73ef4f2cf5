package dev.postern.rules;

import static dev.postern.rules.SomeRules.all;
import static dev.postern.rules.SomeRules.any;
import static dev.postern.rules.SomeRules.is;
import static dev.postern.rules.SomeRules.isNot;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// How rules come to a decision, and what they do while not all is known.
class RuleSetTest {
  private static final Action BLOCK = new Action.Block();
  private static final Action READ = new Action.MarkAsRead();
  private static final Action STAR = new Action.MarkAsStarred();
  private static final Condition SPAMMER = is("from.domain", "spam.example");
  private static final Condition OFFER = is("subject", "offer");

  private static RuleSet set(Rule... rules) {
    return RuleSet.of(List.of(rules), (Lists) _ -> _ -> false);
  }

  private static Rule at(int priority, Rule rule) {
    return SomeRules.rule(
        (int) rule.id().getLeastSignificantBits(),
        priority,
        rule.trigger(),
        rule.match().operator(),
        rule.match().conditions(),
        rule.actions());
  }

  private static List<UUID> ids(Rule... rules) {
    return List.of(rules).stream().map(Rule::id).toList();
  }

  @Test
  void atRcptARuleThatAsksForMoreThanIsKnownDoesNothing() {
    Facts rcpt = MailFacts.atRcpt("bob@spam.example", "ann@agents.example");
    assertThat(set(all(1, BLOCK, SPAMMER, OFFER)).evaluate(rcpt)).isEqualTo(Decision.NONE);
    assertThat(set(any(1, BLOCK, OFFER)).evaluate(rcpt)).isEqualTo(Decision.NONE);
    assertThat(set(all(1, BLOCK, isNot("subject", "x"))).evaluate(rcpt)).isEqualTo(Decision.NONE);
  }

  @Test
  void atRcptWhatIsKnownDecidesIfItCan() {
    Facts rcpt = MailFacts.atRcpt("bob@SPAM.example.", "Ann+x@agents.example");
    assertThat(set(any(1, BLOCK, OFFER, SPAMMER)).evaluate(rcpt).isBlocked()).isTrue();
    assertThat(set(all(1, BLOCK, SPAMMER)).evaluate(rcpt).isBlocked()).isTrue();
    Explanation no =
        set(all(1, BLOCK, OFFER, is("delivered_to.domain", "x.example")))
            .explain(rcpt, Evaluation.Stage.SMTP_RCPT);
    assertThat(no.rules().getFirst().outcome()).isEqualTo(Truth.NO);
    assertThat(
            set(all(1, BLOCK, is("delivered_to.address", "ann+x@agents.example")))
                .evaluate(rcpt)
                .isBlocked())
        .isTrue();
  }

  @Test
  void atRcptTheAuthorMayBeAnotherThanTheSender() {
    Rule strangers = all(1, BLOCK, isNot("from.domain", "friend.example"));
    Facts bounces = MailFacts.atRcpt("bounce@mailer.example", "ann@agents.example");
    assertThat(set(strangers).evaluate(bounces).isBlocked()).isFalse();
    Facts nobody = MailFacts.atRcpt("", "ann@agents.example");
    assertThat(set(strangers).evaluate(nobody).isBlocked()).isFalse();
    assertThat(set(all(1, BLOCK, SPAMMER)).evaluate(nobody).isBlocked()).isFalse();
    Facts friend = MailFacts.atRcpt("ann@friend.example", "ann@agents.example");
    Explanation told = set(strangers).explain(friend, Evaluation.Stage.SMTP_RCPT);
    assertThat(told.rules().getFirst().outcome()).isEqualTo(Truth.NO);
  }

  @Test
  void noneOfTheValuesIsKnownOnlyWhenThereAreNoMore() {
    Facts some =
        new Facts() {
          @Override
          public List<String> values(String field) {
            return List.of("a.example");
          }

          @Override
          public boolean mayHaveMore(String field) {
            return true;
          }
        };
    Condition a = is("recipient.domain", "a.example");
    assertThat(set(all(1, BLOCK, a)).evaluate(some).isBlocked()).isTrue();
    Explanation told =
        set(
                all(1, READ, isNot("recipient.domain", "b.example")),
                all(2, READ, is("recipient.domain", "b.example")),
                all(3, READ, isNot("recipient.domain", "a.example")))
            .explain(some, Evaluation.Stage.OUTBOUND_SEND);
    assertThat(told.rules())
        .extracting(Explanation.Looked::outcome)
        .containsExactly(Truth.UNKNOWN, Truth.UNKNOWN, Truth.NO);
  }

  @Test
  void rulesRunByPriorityThenAgeThenIdAndBlockStops() {
    Facts mail = Map.of("subject", List.of("offer"))::get;
    Rule last = at(20, all(1, READ, OFFER));
    Rule block = at(5, all(2, BLOCK, OFFER));
    Rule first = at(5, all(0, STAR, OFFER));
    assertThat(set(last, first).evaluate(mail))
        .isEqualTo(new Decision(ids(first, last), List.of(STAR, READ)));
    assertThat(set(last, block, first).evaluate(mail))
        .isEqualTo(new Decision(ids(first, block), List.of(BLOCK)));
  }

  @Test
  void contradictoryRulesAllSpeakAndContradictoryConditionsNever() {
    Facts mail = Map.of("subject", List.of("offer"))::get;
    Rule inbox = all(1, new Action.AssignToFolder("Inbox"), OFFER);
    Rule trash = all(2, new Action.Trash(), OFFER);
    assertThat(set(inbox, trash).evaluate(mail).actions())
        .containsExactly(new Action.AssignToFolder("Inbox"), new Action.Trash());
    Condition not = isNot("subject", "offer");
    assertThat(set(all(3, BLOCK, OFFER, not)).evaluate(mail).isBlocked()).isFalse();
    assertThat(set(any(4, BLOCK, OFFER, not)).evaluate(mail).isBlocked()).isTrue();
  }

  @Test
  void aFieldIsAskedForOnceAndOnlyIfItMatters() {
    var asked = new AtomicInteger();
    Facts mail =
        field -> {
          asked.incrementAndGet();
          return field.equals("subject") ? List.of("offer") : List.of();
        };
    Rule[] rules = {
      any(1, READ, OFFER, is("attachment.name", "x")),
      all(2, READ, isNot("subject", "offer"), SPAMMER)
    };
    assertThat(set(rules).evaluate(mail).matched()).containsExactly(rules[0].id());
    assertThat(asked).hasValue(1);
  }

  @Test
  void whateverFailsMakesTheMailWait() {
    Facts broken =
        _ -> {
          throw new IllegalStateException("broken");
        };
    Facts mail = Map.of("from.domain", List.of("spam.example"))::get;
    Condition listed =
        new Condition("from.domain", Comparison.IN_LIST, List.of(new UUID(0, 1).toString()));
    RuleSet lost =
        RuleSet.of(
            List.of(all(1, READ, listed)),
            Lists.of((_, _) -> {
              throw new IllegalStateException("no disk");
            }));
    assertUnavailable(() -> set(all(1, READ, OFFER)).evaluate(broken));
    assertUnavailable(() -> lost.evaluate(mail));
    RuleSet senseless = set(all(1, READ, is("body", "x")));
    assertThat(senseless.isEmpty()).isFalse();
    assertUnavailable(() -> senseless.evaluate(mail));
    assertUnavailable(() -> senseless.explain(mail, Evaluation.Stage.INBOX_PROCESSING));
  }

  private static void assertUnavailable(org.assertj.core.api.ThrowableAssert.ThrowingCallable run) {
    assertThatThrownBy(run)
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.UNAVAILABLE));
  }

  @Test
  void anExplanationShowsEachConditionAndWhatWasNotReached() {
    Facts mail = Map.of("subject", List.of("offer"), "from.domain", List.<String>of())::get;
    Rule wants = any(1, STAR, OFFER, SPAMMER, is("attachment.name", "x"));
    Rule block = all(2, BLOCK, OFFER);
    Rule never = all(3, READ, OFFER);
    Explanation told = set(wants, block, never).explain(mail, Evaluation.Stage.INBOX_PROCESSING);
    assertThat(told.decision()).isEqualTo(new Decision(ids(wants, block), List.of(BLOCK)));
    assertThat(told.rules().getFirst().conditions())
        .containsExactly(
            new Explanation.Finding(OFFER, Truth.YES, List.of("offer")),
            new Explanation.Finding(SPAMMER, Truth.NO, List.of()),
            new Explanation.Finding(is("attachment.name", "x"), Truth.UNKNOWN, List.of()));
    assertThat(told.rules().getLast())
        .isEqualTo(new Explanation.Looked(never.id(), "rule 3", false, Truth.NO, List.of()));
  }
}
