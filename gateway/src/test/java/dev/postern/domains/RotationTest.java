package dev.postern.domains;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A domain's keys over the months.
class RotationTest {
  private static final String NAME = "x.test";

  @TempDir private Path data;
  private DomainHouse house;

  @BeforeEach
  void start() {
    house = new DomainHouse(data);
    house.create(NAME);
    house.publish(NAME, Proof.values());
    house.recheck();
  }

  @AfterEach
  void stop() {
    house.close();
  }

  private List<String> active() {
    return house.keyring().active(NAME).stream().map(key -> key.selector()).sorted().toList();
  }

  private List<String> needs() {
    return house.records(NAME).stream()
        .filter(record -> record.proof() == Proof.DKIM)
        .map(record -> record.host().replace("._domainkey", "") + " " + record.need())
        .toList();
  }

  private void pass(Duration time) {
    house.clock.pass(time);
    house.recheck();
  }

  @Test
  void newKeysSignOnceTheyArePublishedAndOldOnesGoAWeekLater() {
    assertThat(active()).containsExactly("p202611e", "p202611r");
    pass(Duration.ofDays(29));
    assertThat(needs()).hasSize(2);
    pass(Duration.ofDays(1));
    assertThat(needs()).hasSize(4);
    assertThat(active()).containsExactly("p202611e", "p202611r");
    pass(Duration.ofDays(40));
    assertThat(needs()).as("no third pair before the second is published").hasSize(4);
    assertThat(house.domain(NAME).finding(Proof.DKIM).orElseThrow().message())
        .contains("p202612e._domainkey.x.test");
    house.publish(NAME, Proof.DKIM);
    pass(Duration.ofHours(1));
    assertThat(active()).containsExactly("p202612e", "p202612r");
    assertThat(house.records(NAME))
        .filteredOn(record -> record.host().startsWith("p202611"))
        .allSatisfy(record -> assertThat(record.note()).contains("keep it until"));
    house.restart();
    assertThat(active()).containsExactly("p202612e", "p202612r");
    house.clock.pass(Duration.ofDays(7));
    assertThat(needs())
        .contains("p202611r REMOVABLE", "p202611e REMOVABLE")
        .contains("p202612r REQUIRED", "p202612e RECOMMENDED");
    house.dns.remove("p202611r._domainkey." + NAME).remove("p202611e._domainkey." + NAME);
    house.recheck();
    assertThat(house.store().keys(house.domain(NAME).id()))
        .extracting(DkimKey::selector)
        .doesNotContain("p202611r", "p202611e");
  }

  @Test
  void whoAsksForNewKeysGetsThemOnceAndUnderOtherNames() {
    house.clock.pass(Duration.ofSeconds(1));
    assertThat(house.hosting().rotate(house.domain(NAME))).hasSize(4);
    assertThat(house.hosting().rotate(house.domain(NAME))).hasSize(4);
    assertThat(needs()).contains("p202611r2 REQUIRED", "p202611e2 RECOMMENDED");
    house.publish(NAME, Proof.DKIM);
    pass(Duration.ofSeconds(30));
    assertThat(active()).containsExactly("p202611e2", "p202611r2");
  }

  @Test
  void aConfiguredDomainHasKeysToo() {
    house.publish(DomainHouse.HOME, Proof.DKIM);
    pass(Duration.ofSeconds(30));
    assertThat(house.keyring().active(DomainHouse.HOME)).hasSize(2);
    assertThat(house.keyring().active("nobody.test")).isEmpty();
  }

  @Test
  void aKeyIsShownByNobodysText() {
    DkimKey key = house.keyring().of(house.domain(NAME)).getFirst();
    assertThat(key.toString() + house.domain(NAME)).doesNotContain("MII", "PRIVATE", "modulus");
  }
}
