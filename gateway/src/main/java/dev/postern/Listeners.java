package dev.postern;

import dev.postern.cli.ReadyFile;
import dev.postern.config.Config;
import dev.postern.config.Endpoint;
import dev.postern.net.Bound;
import dev.postern.net.Door;
import dev.postern.net.ListenerSpec;
import dev.postern.net.Net;
import dev.postern.net.TlsMode;
import java.net.BindException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Opens the listeners that are on, each with its door.
final class Listeners {
  // RFC 9051 section 5.4: at least 30 minutes. RFC 5321 section 4.5.3.2.7: at least 5.
  private static final Duration IMAP_IDLE = Duration.ofMinutes(31);
  private static final Duration SMTP_IDLE = Duration.ofMinutes(5);
  private static final Duration HTTP_IDLE = Duration.ofMinutes(2);
  private static final byte[] IMAP_FULL = ascii("* BYE [UNAVAILABLE] too many connections\r\n");
  private static final byte[] SMTP_FULL = ascii("421 4.3.2 too many connections\r\n");
  private static final byte[] HTTP_FULL =
      ascii("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");

  /// What stands behind the listeners.
  record Doors(Door imap, Door imaps, Door submission, Door mx, Door legacy, Door api) {}

  private final Net net;
  private final Map<String, Bound> open = new LinkedHashMap<>();

  private Listeners(Net net) {
    this.net = net;
  }

  /// Opens them all.
  ///
  /// @return where each listener that is on is bound, by its key
  /// @throws BindException that says which one cannot be opened, and why
  static Map<String, Bound> open(Net net, Config.Listeners at, Doors doors) throws BindException {
    var listeners = new Listeners(net);
    listeners.imap("imap", at.imap(), TlsMode.STARTTLS, doors.imap);
    listeners.imap("imaps", at.imaps(), TlsMode.IMPLICIT, doors.imaps);
    listeners.smtp("submission", at.submission(), TlsMode.STARTTLS, true, doors.submission);
    listeners.smtp("submissions", at.submissions(), TlsMode.IMPLICIT, true, doors.submission);
    listeners.smtp("mx", at.mx(), TlsMode.STARTTLS, false, doors.mx);
    listeners.smtp("legacy", at.legacy(), TlsMode.STARTTLS, true, doors.legacy);
    listeners.open("api", at.api(), TlsMode.PLAIN, false, HTTP_IDLE, HTTP_FULL, doors.api);
    return listeners.open;
  }

  /// Returns what `ready.json` says of listeners that are open.
  static ReadyFile ready(String version, Map<String, Bound> bound, Path ca, DataDirectory data) {
    var ports = new LinkedHashMap<String, Integer>();
    bound.forEach((name, listener) -> ports.put(name, listener.port()));
    return new ReadyFile(
        version,
        ProcessHandle.current().pid(),
        Optional.ofNullable(bound.get("api")).map(api -> url(api.address())).orElse(""),
        ports,
        ca.toAbsolutePath().toString(),
        data.apiKeyFile().toString());
  }

  private static String url(InetSocketAddress address) {
    InetAddress host = address.getAddress();
    boolean six = host instanceof Inet6Address;
    String name = host.isAnyLocalAddress() ? (six ? "::1" : "127.0.0.1") : host.getHostAddress();
    return "http://" + (six ? "[" + name + "]" : name) + ":" + address.getPort();
  }

  private void imap(String name, Optional<Endpoint> at, TlsMode tls, Door door)
      throws BindException {
    open(name, at, tls, true, IMAP_IDLE, IMAP_FULL, door);
  }

  private void smtp(String name, Optional<Endpoint> at, TlsMode tls, boolean signsIn, Door door)
      throws BindException {
    open(name, at, tls, signsIn, SMTP_IDLE, SMTP_FULL, door);
  }

  private void open(
      String name,
      Optional<Endpoint> at,
      TlsMode tls,
      boolean signsIn,
      Duration idle,
      byte[] refusal,
      Door door)
      throws BindException {
    if (at.isPresent()) {
      var address = new InetSocketAddress(at.get().host(), at.get().port());
      open.put(
          name, net.listen(new ListenerSpec(name, address, tls, signsIn, idle, refusal), door));
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
