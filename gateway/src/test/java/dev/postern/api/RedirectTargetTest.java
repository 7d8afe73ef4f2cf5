package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a browser is told of where a form may lead.
class RedirectTargetTest {
  @ParameterizedTest
  @CsvSource({
    "https://app.test/back?x=1, https://app.test",
    "HTTP://127.0.0.1:9999/back, HTTP://127.0.0.1:9999",
    "http://[::1]:9999/back, http:",
    "com.example.app:/back, com.example.app:",
    "com.example.app://callback/x, com.example.app:",
    "http.example:/back, http.example:",
  })
  void anAppsOwnSchemeIsNamedWithoutAHost(String target, String source) {
    assertThat(RedirectTarget.parse(target).orElseThrow().source()).isEqualTo(source);
  }
}
