package dev.postern.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Every configuration key, in the order of `config/postern.yaml`: the one table that reading, the
/// search for the nearest key and the check of the documentation go by.
final class Keys {
  private static final List<Key<?>> TABLE = new ArrayList<>();

  static final Key<String> HOSTNAME = key("hostname", "localhost", Values::domain);
  static final Key<List<String>> DOMAINS = list("domains", "agents.localhost", Values::domain);
  static final Key<Optional<Path>> DATA = optional("data", Path::of);

  static final Key<Optional<Endpoint>> IMAP = listener("imap", 1143);
  static final Key<Optional<Endpoint>> IMAPS = listener("imaps", 1993);
  static final Key<Optional<String>> IMAP_LISTENER_PROFILE =
      optional("listeners.imap-profile", Values.PROFILE);
  static final Key<Optional<String>> IMAPS_LISTENER_PROFILE =
      optional("listeners.imaps-profile", Values.PROFILE);
  static final Key<Optional<Endpoint>> SUBMISSION = listener("submission", 1587);
  static final Key<Optional<Endpoint>> SUBMISSIONS = listener("submissions", 1465);
  static final Key<Optional<Endpoint>> MX = listener("mx", 1025);
  static final Key<Optional<Endpoint>> LEGACY = listener("legacy", "off");
  static final Key<Optional<Endpoint>> API = listener("api", 8080);

  static final Key<PlaintextLogin> PLAINTEXT_LOGIN =
      key("security.plaintext-login", "loopback", Values::plaintextLogin);
  static final Key<Boolean> ALLOW_HTTP = flag("security.allow-http");
  static final Key<Boolean> REQUIRE_SYMBOL = flag("security.app-password.require-symbol");
  static final Key<Boolean> FORBID_LOCAL_PART = flag("security.app-password.forbid-local-part");

  static final Key<Optional<Path>> TLS_CERTIFICATE = optional("tls.certificate", Path::of);
  static final Key<Optional<Path>> TLS_KEY = optional("tls.key", Path::of);

  static final Key<Long> MESSAGE_SIZE = key("limits.message-size", "50MiB", Values::size);
  static final Key<Integer> CONNECTIONS = key("limits.connections", "20000", Values::count);
  static final Key<Integer> CONNECTIONS_PER_ADDRESS =
      key("limits.connections-per-address", "200", Values::count);
  static final Key<Duration> PRE_AUTH_DEADLINE =
      key("limits.pre-auth-deadline", "60s", Values::duration);

  static final Key<String> LIMITS =
      key("limits", "", text -> text.isEmpty() ? "none" : Values.PRESET.apply(text));
  static final Key<String> LIMITS_PRESET = key("limits.preset", "none", Values.PRESET);
  static final Key<Optional<String>> LIMITS_PLAN = optional("limits.plan", Values.PLAN);
  static final Key<Optional<Integer>> SENDS_PER_SECOND =
      optional("limits.sends-per-second", text -> Values.number(text, 1, 1000));
  static final Key<Optional<Integer>> SENDS_PER_DAY =
      optional("limits.sends-per-day", Values::count);
  static final Key<Integer> THREAD_TURNS =
      key("limits.thread-turns", "50", text -> Values.number(text, 0, 100_000));
  static final Key<Integer> AUTOMATIC_REPLIES =
      key("limits.automatic-replies", "3", text -> Values.number(text, 0, 100_000));

  static final Key<Optional<Long>> QUOTA_STORAGE = optional("quota.storage", Values::size);
  static final Key<Optional<Integer>> QUOTA_MESSAGES = optional("quota.messages", Values::count);

  static final Key<Optional<String>> SMARTHOST_HOST = optional("smarthost.host", Values::domain);
  static final Key<Integer> SMARTHOST_PORT =
      key("smarthost.port", "587", text -> Values.number(text, 1, 65_535));
  static final Key<String> SMARTHOST_TLS =
      key("smarthost.tls", "starttls", Values.oneOf("implicit", "starttls", "none"));
  static final Key<Optional<String>> SMARTHOST_USERNAME =
      optional("smarthost.username", Function.identity());
  static final Key<Optional<Secret>> SMARTHOST_PASSWORD =
      optional("smarthost.password", Secret::new);

  static final Key<Boolean> ALLOW_PRIVATE_TARGETS = flag("webhooks.allow-private-targets");
  static final Key<Optional<URI>> TRACKING_URL = optional("tracking.url", Values::webAddress);
  static final Key<Duration> IDLE_HEARTBEAT = key("imap.idle-heartbeat", "2m", Values::duration);
  static final Key<String> IMAP_PROFILE = key("imap.profile", "safe", Values.PROFILE);
  static final Key<List<String>> IMAP_DISABLED =
      any("imap.disabled-capabilities", Values::capability);
  static final Key<String> MAILBOX_SENT =
      key("mailbox.sent", "adopt", Values.oneOf("adopt", "client", "server", "both"));
  static final Key<Boolean> HARD_DELETE = flag("api.hard-delete");
  static final Key<String> API_METRICS =
      key("api.metrics", "loopback", Values.oneOf("off", "loopback", "key"));
  static final Key<Duration> UPKEEP_INTERVAL =
      key("store.upkeep-interval", "10s", Values::duration);
  static final Key<Long> SEGMENT_SIZE = key("store.segment-size", "64MiB", Values::size);
  static final Key<Boolean> OUTBOUND_DIRECT = flag("outbound.direct");
  static final Key<Integer> OUTBOUND_PORT =
      key("outbound.port", "25", text -> Values.number(text, 1, 65_535));
  static final Key<Boolean> OUTBOUND_PRIVATE = flag("outbound.allow-private-targets");
  static final Key<List<InetAddress>> OUTBOUND_ADDRESSES =
      any("outbound.addresses", Values::address);
  static final Key<Optional<String>> OUTBOUND_SPF = optional("outbound.spf", Values::spf);
  static final Key<Duration> OUTBOUND_GIVE_UP =
      key(
          "outbound.give-up",
          "72h",
          text -> Values.duration(text, Duration.ofMinutes(1), Duration.ofDays(5)));
  static final Key<Optional<Rate>> OUTBOUND_PER_ACCOUNT =
      optional("outbound.rate.per-account", Rate::parse);
  static final Key<Optional<Rate>> OUTBOUND_PER_DOMAIN =
      optional("outbound.rate.per-domain", Rate::parse);
  static final Key<Boolean> OUTBOUND_PAUSE = flag("outbound.pause-on-reputation");
  static final Key<Optional<Duration>> DKIM_ROTATION =
      key("dkim.rotation", "30d", Values::durationOrOff);
  static final Key<List<Endpoint>> DNS_SERVERS = any("dns.servers", Values::nameServer);
  static final Key<String> DNS_DNSSEC =
      key("dns.dnssec", "off", Values.oneOf("off", "trust-ad", "validate"));
  static final Key<List<String>> MX_TRUSTED_NETWORKS =
      add(
          new Key<>(
              "mx.trusted-networks",
              "127.0.0.0/8,::1/128",
              true,
              text -> Values.some(text, Values::network)));
  static final Key<List<WeightedZone>> MX_DNSBL = any("mx.dnsbl", WeightedZone::of);
  static final Key<Double> MX_JUNK_SCORE = key("mx.junk-score", "5.0", Values::score);
  static final Key<String> MX_DMARC =
      key("mx.dmarc", "enforce", Values.oneOf("enforce", "quarantine", "off"));
  static final Key<List<String>> MX_TRUSTED_SEALERS = any("mx.trusted-sealers", Values::domain);
  static final Key<Integer> MX_CONNECTIONS_PER_MINUTE =
      key("mx.connections-per-minute", "120", Values::count);
  static final Key<Integer> MX_MAILS_PER_MINUTE = key("mx.mails-per-minute", "600", Values::count);
  static final Key<Optional<Duration>> MX_GREET_DELAY =
      key("mx.greet-delay", "off", Values::durationOrOff);
  static final Key<List<String>> PROXY_NETWORKS = any("proxy-protocol.networks", Values::network);
  static final Key<List<String>> PROXY_LISTENERS =
      any(
          "proxy-protocol.listeners",
          Values.oneOf("imap", "imaps", "submission", "submissions", "mx", "legacy"));
  static final Key<String> SUBMISSION_FROM = key("submission.from", "reject", Values.FROM);
  static final Key<List<String>> LEGACY_NETWORKS =
      list("legacy.networks", "127.0.0.0/8,::1/128", Values::network);
  static final Key<String> LEGACY_STARTTLS =
      key("legacy.starttls", "hidden", Values.oneOf("hidden", "shown"));
  static final Key<String> LEGACY_FROM = key("legacy.from", "rewrite", Values.FROM);
  static final Key<String> LOG_LEVEL =
      key("log.level", "info", Values.oneOf("error", "warn", "info", "debug", "trace"));
  static final Key<Boolean> LOG_ACCESS = key("log.access", "true", Values::bool);

  static final List<Key<?>> ALL = Collections.unmodifiableList(TABLE);

  private Keys() {}

  private static <T> Key<T> add(Key<T> key) {
    TABLE.add(key);
    return key;
  }

  private static <T> Key<T> key(String name, String fallback, Function<String, T> reader) {
    return add(new Key<>(name, fallback, false, reader));
  }

  private static Key<Boolean> flag(String name) {
    return key(name, "false", Values::bool);
  }

  private static <T> Key<Optional<T>> optional(String name, Function<String, T> reader) {
    return key(
        name, "", text -> text.isEmpty() ? Optional.empty() : Optional.of(reader.apply(text)));
  }

  private static Key<List<String>> list(
      String name, String fallback, Function<String, String> reader) {
    return add(new Key<>(name, fallback, true, text -> Values.list(text, reader)));
  }

  private static <T> Key<List<T>> any(String name, Function<String, T> reader) {
    return add(new Key<>(name, "", true, text -> Values.some(text, reader)));
  }

  private static Key<Optional<Endpoint>> listener(String name, int port) {
    return listener(name, "127.0.0.1:" + port);
  }

  private static Key<Optional<Endpoint>> listener(String name, String usual) {
    return key(
        "listeners." + name,
        usual,
        text ->
            text.equalsIgnoreCase("off") || text.equals("false")
                ? Optional.empty()
                : Optional.of(Endpoint.of(text)));
  }
}
