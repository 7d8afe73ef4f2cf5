package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccountSettingsTest {
  private ApiStage stage;
  private String ann;

  @BeforeEach
  void start(@TempDir Path directory) throws IOException {
    stage = new ApiStage(directory);
    ann = "/v3/grants/" + stage.agent("ann");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private ApiStage.Answer set(String settings) {
    return stage.call("PATCH", ann, "{\"settings\":" + settings + "}");
  }

  private JsonBody settings() {
    return stage.get(ann).data().object("settings").orElseThrow();
  }

  @Test
  void anAccountsOwnSettingsAreSetShownKeptAndUnset() {
    assertThat(settings().has("colour")).isFalse();
    assertThat(set("{\"colour\":\"red\",\"colours\":[\"red\",\"blue\",\"red\"]}").status())
        .isEqualTo(200);
    assertThat(settings().text("colour")).contains("red");
    assertThat(settings().texts("colours")).contains(List.of("red", "blue"));
    stage.call("PATCH", ann, "{\"name\":\"Ann\"}");
    assertThat(settings().text("colour")).contains("red");
    set("{\"colour\":\"\",\"colours\":[]}");
    assertThat(settings().has("colour")).isFalse();
    assertThat(settings().has("colours")).isFalse();
  }

  @Test
  void aWrongSettingChangesNothing() {
    ApiStage.Answer refused = set("{\"colour\":\"red\",\"colours\":[\"green\"]}");
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.text()).contains("settings.colours must be red or blue");
    assertThat(settings().has("colour")).isFalse();
    assertThat(set("{\"colour\":7}").status()).isEqualTo(400);
  }

  @Test
  void accessTokensAreIssuedOnceAndRevoked() {
    ApiStage.Answer issued = stage.call("POST", ann + "/tokens", "{\"expires_in\":120}");
    assertThat(issued.status()).isEqualTo(201);
    assertThat(issued.data().text("access_token").orElseThrow()).matches("pat_[0-9A-Za-z]{40}");
    assertThat(issued.data().number("expires_in")).contains(120L);
    assertThat(stage.call("POST", ann + "/tokens", "{}").data().number("expires_in"))
        .contains(3600L);
    assertThat(stage.call("POST", ann + "/tokens", "{\"expires_in\":59}").status()).isEqualTo(400);
    assertThat(stage.call("DELETE", ann + "/tokens", "").status()).isEqualTo(200);
  }
}
