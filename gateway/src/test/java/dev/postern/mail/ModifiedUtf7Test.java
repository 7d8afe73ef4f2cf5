package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.support.Cases;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModifiedUtf7Test {
  @ParameterizedTest
  @CsvSource({"Entwürfe,Entw&APw-rfe", "Tom & Ann,Tom &- Ann", "台北,'&U,BTFw-'", "plain,plain"})
  void namesAreWrittenAndReadBack(String name, String wire) {
    assertThat(ModifiedUtf7.encode(name)).isEqualTo(wire);
    assertThat(ModifiedUtf7.decode(wire)).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x&", "x&AGE-", "open&APw", "&APw-&APw-", "&/w-", "&2AA-", "&A-", "&APx-"})
  void whatIsNotCanonicalIsRefused(String wire) {
    assertThat(ModifiedUtf7.decode(wire)).isEmpty();
  }

  @Test
  void everyNameSurvivesARoundTrip() {
    Cases.forAll(random -> {
      StringBuilder name = new StringBuilder();
      for (int i = random.nextInt(12); i > 0; i--) {
        int c = random.nextBoolean() ? 0x20 + random.nextInt(95) : random.nextInt(0x110000);
        name.appendCodePoint(c >= 0xd800 && c < 0xe000 ? '&' : c);
      }
      assertThat(ModifiedUtf7.decode(ModifiedUtf7.encode(name.toString())))
          .contains(name.toString());
    });
  }
}
