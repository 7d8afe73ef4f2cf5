package dev.postern.rules;

import static dev.postern.rules.SomeRules.any;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MessageReader;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Mail that is made to get past rules, or to keep them busy.
class RuleEffortTest {
  private static final Action BLOCK = new Action.Block();

  private static Condition contains(String field, String text) {
    return new Condition(field, Comparison.CONTAINS, List.of(text));
  }

  private static Facts mail(String header) {
    byte[] octets = (header + "\r\nhi\r\n").getBytes(StandardCharsets.UTF_8);
    MemorySegment mail = MemorySegment.ofArray(octets);
    return MailFacts.inbound(
        MessageReader.read(mail), mail, "eve@spam.example", "ann@agents.example", Optional.empty());
  }

  private static boolean blocks(Condition condition, String header) {
    return RuleSet.of(List.of(any(1, BLOCK, condition)), (Lists) _ -> _ -> false)
        .evaluate(mail(header))
        .isBlocked();
  }

  @Test
  void noFieldHidesBehindManyOthersOfItsName() {
    StringBuilder header = new StringBuilder();
    for (int i = 0; i < 5000; i++) {
      header.append("X-Kind: offer ").append(i).append("\r\n");
    }
    header.append("X-Kind: casino\r\n");
    assertThat(blocks(SomeRules.is("header.x-kind", "casino"), header.toString())).isTrue();
    assertThat(blocks(contains("header.x-kind", "sino"), header.toString())).isTrue();
  }

  @Test
  void ofManyTextsThoseAreFoundThatAreThere() {
    String header = "X-Kind: The quick brown fox jumps over the lazy dog\r\nX-Kind: \u00c4pfel\r\n";
    List<String> there = List.of("t", "qu", "uick", "own fox j", "lazy dog", "\u00e4pf", "pfel");
    List<Rule> rules =
        IntStream.range(0, 700)
            .mapToObj(i ->
                any(
                    i,
                    new Action.MarkAsRead(),
                    contains(
                        "header.x-kind",
                        i % 7 == 0 ? there.get(i / 7 % there.size()) : "own fox jump" + i)))
            .toList();
    assertThat(RuleSet.of(rules, (Lists) _ -> _ -> false).evaluate(mail(header)).matched())
        .isEqualTo(
            IntStream.range(0, 700)
                .filter(i -> i % 7 == 0)
                .mapToObj(i -> rules.get(i).id())
                .toList());
  }

  @Test
  void whatNobodySeesIsNotCompared() {
    for (String subject : List.of("in\u200bvoice", "in\u00advoice", "i\u2060nv\u202eoice")) {
      assertThat(blocks(contains("subject", "invoice"), "Subject: " + subject + "\r\n"))
          .describedAs(subject.codePoints().mapToObj(Integer::toHexString).toList().toString())
          .isTrue();
    }
  }

  @Test
  @Timeout(value = 20, unit = TimeUnit.SECONDS)
  void aHeaderThatIsTooMuchForAllTheRulesIsRefusedSoon() {
    StringBuilder header = new StringBuilder();
    header.append("X-Kind: aaabaaa\r\n");
    for (int i = 0; i < 9000; i++) {
      header.append("X-Kind: ").append("a".repeat(900)).append(i).append("\r\n");
    }
    List<Rule> rules =
        IntStream.range(0, 1000)
            .mapToObj(number ->
                any(
                    number,
                    BLOCK,
                    IntStream.range(0, 50)
                        .mapToObj(i ->
                            contains(
                                "header.x-kind",
                                "a".repeat(10 + i) + "b" + "a".repeat(4 + number % 400)))
                        .toArray(Condition[]::new)))
            .toList();
    RuleSet set = RuleSet.of(rules, (Lists) _ -> _ -> false);
    Facts facts = mail(header.toString());
    assertThatThrownBy(() -> set.evaluate(facts))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.INVALID));
    assertThat(set.evaluate(mail("X-Kind: a\r\n".repeat(100)))).isEqualTo(Decision.NONE);
  }
}
