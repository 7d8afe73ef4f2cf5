package dev.postern.threads;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.support.Cases;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BaseSubjectTest {
  private static final List<String> REPLIES =
      List.of("Re: ", "RE:", "re[2]: ", "[list] Re: ", "AW: ", "SV: ", "回复：", "RE : ");
  private static final List<String> FORWARDS = List.of("Fwd: ", "FW: ", "WG: ", "[x] fw: ", " ");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      textBlock =
          """
          Hello|hello|false
          Re: Hello|hello|true
          Fwd: Hello|hello|false
          Re: Fwd: [list] Hello (fwd)|hello|true
          [fwd: Re: Hello]|hello|true
          [only a tag]|[only a tag]|false
          [tag] Hello|hello|false
          Hello  \tthere|hello there|false
          Re: [3]|[3]|true
          Reaktion: Hello|reaktion: hello|false
          Re Hello|re hello|false
          re[4]: Hello|hello|true
          Antw: Re: Hello|hello|true
          Re:||true
          (fwd)||false
          """)
  void prefixesAndTrailersGo(String subject, String base, boolean reply) {
    assertThat(BaseSubject.of(subject)).isEqualTo(new BaseSubject(base == null ? "" : base, reply));
  }

  @Test
  void howeverOftenItWasAnsweredAndForwardedTheBaseStays() {
    Cases.forAll(random -> {
      StringBuilder subject = new StringBuilder("Offer 17 of May");
      boolean reply = false;
      for (int i = random.nextInt(6); i > 0; i--) {
        boolean answer = random.nextBoolean();
        reply |= answer;
        subject.insert(0, any(random, answer ? REPLIES : FORWARDS));
      }
      subject.append(random.nextBoolean() ? " (fwd)" : "");
      assertThat(BaseSubject.of(subject.toString()))
          .as(subject.toString())
          .isEqualTo(new BaseSubject("offer 17 of may", reply));
    });
  }

  @Test
  void strippingTwiceStripsNoMore() {
    String pieces = "re:[] fwdab(";
    Cases.forAll(random -> {
      StringBuilder subject = new StringBuilder();
      for (int i = random.nextInt(40); i > 0; i--) {
        subject.append(pieces.charAt(random.nextInt(pieces.length())));
      }
      String once = BaseSubject.of(subject.toString()).text();
      assertThat(BaseSubject.of(once).text()).as(subject.toString()).isEqualTo(once);
    });
  }

  @Test
  void hugeSubjectsCostLittle() {
    String flood = "[a]".repeat(1_000_000) + "Re: x";
    assertThat(BaseSubject.of(flood).text()).hasSizeLessThan(10);
  }

  private static String any(RandomGenerator random, List<String> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
