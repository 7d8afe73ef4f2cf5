package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class AppPasswordTest {
  @RepeatedTest(50)
  void itFollowsEveryRuleThatCanBeConfigured() {
    assertThat(AppPassword.generate())
        .hasSizeBetween(18, 40)
        .matches("[!-~]+")
        .matches(".*[A-Z].*")
        .matches(".*[a-z].*")
        .matches(".*[0-9].*")
        .matches(".*[^A-Za-z0-9].*");
  }

  @Test
  void noTwoAreAlike() {
    var seen = new HashSet<String>();
    for (int i = 0; i < 1000; i++) {
      assertThat(seen.add(AppPassword.generate())).isTrue();
    }
  }
}
