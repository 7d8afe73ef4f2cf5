package dev.postern.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The values of one configuration, and how a text becomes one.
///
/// The readers throw [IllegalArgumentException] with the end of the sentence that starts with the
/// quoted text.
final class Values {
  private static final Pattern MEASURE = Pattern.compile("([0-9]{1,15}) ?([A-Za-z]*)");
  private static final Pattern DOMAIN =
      Pattern.compile("(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\\.[a-z0-9_]([a-z0-9_-]{0,62}))*");
  private static final Pattern CAPABILITY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9=+-]{1,40}");
  private static final Pattern SCORE = Pattern.compile("[0-9]{1,3}(\\.[0-9]{1,3})?");
  // RFC 7208 section 4.6.1, without "all": nobody else may send.
  private static final Pattern SPF =
      Pattern.compile("(?i)((a|mx|ip4|ip6|include|exists)(:[!-~]+)?(/[0-9/]+)?( +|$)){1,20}");
  private static final List<String> OFF = List.of("off", "false", "no");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of(
          "",
          1L,
          "b",
          1L,
          "kb",
          1_000L,
          "mb",
          1_000_000L,
          "gb",
          1_000_000_000L,
          "kib",
          1L << 10,
          "mib",
          1L << 20,
          "gib",
          1L << 30);

  /// Reads the name of a capability profile of IMAP.
  static final Function<String, String> PROFILE =
      oneOf("safe", "full", "legacy", "greenmail", "outlook-classic");

  /// Reads what becomes of a sender address that is not the agent's.
  static final Function<String, String> FROM = oneOf("reject", "rewrite", "allow");

  /// Reads the name of a set of limits.
  static final Function<String, String> PRESET = oneOf("none", "nylas");

  /// Reads the name of a plan.
  static final Function<String, String> PLAN = oneOf("none", "free", "full");

  private final Map<Key<?>, Object> values;
  private final SortedMap<String, RouteKeys> routes;

  Values(Map<Key<?>, Object> values, SortedMap<String, RouteKeys> routes) {
    this.values = values;
    this.routes = routes;
  }

  /// Returns the keys of each entry of `routes`, by its name.
  SortedMap<String, RouteKeys> routes() {
    return routes;
  }

  /// Returns the value of `key`, which is there: every key has a default.
  @SuppressWarnings("unchecked") // filled by the key's own reader
  <T> T get(Key<T> key) {
    Object value = values.get(key);
    if (value == null) {
      throw new IllegalStateException("no value for " + key.name());
    }
    return (T) value;
  }

  static boolean bool(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      default -> throw new IllegalArgumentException("is not true or false");
    };
  }

  static int number(String text, int least, int most) {
    try {
      int number = Integer.parseInt(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // told below, as for a number out of range
    }
    throw new IllegalArgumentException("is not a number from " + least + " to " + most);
  }

  static int count(String text) {
    return number(text, 1, 10_000_000);
  }

  static Duration duration(String text) {
    return Duration.ofMillis(
        measure(text, MILLIS, "is not a time such as 500ms, 30s, 5m, 2h or 1d"));
  }

  /// Reads a time, or that there is none.
  static Optional<Duration> durationOrOff(String text) {
    return text.equals("0") || OFF.contains(text.toLowerCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of(duration(text));
  }

  /// Reads an IP address; names are not looked up.
  static InetAddress address(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is not an IP address", e);
    }
  }

  /// Reads SPF mechanisms.
  static String spf(String text) {
    if (!SPF.matcher(text).matches()) {
      throw new IllegalArgumentException(
          "is not a list of SPF mechanisms such as \"ip4:192.0.2.1 include:_spf.example.org\"");
    }
    return text;
  }

  static Duration duration(String text, Duration least, Duration most) {
    Duration duration = duration(text);
    if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "is not from " + least.toMinutes() + "m to " + most.toHours() + "h");
    }
    return duration;
  }

  static long size(String text) {
    return measure(text, BYTES, "is not a size such as 65536, 512KiB, 100MiB or 1GiB");
  }

  private static long measure(String text, Map<String, Long> units, String complaint) {
    Matcher matcher = MEASURE.matcher(text);
    if (matcher.matches()) {
      Long unit = units.get(matcher.group(2).toLowerCase(Locale.ROOT));
      long amount = Long.parseLong(matcher.group(1));
      if (unit != null && amount > 0 && amount <= Long.MAX_VALUE / unit) {
        return amount * unit;
      }
    }
    throw new IllegalArgumentException(complaint);
  }

  static String domain(String text) {
    String domain = text.toLowerCase(Locale.ROOT);
    if (!DOMAIN.matcher(domain).matches()) {
      throw new IllegalArgumentException("is not a host or domain name (IDNs in A-label form)");
    }
    return domain;
  }

  /// Reads a domain, or `*.` and a domain for all below it.
  static String domainPattern(String text) {
    return text.startsWith("*.") ? "*." + domain(text.substring(2)) : domain(text);
  }

  /// Reads a web address to which a path can be added.
  static URI webAddress(String text) {
    try {
      URI uri = new URI(text.replaceFirst("/+$", ""));
      boolean web =
          "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
      if (web
          && uri.getHost() != null
          && uri.getUserInfo() == null
          && uri.getQuery() == null
          && uri.getFragment() == null
          && uri.toASCIIString().equals(uri.toString())) {
        return uri;
      }
    } catch (URISyntaxException notAnAddress) {
      // told below
    }
    throw new IllegalArgumentException("is not an address such as https://mail.example.org");
  }

  /// Reads what may name a capability; whether it does is for the IMAP door to say.
  static String capability(String text) {
    if (!CAPABILITY.matcher(text).matches()) {
      throw new IllegalArgumentException("is not the name of a capability");
    }
    return text.toUpperCase(Locale.ROOT);
  }

  static Function<String, String> oneOf(String... words) {
    return text -> {
      String word = text.toLowerCase(Locale.ROOT);
      if (Arrays.asList(words).contains(word)) {
        return word;
      }
      throw new IllegalArgumentException("is none of " + String.join(", ", words));
    };
  }

  static PlaintextLogin plaintextLogin(String text) {
    return PlaintextLogin.valueOf(
        oneOf("never", "loopback", "always").apply(text).toUpperCase(Locale.ROOT));
  }

  static List<String> list(String text, Function<String, String> reader) {
    List<String> items = some(text, reader);
    if (items.isEmpty()) {
      throw new IllegalArgumentException("names nothing");
    }
    return items;
  }

  /// Reads a list that may be empty.
  static <T> List<T> some(String text, Function<String, T> reader) {
    return Arrays.stream(text.split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .map(reader)
        .distinct()
        .toList();
  }

  /// Reads `ip`, `ip:port` or `[ipv6]:port`; the port is 53 if it is not said.
  static Endpoint nameServer(String text) {
    Endpoint server = isAddress(text) ? new Endpoint(text, 53) : Endpoint.of(text);
    if (!isAddress(server.host())) {
      throw new IllegalArgumentException("is not an address: ip, ip:port or [ipv6]:port");
    }
    return server;
  }

  /// Reads an address, or a network in CIDR notation.
  static String network(String text) {
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    if (!isAddress(address)) {
      throw new IllegalArgumentException("is not a network such as 192.0.2.0/24 or 2001:db8::/32");
    }
    if (slash >= 0) {
      number(text.substring(slash + 1), 0, address.indexOf(':') < 0 ? 32 : 128);
    }
    return text;
  }

  /// Reads how much something weighs for junk.
  static double score(String text) {
    if (!SCORE.matcher(text).matches()) {
      throw new IllegalArgumentException("is not a number such as 5.0, up to 999");
    }
    return Double.parseDouble(text);
  }

  private static boolean isAddress(String text) {
    try {
      return !text.contains("%") && !InetAddress.ofLiteral(text).isAnyLocalAddress();
    } catch (IllegalArgumentException notAnAddress) {
      return false;
    }
  }
}
