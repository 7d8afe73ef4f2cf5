package dev.postern.auth;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.bouncycastle.crypto.generators.OpenBSDBCrypt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Devices that hand mail in at the legacy listener: which they are, by their network or by a PIN.
///
/// A PIN may be far shorter than an app password, because it is good for nothing but handing mail
/// in at that one listener, from the device's own network.
public final class Devices {
  private static final Logger log = LoggerFactory.getLogger(Devices.class);
  private static final int SHORTEST_PIN = 4;
  private static final int LONGEST_PIN = 16;
  private static final int LONGEST_NAME = 64;
  private static final int MOST = 1000;
  // Each of them may be tried when somebody signs in with the account's address.
  private static final int MOST_PINS = 8;
  private static final Duration SEEN = Duration.ofMinutes(1);

  private final SecureRandom random = new SecureRandom();
  private final Cache<UUID, Instant> noted = Caffeine.newBuilder().maximumSize(MOST).build();
  private final DeviceStore store;
  private final GrantStore grants;
  private final AuthOptions options;
  private final InstantSource clock;
  private final String nobodys;

  /// What a device is to be.
  ///
  /// @param agent id or address of its grant
  /// @param network as [Network#parse] reads it
  /// @param pin 4 to 16 printable ASCII characters without spaces
  public record NewDevice(
      String name, String agent, Optional<String> network, Optional<String> pin) {
    /// Leaves the PIN out.
    @Override
    public String toString() {
      return "NewDevice[name=" + name + ", agent=" + agent + "]";
    }
  }

  /// Knows the devices of this store.
  public Devices(DeviceStore store, GrantStore grants, AuthOptions options, InstantSource clock) {
    this.store = store;
    this.grants = grants;
    this.options = options;
    this.clock = clock;
    this.nobodys = hash("none");
  }

  /// Returns all devices, oldest first.
  public List<Device> all() {
    return store.devices();
  }

  /// Makes a device.
  ///
  /// @throws GatewayException with INVALID if a value breaks its rule, or what [DeviceStore#add]
  ///   throws
  public Device add(NewDevice wanted) {
    String name = name(wanted.name());
    Optional<Network> network = wanted.network().map(Devices::network);
    if (network.isEmpty() && wanted.pin().isEmpty()) {
      throw invalid("network or pin is required: nothing else tells who the device is");
    }
    Grant agent =
        agent(wanted.agent())
            .orElseThrow(
                () -> new GatewayException(Fault.NOT_FOUND, "grant_id: there is no such agent"));
    Device device =
        new Device(
            UUID.randomUUID(),
            name,
            agent.id(),
            network,
            wanted.pin().map(this::hash),
            Instant.ofEpochMilli(clock.millis()),
            Optional.empty());
    store.add(device, MOST, MOST_PINS);
    return device;
  }

  /// Removes a device.
  ///
  /// @return false if there is no such device
  public boolean remove(UUID id) {
    return store.remove(id);
  }

  /// Returns the agent whose device it is.
  public Optional<Grant> agentOf(Device device) {
    return grants.grant(device.grant());
  }

  /// Returns the device whose network an address is in: the smallest of them that has it.
  public Optional<Device> at(InetAddress address) {
    return store.devices().stream()
        .filter(device -> device.network().isPresent() && device.mayBeAt(address))
        .max(Comparator.comparingInt(Devices::bits));
  }

  /// Notes that a device was known just now.
  public void seen(Device device) {
    Instant now = clock.instant();
    Instant last = noted.getIfPresent(device.id());
    if (last == null || last.isBefore(now.minus(SEEN))) {
      noted.put(device.id(), now);
      note(device, now);
    }
  }

  // That it cannot be noted is no reason to turn a device away.
  private void note(Device device, Instant now) {
    try {
      store.seen(device.id(), now);
    } catch (GatewayException e) {
      log.warn("{} is not noted as seen: {}", device, e.text());
    }
  }

  /// Returns the device that signs in by its own name.
  Optional<Device> named(String user, InetAddress from) {
    return store.devices().stream()
        .filter(device -> device.name().equalsIgnoreCase(user.strip()) && device.mayBeAt(from))
        .findFirst();
  }

  /// Returns the devices of an agent that could sign in from an address with a PIN.
  List<Device> withPin(Grant agent, InetAddress from) {
    return store.devices().stream()
        .filter(device -> device.grant().equals(agent.id()))
        .filter(device -> device.pin().isPresent() && device.mayBeAt(from))
        .toList();
  }

  /// Says whether this could be a PIN; no app password could.
  static boolean isPin(String text) {
    return text.length() >= SHORTEST_PIN
        && text.length() <= LONGEST_PIN
        && text.chars().allMatch(c -> c > 32 && c < 127);
  }

  /// Says whether `pin` is the device's; takes as long as one bcrypt.
  static boolean matches(Device device, String pin) {
    return OpenBSDBCrypt.checkPassword(
        device.pin().orElseThrow(), pin.getBytes(StandardCharsets.US_ASCII));
  }

  /// Takes the time of [#matches].
  void matchesNothing(String pin) {
    boolean _ = OpenBSDBCrypt.checkPassword(nobodys, pin.getBytes(StandardCharsets.US_ASCII));
  }

  private static int bits(Device device) {
    return device.network().map(Network::bits).orElse(-1);
  }

  private Optional<Grant> agent(String text) {
    return text.indexOf('@') < 0
        ? id(text).flatMap(grants::grant)
        : MailAddresses.parse(text).map(MailAddress::canonical).flatMap(grants::grantOf);
  }

  private static Optional<UUID> id(String text) {
    try {
      return Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  // What a device signs in as: an address would be an agent's.
  private static String name(String text) {
    String name = text.strip();
    if (name.isEmpty()
        || name.codePointCount(0, name.length()) > LONGEST_NAME
        || name.indexOf('@') >= 0
        || name.codePoints().anyMatch(Character::isISOControl)) {
      throw invalid("name must have 1 to 64 characters, none of them @ or a control character");
    }
    return name;
  }

  private static Network network(String text) {
    try {
      return Network.parse(text.strip());
    } catch (IllegalArgumentException e) {
      throw new GatewayException(
          Fault.INVALID,
          "network must be an address or a block of them, such as 192.0.2.0/24 or 2001:db8::/64",
          e);
    }
  }

  private String hash(String pin) {
    if (!isPin(pin)) {
      throw invalid("pin must have 4 to 16 ASCII characters, no space");
    }
    byte[] salt = new byte[16];
    random.nextBytes(salt);
    return OpenBSDBCrypt.generate(
        "2b", pin.getBytes(StandardCharsets.US_ASCII), salt, options.bcryptCost());
  }

  private static GatewayException invalid(String what) {
    return new GatewayException(Fault.INVALID, what);
  }
}
