package dev.postern;

import dev.postern.api.ApiOptions;
import dev.postern.api.RequestLimits;
import dev.postern.auth.AuthOptions;
import dev.postern.auth.Network;
import dev.postern.cli.CommandFailure;
import dev.postern.config.Config;
import dev.postern.dns.Dns;
import dev.postern.dns.DnsResolver;
import dev.postern.dns.Dnssec;
import dev.postern.imap.Capability;
import dev.postern.imap.ImapOptions;
import dev.postern.imap.Profile;
import dev.postern.mailbox.Quota;
import dev.postern.net.NetOptions;
import dev.postern.net.ProxyProtocol;
import dev.postern.outbound.LoopLimits;
import dev.postern.outbound.SendLimits;
import dev.postern.rules.Limit;
import dev.postern.rules.Plan;
import dev.postern.screening.DmarcMode;
import dev.postern.screening.ScreeningOptions;
import dev.postern.smtp.MxOptions;
import dev.postern.smtp.SmtpOptions;
import dev.postern.tls.CertificateFiles;
import dev.postern.tls.IdentitySource;
import dev.postern.tls.LocalAuthority;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// The configuration as each part wants it.
record Settings(Config config) {
  // How long changes after the first are gathered for an idling client.
  private static final Duration GATHER = Duration.ofMillis(50);

  private static final Set<String> MAIL_LISTENERS =
      Set.of("imap", "imaps", "submission", "submissions", "mx", "legacy");

  // What the hosted product publishes (spec/api-admin.md section 9).
  private static final int SENDS_PER_SECOND = 5;

  // Nobody asked for mail to be deleted who asked for the hosted product's rates.
  private static final Map<Limit, Long> KEPT =
      Map.of(Limit.INBOX_RETENTION, -1L, Limit.SPAM_RETENTION, -1L);

  AuthOptions auth() {
    AuthOptions defaults = AuthOptions.of(new LinkedHashSet<>(config.domains()));
    return new AuthOptions(
        defaults.domains(),
        defaults.bcryptCost(),
        defaults.bansAfter(),
        defaults.exempt(),
        config.security().requireSymbol(),
        config.security().forbidLocalPart());
  }

  NetOptions net() {
    Config.Limits limits = config.limits();
    return new NetOptions(
        config.security().plaintextLogin(),
        limits.connections(),
        limits.connectionsPerAddress(),
        NetOptions.defaults().beforeSignIn(),
        limits.preAuthDeadline(),
        proxies());
  }

  private ProxyProtocol proxies() {
    Config.ProxyProtocol proxies = config.proxyProtocol();
    return new ProxyProtocol(
        networks(proxies.networks()),
        proxies.listeners().isEmpty() ? MAIL_LISTENERS : Set.copyOf(proxies.listeners()));
  }

  ApiOptions api() {
    ApiOptions defaults = ApiOptions.defaults();
    return new ApiOptions(
        defaults.maxJson(),
        defaults.maxMultipart(),
        (int) Math.min(config.limits().messageSize(), Integer.MAX_VALUE),
        defaults.maxRecipients(),
        config.api().hardDelete(),
        config.tracking().url(),
        defaults.bodyTime(),
        defaults.uploadMemory(),
        isHosted() ? Optional.of(RequestLimits.NYLAS) : Optional.empty(),
        ApiOptions.Metrics.valueOf(config.api().metrics().toUpperCase(Locale.ROOT)),
        config.log().access());
  }

  /// Makes what asks the domain name system; it asks nothing yet.
  Dns dns() {
    return new DnsResolver(nameServers(), dnssec());
  }

  /// Returns the DNS for whoever waits for a record to appear.
  Dns freshDns() {
    return DnsResolver.fresh(nameServers(), dnssec());
  }

  private List<InetSocketAddress> nameServers() {
    return config.dns().servers().stream()
        .map(server -> new InetSocketAddress(server.host(), server.port()))
        .toList();
  }

  private Dnssec dnssec() {
    return Dnssec.valueOf(config.dns().dnssec().toUpperCase(Locale.ROOT).replace('-', '_'));
  }

  /// Returns how mail from other servers is judged.
  ScreeningOptions screening() {
    Config.Mx mx = config.mx();
    return new ScreeningOptions(
        config.hostname(),
        mx.dnsbl(),
        mx.junkScore(),
        DmarcMode.valueOf(mx.dmarc().toUpperCase(Locale.ROOT)),
        mx.trustedSealers(),
        ScreeningOptions.PATIENCE);
  }

  /// Returns how much may be sent.
  SendLimits sends() {
    Config.Limits limits = config.limits();
    OptionalInt usual = isHosted() ? OptionalInt.of(SENDS_PER_SECOND) : OptionalInt.empty();
    return SendLimits.of(
        limits.sendsPerSecond().map(OptionalInt::of).orElse(usual),
        limits.sendsPerDay().map(OptionalInt::of).orElseGet(OptionalInt::empty));
  }

  /// Returns when conversations go round by themselves.
  LoopLimits loops() {
    Config.Limits limits = config.limits();
    return new LoopLimits(orOff(limits.threadTurns()), orOff(limits.automaticReplies()));
  }

  private static OptionalLong orOff(int number) {
    return number == 0 ? OptionalLong.empty() : OptionalLong.of(number);
  }

  /// Returns the most that policies may allow.
  Plan plan() {
    Plan plan = basis();
    Map<Limit, Long> own = new EnumMap<>(Limit.class);
    config.limits().sendsPerDay().ifPresent(most -> own.put(Limit.DAILY_SENT, (long) most));
    long storage = plan.limits().getOrDefault(Limit.STORAGE, Long.MAX_VALUE);
    config.quota().storage().ifPresent(most -> own.put(Limit.STORAGE, Math.min(most, storage)));
    return plan.with(own);
  }

  private Plan basis() {
    return switch (config.limits().plan().orElse("")) {
      case "none" -> Plan.NONE;
      case "free" -> Plan.FREE;
      case "full" -> Plan.FULL;
      default -> isHosted() ? Plan.FREE.with(KEPT) : Plan.NONE;
    };
  }

  private boolean isHosted() {
    return config.limits().preset().equals("nylas");
  }

  SmtpOptions smtp() {
    return SmtpOptions.of(config.hostname(), config.limits().messageSize())
        .treating(Legacy.from(config.submission().from()));
  }

  MxOptions mx() {
    Config.Mx mx = config.mx();
    return new MxOptions(
        networks(mx.trustedNetworks()),
        mx.greetDelay().orElse(Duration.ZERO),
        mx.connectionsPerMinute(),
        mx.mailsPerMinute());
  }

  private static List<Network> networks(List<String> texts) {
    return texts.stream().map(Network::parse).toList();
  }

  ImapOptions imap() {
    return new ImapOptions(
        config.limits().messageSize(),
        config.imap().idleHeartbeat(),
        GATHER,
        profile(config.imap().profile()),
        disabled(),
        _ -> quota());
  }

  /// Returns the profile that is configured by this name.
  static Profile profile(String name) {
    return Profile.named(name).orElseThrow();
  }

  private Set<Capability> disabled() {
    Set<Capability> disabled = EnumSet.noneOf(Capability.class);
    for (String name : config.imap().disabledCapabilities()) {
      disabled.add(
          Capability.named(name)
              .filter(capability -> capability != Capability.IMAP4REV1)
              .orElseThrow(() ->
                  new CommandFailure(
                      "imap.disabled-capabilities: \"" + name + "\" cannot be switched off")));
    }
    return disabled;
  }

  Quota quota() {
    return new Quota(
        config.quota().storage().map(OptionalLong::of).orElseGet(OptionalLong::empty),
        config.quota().messages().map(OptionalLong::of).orElseGet(OptionalLong::empty));
  }

  /// Returns where the certificate comes from.
  IdentitySource identity(Path data, InstantSource clock) {
    Config.Tls tls = config.tls();
    return tls.certificate().isPresent() && tls.key().isPresent()
        ? new CertificateFiles(tls.certificate().get(), tls.key().get())
        : authority(data, clock);
  }

  /// Returns the certificate that clients may have to trust.
  Path caFile(Path data, InstantSource clock) {
    return config.tls().certificate().orElseGet(() -> authority(data, clock).caFile());
  }

  private LocalAuthority authority(Path data, InstantSource clock) {
    var names = new LinkedHashSet<String>(List.of(config.hostname()));
    names.addAll(config.domains());
    return new LocalAuthority(data, names, clock);
  }
}
