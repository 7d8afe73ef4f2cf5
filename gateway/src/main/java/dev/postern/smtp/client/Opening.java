package dev.postern.smtp.client;

import java.io.IOException;
import java.net.Socket;
import java.util.Locale;
import java.util.function.Consumer;
import javax.net.ssl.SSLSocket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens connections: greeting, EHLO, STARTTLS, AUTH.
final class Opening {
  private static final Logger log = LoggerFactory.getLogger(Opening.class);

  private final ClientOptions options;
  private final TlsClient tls;
  private final Consumer<HopSocket> watch;

  /// @param watch is given every connection before it may block
  Opening(ClientOptions options, TlsClient tls, Consumer<HopSocket> watch) {
    this.options = options;
    this.tls = tls;
    this.watch = watch;
  }

  /// Opens a connection. If TLS is only an opportunity and fails, opens another without.
  ///
  /// @throws HopFailure if the hop cannot be used now
  HopConnection open(Hop hop) throws HopFailure {
    try {
      return open(hop, hop.tls());
    } catch (HopFailure e) {
      if (!e.isTls() || hop.tls().mandatory()) {
        throw e;
      }
      log.info("{} [{}]: mail goes in the clear: {}", hop.name(), host(hop), e.diagnostic());
      return open(hop, new TlsDemand.None());
    }
  }

  private static String host(Hop hop) {
    return hop.address().getAddress().getHostAddress();
  }

  private HopConnection open(Hop hop, TlsDemand demand) throws HopFailure {
    HopSocket socket = connect(hop);
    boolean opened = false;
    try {
      HopConnection connection = new Dialogue(hop, demand, socket).run();
      opened = true;
      return connection;
    } catch (IOException e) {
      throw new HopFailure("451 4.4.2 " + HopFailure.reason(e));
    } finally {
      if (!opened) {
        socket.close();
      }
    }
  }

  private HopSocket connect(Hop hop) throws HopFailure {
    Socket raw = new Socket();
    try {
      raw.connect(hop.address(), (int) options.timeouts().connect().toMillis());
      HopSocket socket = new HopSocket(raw, options.timeouts().block());
      watch.accept(socket);
      return socket;
    } catch (IOException e) {
      try {
        raw.close();
      } catch (IOException _) {
        // It never was open.
      }
      throw new HopFailure("451 4.4.1 " + HopFailure.reason(e));
    }
  }

  private final class Dialogue {
    private final Hop hop;
    private final TlsDemand demand;
    private final HopSocket socket;
    private boolean secured;
    private boolean verified;

    Dialogue(Hop hop, TlsDemand demand, HopSocket socket) {
      this.hop = hop;
      this.demand = demand;
      this.socket = socket;
    }

    HopConnection run() throws IOException, HopFailure {
      if (hop.implicit()) {
        secure();
      }
      greeting();
      Extensions offers = hello();
      if (!secured && !(demand instanceof TlsDemand.None)) {
        offers = startTls(offers);
      }
      if (hop.login().isPresent()) {
        signIn(hop.login().get(), offers);
      }
      return new HopConnection(hop, socket, offers, verified);
    }

    private void greeting() throws IOException, HopFailure {
      HopReply greeting = socket.reply(options.timeouts().greeting());
      if (greeting.code() != 220) {
        throw new HopFailure(greeting.text());
      }
      String own = options.ehlo().toLowerCase(Locale.ROOT);
      if (!hop.relay() && !own.equals("localhost") && greeting.isFrom(own)) {
        throw new HopFailure("451 4.4.6 mail loops back to " + own);
      }
    }

    private Extensions hello() throws IOException, HopFailure {
      HopReply ehlo = command("EHLO " + options.ehlo());
      if (ehlo.code() == 250) {
        return Extensions.of(ehlo);
      }
      if (!ehlo.isPermanent()) {
        throw new HopFailure(ehlo.text());
      }
      HopReply helo = command("HELO " + options.ehlo());
      if (helo.code() != 250) {
        throw new HopFailure(helo.text());
      }
      return Extensions.NONE;
    }

    private HopReply command(String line) throws IOException {
      return socket.command(line, options.timeouts().command());
    }

    private Extensions startTls(Extensions offers) throws IOException, HopFailure {
      if (!offers.has("STARTTLS")) {
        requireNoTls("the hop offers no STARTTLS");
        return offers;
      }
      HopReply reply = command("STARTTLS");
      if (reply.code() != 220) {
        requireNoTls("STARTTLS refused: " + reply.text());
        if (reply.isFarewell()) {
          throw new HopFailure(reply.text());
        }
        return offers;
      }
      // What was sent in the clear must not count as said under TLS (CVE-2011-0411).
      if (socket.isAhead()) {
        throw new HopFailure("451 4.7.0 the hop speaks between STARTTLS and TLS");
      }
      secure();
      return hello();
    }

    private void requireNoTls(String what) throws HopFailure {
      if (demand.mandatory()) {
        throw new HopFailure("451 4.7.5 " + what);
      }
    }

    private void secure() throws HopFailure {
      try {
        SSLSocket session = socket.startTls(tls, hop.name(), options.timeouts().connect());
        tls.verify(session, demand);
      } catch (IOException e) {
        throw new HopFailure("451 4.7.5 TLS: " + HopFailure.reason(e), true);
      }
      secured = true;
      verified = demand.verified();
    }

    private void signIn(Login login, Extensions offers) throws IOException, HopFailure {
      // Without TLS only where nobody listens, or where the operator said so.
      boolean safe = secured || socket.isLoopback() || hop.tls() instanceof TlsDemand.None;
      if (!safe) {
        throw new HopFailure("451 4.7.0 no password goes to the hop without TLS");
      }
      new Sasl(socket, login, options.timeouts().command()).signIn(offers.mechanisms());
    }
  }
}
