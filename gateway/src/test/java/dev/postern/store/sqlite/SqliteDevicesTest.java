package dev.postern.store.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.AuthOptions;
import dev.postern.auth.Device;
import dev.postern.auth.Devices;
import dev.postern.auth.Devices.NewDevice;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.lint.Lint;
import dev.postern.lint.LintKind;
import dev.postern.lint.LintStore;
import dev.postern.lint.Lints;
import dev.postern.mailbox.Agent;
import java.net.InetAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Devices, and what clients do wrong, on the embedded engine.
class SqliteDevicesTest {
  private final TemporaryEngine engine = new TemporaryEngine();
  private Instant now = Agent.NOON;
  private GrantStore grants;
  private Devices devices;
  private Grant ann;

  @BeforeEach
  void start() {
    grants = engine.engine().grants();
    devices =
        new Devices(
            engine.engine().devices(),
            grants,
            new AuthOptions(Set.of(), 4, 0, List.of(), false, false),
            () -> now);
    ann = agent("ann");
  }

  @AfterEach
  void stop() {
    engine.close();
  }

  private Grant agent(String name) {
    return grants.grantOf(Agent.create(engine.ports(), name).account).orElseThrow();
  }

  private Device add(String name, String network, String pin) {
    return devices.add(
        new NewDevice(
            name,
            ann.id().toString(),
            Optional.of(network).filter(text -> !text.isEmpty()),
            Optional.of(pin).filter(text -> !text.isEmpty())));
  }

  private Optional<String> at(String address) {
    return devices.at(InetAddress.ofLiteral(address)).map(Device::name);
  }

  @Test
  void theSmallestNetworkThatHoldsAnAddressTellsTheDevice() {
    add("all", "10.0.0.0/8", "");
    add("floor", "10.2.0.0/16", "");
    add("printer", "10.2.0.7", "");
    add("six", "2001:db8::/32", "");
    add("pin", "", "1234");
    assertThat(at("10.9.9.9")).contains("all");
    assertThat(at("10.2.9.9")).contains("floor");
    assertThat(at("10.2.0.7")).contains("printer");
    assertThat(at("2001:db8:1::1")).contains("six");
    assertThat(at("192.0.2.1")).isEmpty();
    engine.restart();
    assertThat(engine.engine().devices().devices()).hasSize(5);
  }

  @Test
  void equalNetworksAndNamesAreRefused() {
    add("a", "10.2.0.0/16", "");
    assertThatThrownBy(() -> add("b", "10.2.3.4/16", "")).hasMessageContaining("network: another");
    assertThatThrownBy(() -> add("A", "10.3.0.0/16", "")).hasMessageContaining("name: another");
    add("b", "10.2.0.0/15", "");
  }

  @ParameterizedTest
  @CsvSource({
    "'',10.0.0.1,'',name must",
    "a@b,10.0.0.1,'',name must",
    "x,'','',network or pin",
    "x,printer.local,'',network must",
    "x,10.0.0.0/33,'',network must",
    "x,10.0.0.0/x,'',network must",
    "x,'',123,pin must",
    "x,'',12345678901234567,pin must",
    "x,'','12 4',pin must",
    "x,'',\u00e4\u00e4\u00e4\u00e4,pin must"
  })
  void whatIsNoDeviceIsRefused(String name, String network, String pin, String why) {
    assertThatThrownBy(() -> add(name, network, pin))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.INVALID))
        .hasMessageContaining(why);
    assertThat(devices.all()).isEmpty();
  }

  @Test
  void anAgentHasEightDevicesWithPinsAtMost() {
    IntStream.range(0, 8).forEach(i -> add("d" + i, "", "123" + i));
    assertThatThrownBy(() -> add("more", "", "1234")).hasMessageContaining("too many devices");
    add("more", "10.0.0.1", "");
  }

  @Test
  void devicesEndWithTheirAgent() {
    add("a", "10.0.0.1", "1234");
    grants.delete(ann.id(), now);
    assertThat(at("10.0.0.1")).isEmpty();
    assertThat(devices.all()).isEmpty();
    assertThatThrownBy(() -> add("a", "10.0.0.1", "")).hasMessageContaining("no such agent");
    ann = agent("bob");
    add("a", "10.0.0.1", "");
  }

  @Test
  void whenADeviceWasSeenIsWrittenOnceAMinute() {
    Device device = add("a", "10.0.0.1", "");
    devices.seen(device);
    now = now.plusSeconds(59);
    devices.seen(device);
    assertThat(devices.all().getFirst().seen()).contains(Agent.NOON);
    now = now.plusSeconds(2);
    devices.seen(device);
    assertThat(devices.all().getFirst().seen()).contains(now);
    assertThat(devices.remove(device.id())).isTrue();
    assertThat(devices.remove(device.id())).isFalse();
  }

  @Test
  void lintsAreCountedAndTheOldestGo() {
    LintStore store = engine.engine().lints();
    Lints lints = new Lints(store, () -> now);
    Optional<UUID> anns = Optional.of(ann.id());
    lints.notice(anns, "printer", LintKind.NO_DATE);
    now = now.plusSeconds(1);
    lints.notice(anns, "printer", LintKind.NO_DATE);
    lints.write();
    now = now.plusSeconds(1);
    lints.notice(anns, "printer", LintKind.NO_DATE);
    lints.notice(Optional.empty(), "192.0.2.1", LintKind.TLS_FAILED);
    lints.notice(Optional.of(UUID.randomUUID()), "gone", LintKind.NO_DATE);
    lints.write();
    assertThat(lints.of(ann.applicationId(), false, 10, 0))
        .containsExactly(new Lint(anns, "printer", LintKind.NO_DATE, Agent.NOON, now, 3));
    assertThat(lints.of(ann.applicationId(), true, 10, 0)).hasSize(2);
    assertThat(lints.of(UUID.randomUUID(), false, 10, 0)).isEmpty();
    for (int i = 0; i < 5; i++) {
      Instant at = now.plusSeconds(i);
      store.add(List.of(new Lint(anns, "d" + i, LintKind.NO_FROM, at, at, 1)), 3);
    }
    assertThat(lints.of(ann.applicationId(), false, 10, 0))
        .extracting(Lint::source)
        .containsExactly("d4", "d3", "d2");
  }

  @Test
  void lintsThatCannotBeWrittenAreNobodysTrouble() {
    Lints lints =
        new Lints(
            new LintStore() {
              @Override
              public void add(List<Lint> noticed, int most) {
                throw new GatewayException(Fault.STORAGE_FULL, "no space");
              }

              @Override
              public List<Lint> lints(UUID application, boolean unknown, int limit, int offset) {
                return List.of();
              }
            },
            () -> now);
    lints.notice(Optional.empty(), "192.0.2.1", LintKind.NO_END);
    lints.close();
  }
}
