package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Consents;
import dev.postern.auth.Consents.Asked;
import dev.postern.auth.Consents.Client;
import dev.postern.auth.Consents.Given;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.mailbox.Agent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How long what a sign-in gave lives, and how much of it there is at most.
class SqliteConsentsTest {
  private static final String BACK = "http://localhost/";

  private final TemporaryEngine engine = new TemporaryEngine();
  private Instant now = Agent.NOON;
  private GrantStore grants;
  private Consents consents;
  private Grant ann;
  private Client client;

  @BeforeEach
  void start() {
    grants = engine.engine().grants();
    consents = new Consents(engine.engine().consents(), grants, () -> now);
    ann = grants.grantOf(Agent.create(engine.ports(), "ann").account).orElseThrow();
    client = new Client(ann.applicationId(), true);
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private String code() {
    return consents.code(ann, new Asked(client.application(), BACK, Optional.empty(), true));
  }

  private Optional<Given> exchange(String code) {
    return consents.exchange(code, client, BACK, Optional.empty());
  }

  private static String refreshToken(Given given) {
    return given.refreshToken().orElseThrow();
  }

  private boolean lives(Given given) {
    return consents.accessToken(given.accessToken()).isPresent();
  }

  @Test
  void aCodeLivesTenMinutes() {
    String early = code();
    String late = code();
    now = now.plus(Duration.ofMinutes(10)).minusMillis(1);
    assertThat(exchange(early)).isPresent();
    now = now.plusMillis(1);
    assertThat(exchange(late)).isEmpty();
  }

  @Test
  void anAccessTokenLivesAnHourAndARefreshTokenHalfAYearAfterItsLastUse() {
    Given given = exchange(code()).orElseThrow();
    now = now.plus(Duration.ofHours(1));
    assertThat(lives(given)).isFalse();
    now = now.plus(Duration.ofDays(179));
    Given renewed = consents.refresh(refreshToken(given), client).orElseThrow();
    assertThat(lives(renewed)).isTrue();
    now = now.plus(Duration.ofDays(180));
    assertThat(consents.refresh(refreshToken(renewed), client)).isEmpty();
  }

  @Test
  void whatIsOldestEndsWhenThereIsTooMuch() {
    List<String> codes = new ArrayList<>();
    for (int i = 0; i < 51; i++) {
      now = now.plusMillis(1);
      codes.add(code());
    }
    assertThat(exchange(codes.getFirst())).isEmpty();
    assertThat(exchange(codes.get(1))).isPresent();
    List<Given> given = new ArrayList<>();
    for (int i = 0; i < 201; i++) {
      now = now.plusMillis(1);
      given.add(exchange(code()).orElseThrow());
    }
    assertThat(lives(given.getFirst())).isFalse();
    assertThat(consents.refresh(refreshToken(given.getFirst()), client)).isEmpty();
    assertThat(lives(given.get(1))).isTrue();
    Given last = given.getLast();
    String refresh = refreshToken(last);
    for (int i = 0; i < 10; i++) {
      now = now.plusMillis(1);
      refresh = refreshToken(consents.refresh(refresh, client).orElseThrow());
    }
    assertThat(lives(last)).isFalse();
  }

  @Test
  void whatADeletedAccountGaveEnds() {
    Given given = exchange(code()).orElseThrow();
    String code = code();
    grants.delete(ann.id(), now);
    assertThat(lives(given)).isFalse();
    assertThat(consents.refresh(refreshToken(given), client)).isEmpty();
    assertThat(exchange(code)).isEmpty();
  }

  @Test
  void anotherApplicationNeitherRenewsNorEndsATokenThatIsNotItsOwn() {
    Given given = exchange(code()).orElseThrow();
    UUID other = grants.applications().create("Other", now).id();
    assertThat(consents.refresh(refreshToken(given), new Client(other, true))).isEmpty();
    consents.revoke(given.accessToken(), Optional.of(other));
    consents.revoke(refreshToken(given), Optional.of(other));
    assertThat(lives(given)).isTrue();
    consents.revoke(given.accessToken(), Optional.of(client.application()));
    assertThat(consents.refresh(refreshToken(given), client)).isEmpty();
  }

  @Test
  void whatIsSecretIsInNoText() {
    Given given = exchange(code()).orElseThrow();
    assertThat(given.toString()).doesNotContain(given.accessToken(), refreshToken(given));
  }
}
