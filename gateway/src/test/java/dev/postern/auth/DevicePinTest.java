package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Devices.NewDevice;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Sign-in of devices. Wrong PINs are held back and banned as wrong passwords are, together with
/// them.
class DevicePinTest {
  private static final InetAddress SHOP = InetAddress.ofLiteral("192.0.2.7");
  private static final InetAddress AWAY = InetAddress.ofLiteral("198.51.100.7");
  private static final String PASSWORD = "Correct-Horse-Battery-1";
  private static final AuthOptions OPTIONS =
      new AuthOptions(Set.of("here.test"), 4, 12, List.of(), false, false);

  private final FakeTime time = new FakeTime();
  private final MemoryGrantStore store = new MemoryGrantStore();
  private final Grants grants = new Grants(store, OPTIONS, time);
  private final Devices devices = new Devices(new InMemory(), store, OPTIONS, time);
  private final Authenticator strict = new Authenticator(store, OPTIONS, time, time);
  private final Authenticator door = strict.withDevices(devices);
  private Grant ann;

  @BeforeEach
  void start() {
    ann = grants.create(store.applications().first(), "ann@here.test", Optional.of(PASSWORD), "");
    add("till", "192.0.2.0/24", "4711");
    add("scale", "192.0.2.0/25", "0815");
  }

  private void add(String name, String network, String pin) {
    devices.add(new NewDevice(name, "ann@here.test", Optional.of(network), Optional.of(pin)));
  }

  private boolean signsIn(Authenticator at, String user, String secret, InetAddress from) {
    SignIn outcome = at.signIn(user, secret, from);
    assertThat(outcome).isIn(new SignIn.SignedIn(ann), at.signIn("", "", AWAY));
    return outcome instanceof SignIn.SignedIn;
  }

  @Test
  @Tag("Q-57")
  void aDeviceSignsInWithItsNameOrItsAgentsAddress() {
    for (String user : List.of("till", "TILL", " till ", "ann@here.test", "ANN")) {
      assertThat(signsIn(door, user, "4711", SHOP)).as(user).isTrue();
      assertThat(signsIn(door, user, PASSWORD, SHOP)).as(user).isTrue();
    }
    assertThat(signsIn(door, "ann", "0815", SHOP)).isTrue();
    assertThat(signsIn(door, "till", "0815", SHOP)).isFalse();
    assertThat(signsIn(door, "ann", PASSWORD, AWAY)).isTrue();
  }

  @Test
  @Tag("Q-57")
  void aPinIsGoodInItsNetworkAndAtItsDoorOnly() {
    assertThat(signsIn(door, "till", "4711", AWAY)).isFalse();
    assertThat(signsIn(door, "ann", "4711", AWAY)).isFalse();
    assertThat(signsIn(door, "scale", "0815", InetAddress.ofLiteral("192.0.2.200"))).isFalse();
    assertThat(signsIn(strict, "till", "4711", SHOP)).isFalse();
    assertThat(signsIn(strict, "ann", "4711", SHOP)).isFalse();
    assertThat(signsIn(strict, "till", PASSWORD, SHOP)).isFalse();
  }

  @Test
  void wrongPinsAreHeldBackLongerEachTimeAndBannedAtLast() {
    for (int i = 0; i < 7; i++) {
      door.signIn("till", "000" + i, SHOP);
    }
    assertThat(time.heldSeconds()).containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 15L);
    // Whatever they are tried under, it is one agent.
    door.signIn("ann@here.test", "1000", SHOP);
    door.signIn("ann@here.test", "Wrong-Password-123456", SHOP);
    assertThat(time.heldSeconds()).endsWith(15L, 15L, 15L);
    for (int i = 0; i < 3; i++) {
      door.signIn("nobody" + i, "0000", SHOP);
    }
    assertThat(door.banned(SHOP)).isTrue();
    assertThat(strict.banned(SHOP)).isTrue();
    assertThat(signsInAtAll("till", "4711")).isFalse();
  }

  private boolean signsInAtAll(String user, String pin) {
    return door.signIn(user, pin, SHOP) instanceof SignIn.SignedIn;
  }

  /// They would fill the memory of failures with thousands of octets each.
  @Test
  void namesThatNobodyCanHaveCountAsOne() {
    for (int i = 0; i < 4; i++) {
      door.signIn(i + "x".repeat(9000), "0000" + i, SHOP);
    }
    assertThat(time.heldSeconds()).containsExactly(0L, 0L, 1L, 2L);
  }

  @Test
  void aRightPinEndsTheDelays() {
    for (int i = 0; i < 4; i++) {
      door.signIn("till", "000" + i, SHOP);
    }
    assertThat(signsInAtAll("till", "4711")).isTrue();
    door.signIn("till", "9999", SHOP);
    assertThat(time.heldSeconds()).endsWith(0L);
  }

  @Test
  void aRemovedDeviceIsKnownNoMore() {
    assertThat(devices.at(SHOP).map(Device::name)).contains("scale");
    devices.all().forEach(device -> devices.remove(device.id()));
    assertThat(devices.at(SHOP)).isEmpty();
    assertThat(signsIn(door, "till", "4711", SHOP)).isFalse();
  }

  private static final class InMemory implements DeviceStore {
    private final List<Device> all = new ArrayList<>();

    @Override
    public List<Device> devices() {
      return List.copyOf(all);
    }

    @Override
    public void add(Device device, int most, int mostPins) {
      all.add(device);
    }

    @Override
    public boolean remove(UUID id) {
      return all.removeIf(device -> device.id().equals(id));
    }

    @Override
    public void seen(UUID id, Instant at) {
      // Only looked at in the engine's test.
    }
  }
}
