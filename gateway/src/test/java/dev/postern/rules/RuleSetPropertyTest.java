package dev.postern.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.rules.SomeMail.Spelled;
import dev.postern.support.Cases;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Random rules over random lists say of random mail what the reference says.
class RuleSetPropertyTest {
  private static final String LETTERS =
      "aB.@- \"\u0308\u00c4\u03a3\u0130\ufb01\u3002\u00ad\u212a<[\t\u2003\u0345\u1fb3";
  private static final List<Action> ACTIONS =
      List.of(
          new Action.MarkAsSpam(),
          new Action.AssignToFolder("Clients"),
          new Action.MarkAsRead(),
          new Action.MarkAsStarred(),
          new Action.Archive(),
          new Action.Trash());

  @Test
  void ruleSetsAgreeWithTheReference() {
    Cases.forAll(random -> {
      Trigger trigger = random.nextBoolean() ? Trigger.INBOUND : Trigger.OUTBOUND;
      var world = new World(random);
      List<Rule> rules = world.rules(trigger, 1 + random.nextInt(12));
      RuleSet set = RuleSet.of(rules, Lists.of((list, value) -> world.holds(list, value)));
      for (int i = 0; i < 20; i++) {
        SomeMail mail = SomeMail.of(random, trigger);
        Decision expected = new NaiveRules(world.lists, mail.known(), mail.open()).decide(rules);
        Decision decision = set.evaluate(mail.facts());
        assertThat(decision).as("%s%n%s", rules, mail.known()).isEqualTo(expected);
        Explanation told = set.explain(mail.facts(), Evaluation.Stage.INBOX_PROCESSING);
        assertThat(told.decision()).isEqualTo(expected);
        assertThat(
                told.rules().stream()
                    .filter(each -> each.outcome() == Truth.YES)
                    .map(Explanation.Looked::rule))
            .isEqualTo(expected.matched());
      }
    });
  }

  @Test
  void whatIsNormalisedStaysAsItIs() {
    Cases.forAll(random -> {
      var text = new StringBuilder();
      for (int i = random.nextInt(20); i > 0; i--) {
        text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      String value = text.toString();
      for (Field field : Fields.all()) {
        String found = field.found(value);
        assertThat(field.found(found)).as("%s: %s", field.name(), value).isEqualTo(found);
        field
            .wanted(Comparison.IS, value)
            .ifPresent(wanted -> assertThat(field.wanted(Comparison.IS, wanted)).hasValue(wanted));
      }
    });
  }

  /// Lists, and what makes rules that name them.
  private static final class World {
    private final RandomGenerator random;
    private final Map<UUID, Set<String>> lists = new HashMap<>();
    private final Map<ListType, List<String>> ids = new EnumMap<>(ListType.class);

    World(RandomGenerator random) {
      this.random = random;
      long number = 0;
      for (ListType type : ListType.values()) {
        List<String> its = new ArrayList<>();
        ids.put(type, its);
        for (int i = 0; i < 3; i++) {
          UUID id = new UUID(5, number++);
          its.add(id.toString());
          Set<String> items = new HashSet<>();
          for (int n = random.nextInt(4); n > 0; n--) {
            items.add(Normal.item(type, spelled(type).any(random)).orElseThrow());
          }
          lists.put(id, items);
        }
        its.add(new UUID(6, 6).toString());
      }
    }

    boolean holds(UUID list, String value) {
      return lists.getOrDefault(list, Set.of()).contains(value);
    }

    private Spelled spelled(ListType type) {
      Spelled address = SomeMail.address(random);
      String way = SomeMail.domain(address.any(random));
      return switch (type) {
        case ADDRESS -> address;
        case DOMAIN -> new Spelled(SomeMail.domain(address.normal()), List.of(way));
        case TLD -> {
          String bare = way.endsWith(".") ? way.substring(0, way.length() - 1) : way;
          yield new Spelled(SomeMail.tld(address.normal()), List.of("." + SomeMail.tld(bare)));
        }
      };
    }

    List<Rule> rules(Trigger trigger, int count) {
      List<Rule> rules = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        List<Condition> conditions = new ArrayList<>();
        for (int n = random.nextInt(4); n >= 0; n--) {
          conditions.add(condition(trigger));
        }
        List<Action> actions = new ArrayList<>();
        for (int n = random.nextInt(2); n >= 0; n--) {
          actions.add(one(ACTIONS));
        }
        Rule rule =
            SomeRules.rule(
                random.nextInt(4) * 100 + i,
                random.nextInt(3),
                trigger,
                one(List.of(Match.Operator.values())),
                conditions,
                random.nextInt(6) == 0 ? List.of(new Action.Block()) : actions);
        rules.add(rule);
      }
      return rules;
    }

    private Condition condition(Trigger trigger) {
      List<Field> fields = new ArrayList<>(Fields.all());
      fields.add(Fields.of("header.X-Topic").orElseThrow());
      fields.removeIf(field -> !field.triggers().contains(trigger));
      Field field = one(fields);
      Comparison comparison = one(field.kind().comparisons().stream().sorted().toList());
      boolean listed = comparison == Comparison.IN_LIST || comparison == Comparison.NOT_IN_LIST;
      String name = random.nextBoolean() ? field.name().toUpperCase(Locale.ROOT) : field.name();
      List<String> some = ids.getOrDefault(field.kind().list().orElse(ListType.TLD), List.of());
      List<String> values =
          listed ? List.of(one(some), one(some)) : List.of(value(field, comparison));
      return Fields.condition(trigger, name, comparison, values);
    }

    private String value(Field field, Comparison comparison) {
      if (comparison == Comparison.CONTAINS) {
        return one(List.of("ann", "EXAMPLE", "bÜch", "тест", "n@", "off", "pdf", "xn--", "ÄP"));
      }
      return switch (field.kind()) {
        case ADDRESS, DOMAIN, TLD -> spelled(field.kind().list().orElseThrow()).any(random);
        case TEXT -> one(List.of("BIG OFFER", "äpfel", "Invoice.pdf", "re:  the offer"));
        case CHOICE -> one(field.choices().stream().sorted().toList());
        case MEDIA_TYPE -> one(List.of("IMAGE/*", "application/PDF", "image/gif", "*/*"));
        case NUMBER -> one(List.of("0", "1", "2", "2.5", "1000", "1500"));
      };
    }

    private <T> T one(List<T> list) {
      return list.get(random.nextInt(list.size()));
    }
  }
}
