package dev.postern.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// How this server is to run: every key of `config/postern.yaml`, read and checked.
///
/// Sizes are bytes. A new key is a row of [Keys], a component here, and a line in
/// `config/postern.yaml`; a test holds the three together.
///
/// @param hostname what the server calls itself in greetings, Message-IDs and its own certificate
/// @param domains lower case; addresses there are hosted here
/// @param routes by name
/// @param data the data directory
public record Config(
    String hostname,
    List<String> domains,
    Path data,
    Listeners listeners,
    Security security,
    Tls tls,
    Limits limits,
    Quota quota,
    Optional<Smarthost> smarthost,
    Map<String, Route> routes,
    Webhooks webhooks,
    Tracking tracking,
    Imap imap,
    Mailbox mailbox,
    Api api,
    Store store,
    Outbound outbound,
    Dkim dkim,
    Dns dns,
    Mx mx,
    ProxyProtocol proxyProtocol,
    Submission submission,
    Legacy legacy,
    Log log) {

  /// One listener for each protocol and way of protection; empty: off.
  ///
  /// @param imap with STARTTLS, as are `submission` and `mx`; `imaps` and `submissions` speak TLS
  ///   from the first byte (RFC 8314)
  /// @param legacy for devices and old programs, with TLS and without
  /// @param imapProfile what the listener `imap` announces; empty: what `imap.profile` says
  public record Listeners(
      Optional<Endpoint> imap,
      Optional<Endpoint> imaps,
      Optional<Endpoint> submission,
      Optional<Endpoint> submissions,
      Optional<Endpoint> mx,
      Optional<Endpoint> legacy,
      Optional<Endpoint> api,
      Optional<String> imapProfile,
      Optional<String> imapsProfile) {}

  /// What is demanded of clients and of passwords.
  ///
  /// @param allowHttp whether the API may be http on an address that others reach
  /// @param requireSymbol whether an app password needs a character that is no letter and no digit
  /// @param forbidLocalPart whether an app password may not contain the address's local part
  public record Security(
      PlaintextLogin plaintextLogin,
      boolean allowHttp,
      boolean requireSymbol,
      boolean forbidLocalPart) {}

  /// The certificate; both empty: made by the local authority in the data directory.
  public record Tls(Optional<Path> certificate, Optional<Path> key) {}

  /// Bounds that hold for every client.
  ///
  /// @param messageSize largest message, in bytes
  /// @param connections open connections at once, all listeners together
  /// @param connectionsPerAddress the same from one address; loopback has none
  /// @param preAuthDeadline time from connection to sign-in
  /// @param preset `none`, or `nylas`: those that the hosted product publishes
  /// @param plan `none`, `free` or `full`: the most that policies may allow; empty: what the preset
  ///   says
  /// @param sendsPerSecond of an application; empty: what the preset says
  /// @param sendsPerDay of an account; empty: what the plan says
  /// @param threadTurns messages of an account in one thread within an hour; 0: no limit
  /// @param automaticReplies answers of an account in one thread within a day to mail that no
  ///   person wrote; 0: no limit
  public record Limits(
      long messageSize,
      int connections,
      int connectionsPerAddress,
      Duration preAuthDeadline,
      String preset,
      Optional<String> plan,
      Optional<Integer> sendsPerSecond,
      Optional<Integer> sendsPerDay,
      int threadTurns,
      int automaticReplies) {}

  /// Who takes mail for other servers.
  ///
  /// @param tls `implicit`, `starttls` (demanded) or `none`
  public record Smarthost(
      String host, int port, String tls, Optional<String> username, Optional<Secret> password) {}

  /// A server that takes some of the mail for others, beside the smarthost.
  ///
  /// @param domains of recipients; `*.example.net` is every domain below; none: for the accounts
  ///   that choose it
  public record Route(List<String> domains, Smarthost hop) {}

  /// Webhook targets.
  ///
  /// @param allowPrivateTargets whether loopback and private addresses may be called
  public record Webhooks(boolean allowPrivateTargets) {}

  /// Tracking of mail.
  ///
  /// @param url below which readers of tracked mail reach this server; empty: no mail is rewritten
  public record Tracking(Optional<URI> url) {}

  /// The IMAP door.
  ///
  /// @param idleHeartbeat how often IDLE sends `* OK` so that routers keep the connection
  /// @param profile what is announced where a listener or an account has no profile of its own
  /// @param disabledCapabilities switched off for everybody, upper case
  public record Imap(Duration idleHeartbeat, String profile, List<String> disabledCapabilities) {}

  /// How much each account may keep.
  ///
  /// @param storage octets of all its messages
  public record Quota(Optional<Long> storage, Optional<Integer> messages) {}

  /// What an account does that sets nothing of its own.
  ///
  /// @param sent what becomes of the copies of a sent mail: `adopt`, `client`, `server` or `both`
  public record Mailbox(String sent) {}

  /// The API door.
  ///
  /// @param hardDelete whether `hard_delete=true` on a message deletes it for good
  /// @param metrics who may read `/metrics`: `off`, `loopback` or `key`
  public record Api(boolean hardDelete, String metrics) {}

  /// The engine.
  ///
  /// @param upkeepInterval how often background work is looked for
  /// @param segmentSize octets after which a new file for message bodies is started
  public record Store(Duration upkeepInterval, long segmentSize) {}

  /// How this server sends to others.
  ///
  /// @param direct whether mail that no route and no smarthost takes goes to its domain's own
  ///   servers
  /// @param port of these
  /// @param allowPrivateTargets whether these may have loopback and private addresses
  /// @param addresses from which its mail goes out
  /// @param spf SPF mechanisms that allow what sends for it; empty: its addresses
  /// @param giveUp how long a mail is tried
  /// @param perAccount how many recipients on other servers an agent's mail goes to in a time
  /// @param perDomain how many recipients there mail goes to in a time
  /// @param pauseOnReputation whether an account whose mail harms the server's name sends no more
  public record Outbound(
      boolean direct,
      int port,
      boolean allowPrivateTargets,
      List<InetAddress> addresses,
      Optional<String> spf,
      Duration giveUp,
      Optional<Rate> perAccount,
      Optional<Rate> perDomain,
      boolean pauseOnReputation) {}

  /// The keys that sign mail.
  ///
  /// @param rotation how old they become; empty: they are never replaced by themselves
  public record Dkim(Optional<Duration> rotation) {}

  /// Whom to ask for names.
  ///
  /// @param servers addresses; empty: those of this machine
  /// @param dnssec `off`, `trust-ad` or `validate`
  public record Dns(List<Endpoint> servers, String dnssec) {}

  /// What is made of mail that other servers bring.
  ///
  /// @param trustedNetworks addresses and CIDR blocks whose mail is not checked
  /// @param junkScore from which on a mail is filed in Junk
  /// @param dmarc `enforce`, `quarantine` or `off`
  /// @param trustedSealers domains whose ARC seal overrides DMARC
  /// @param connectionsPerMinute of one address that is not trusted; `mailsPerMinute` likewise
  /// @param greetDelay how long such an address waits for the greeting; empty: not at all
  public record Mx(
      List<String> trustedNetworks,
      List<WeightedZone> dnsbl,
      double junkScore,
      String dmarc,
      List<String> trustedSealers,
      int connectionsPerMinute,
      int mailsPerMinute,
      Optional<Duration> greetDelay) {}

  /// Proxies in front of the mail listeners that tell whom they speak for (PROXY protocol, v2).
  ///
  /// @param networks addresses and CIDR blocks of the proxies; a connection from there must begin
  ///   with the header
  /// @param listeners those they stand in front of; empty: all for mail
  public record ProxyProtocol(List<String> networks, List<String> listeners) {}

  /// What holds for who hands mail in.
  ///
  /// @param from what becomes of a sender address that is not the agent's: `reject`, `rewrite` or
  ///   `allow`
  public record Submission(String from) {}

  /// The listener of devices and old programs.
  ///
  /// @param networks addresses and CIDR blocks that may use it
  /// @param startTls `hidden` or `shown`
  /// @param from as [Submission#from]
  public record Legacy(List<String> networks, String startTls, String from) {}

  /// The log.
  ///
  /// @param level error, warn, info, debug or trace
  /// @param access whether each request of the API is a line
  public record Log(String level, boolean access) {}

  /// Returns the same configuration with other listeners.
  public Config with(Listeners others) {
    return new Config(
        hostname,
        domains,
        data,
        others,
        security,
        tls,
        limits,
        quota,
        smarthost,
        routes,
        webhooks,
        tracking,
        imap,
        mailbox,
        api,
        store,
        outbound,
        dkim,
        dns,
        mx,
        proxyProtocol,
        submission,
        legacy,
        log);
  }

  static Config of(Values values) {
    return new Config(
        values.get(Keys.HOSTNAME),
        values.get(Keys.DOMAINS),
        values.get(Keys.DATA).orElseGet(Environment::defaultData),
        new Listeners(
            values.get(Keys.IMAP),
            values.get(Keys.IMAPS),
            values.get(Keys.SUBMISSION),
            values.get(Keys.SUBMISSIONS),
            values.get(Keys.MX),
            values.get(Keys.LEGACY),
            values.get(Keys.API),
            values.get(Keys.IMAP_LISTENER_PROFILE),
            values.get(Keys.IMAPS_LISTENER_PROFILE)),
        new Security(
            values.get(Keys.PLAINTEXT_LOGIN),
            values.get(Keys.ALLOW_HTTP),
            values.get(Keys.REQUIRE_SYMBOL),
            values.get(Keys.FORBID_LOCAL_PART)),
        new Tls(values.get(Keys.TLS_CERTIFICATE), values.get(Keys.TLS_KEY)),
        new Limits(
            values.get(Keys.MESSAGE_SIZE),
            values.get(Keys.CONNECTIONS),
            values.get(Keys.CONNECTIONS_PER_ADDRESS),
            values.get(Keys.PRE_AUTH_DEADLINE),
            preset(values),
            values.get(Keys.LIMITS_PLAN),
            values.get(Keys.SENDS_PER_SECOND),
            values.get(Keys.SENDS_PER_DAY),
            values.get(Keys.THREAD_TURNS),
            values.get(Keys.AUTOMATIC_REPLIES)),
        new Quota(values.get(Keys.QUOTA_STORAGE), values.get(Keys.QUOTA_MESSAGES)),
        values.get(Keys.SMARTHOST_HOST).map(host -> smarthost(host, values)),
        routes(values),
        new Webhooks(values.get(Keys.ALLOW_PRIVATE_TARGETS)),
        new Tracking(values.get(Keys.TRACKING_URL)),
        new Imap(
            values.get(Keys.IDLE_HEARTBEAT),
            values.get(Keys.IMAP_PROFILE),
            values.get(Keys.IMAP_DISABLED)),
        new Mailbox(values.get(Keys.MAILBOX_SENT)),
        new Api(values.get(Keys.HARD_DELETE), values.get(Keys.API_METRICS)),
        new Store(values.get(Keys.UPKEEP_INTERVAL), values.get(Keys.SEGMENT_SIZE)),
        new Outbound(
            values.get(Keys.OUTBOUND_DIRECT),
            values.get(Keys.OUTBOUND_PORT),
            values.get(Keys.OUTBOUND_PRIVATE),
            values.get(Keys.OUTBOUND_ADDRESSES),
            values.get(Keys.OUTBOUND_SPF),
            values.get(Keys.OUTBOUND_GIVE_UP),
            values.get(Keys.OUTBOUND_PER_ACCOUNT),
            values.get(Keys.OUTBOUND_PER_DOMAIN),
            values.get(Keys.OUTBOUND_PAUSE)),
        new Dkim(values.get(Keys.DKIM_ROTATION)),
        new Dns(values.get(Keys.DNS_SERVERS), values.get(Keys.DNS_DNSSEC)),
        new Mx(
            values.get(Keys.MX_TRUSTED_NETWORKS),
            values.get(Keys.MX_DNSBL),
            values.get(Keys.MX_JUNK_SCORE),
            values.get(Keys.MX_DMARC),
            values.get(Keys.MX_TRUSTED_SEALERS),
            values.get(Keys.MX_CONNECTIONS_PER_MINUTE),
            values.get(Keys.MX_MAILS_PER_MINUTE),
            values.get(Keys.MX_GREET_DELAY)),
        new ProxyProtocol(values.get(Keys.PROXY_NETWORKS), values.get(Keys.PROXY_LISTENERS)),
        new Submission(values.get(Keys.SUBMISSION_FROM)),
        new Legacy(
            values.get(Keys.LEGACY_NETWORKS),
            values.get(Keys.LEGACY_STARTTLS),
            values.get(Keys.LEGACY_FROM)),
        new Log(values.get(Keys.LOG_LEVEL), values.get(Keys.LOG_ACCESS)));
  }

  private static String preset(Values values) {
    String alone = values.get(Keys.LIMITS);
    return alone.equals("none") ? values.get(Keys.LIMITS_PRESET) : alone;
  }

  // An entry without a host is told as a mistake, see Rules.
  private static Map<String, Route> routes(Values values) {
    Map<String, Route> routes = new TreeMap<>();
    values
        .routes()
        .forEach((name, keys) -> {
          Smarthost hop =
              new Smarthost(
                  values.get(keys.host()).orElse(""),
                  values.get(keys.port()),
                  values.get(keys.tls()),
                  values.get(keys.username()),
                  values.get(keys.password()));
          routes.put(name, new Route(values.get(keys.domains()), hop));
        });
    return Collections.unmodifiableMap(routes);
  }

  private static Smarthost smarthost(String host, Values values) {
    return new Smarthost(
        host,
        values.get(Keys.SMARTHOST_PORT),
        values.get(Keys.SMARTHOST_TLS),
        values.get(Keys.SMARTHOST_USERNAME),
        values.get(Keys.SMARTHOST_PASSWORD));
  }
}
