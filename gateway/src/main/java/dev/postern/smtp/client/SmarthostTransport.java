package dev.postern.smtp.client;

import dev.postern.config.Config.Smarthost;
import dev.postern.config.Secret;
import dev.postern.mailbox.AccountId;
import dev.postern.outbound.Transport;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Hands all outgoing mail to one server that relays for us (RFC 6409).
///
/// The bytes go out as they are queued, dots stuffed and line ends CRLF whatever they were.
/// Thread-safe: each transfer has a connection of its own.
public final class SmarthostTransport implements Transport {
  private static final Logger log = LoggerFactory.getLogger(SmarthostTransport.class);
  private static final Duration CONNECT = Duration.ofSeconds(30);
  // RFC 5321 section 4.5.3.2: the answer to the end of data may take ten minutes.
  private static final Duration ANSWER = Duration.ofMinutes(10);
  private static final Duration WRITE = Duration.ofMinutes(3);

  private final Smarthost hop;
  private final String host;

  /// Sends through `hop`.
  ///
  /// @param host this server's name, for EHLO
  public SmarthostTransport(Smarthost hop, String host) {
    this.hop = hop;
    this.host = host;
  }

  @Override
  public boolean routes(AccountId account, String domain) {
    return true;
  }

  @Override
  public String nextHop(AccountId account, String domain) {
    return hop.host();
  }

  @Override
  public List<Outcome> send(Job job) {
    String sender = job.sender();
    List<String> recipients = job.recipients();
    if (Stream.concat(Stream.of(sender), recipients.stream())
        .anyMatch(SmarthostTransport::injects)) {
      return same(
          recipients, new Outcome.Refused("", "550 5.1.3 an address has control characters"));
    }
    boolean utf8 = Stream.concat(Stream.of(sender), recipients.stream()).anyMatch(a -> !ascii(a));
    Session session = Session.getInstance(properties(utf8));
    try {
      SMTPTransport transport = (SMTPTransport) session.getTransport("smtp");
      try {
        connect(transport);
        return send(transport, session, utf8, sender, recipients, job.message());
      } finally {
        quit(transport);
      }
    } catch (MessagingException e) {
      // Nothing was handed over: not our mail's fault, whatever the server said.
      return same(recipients, new Outcome.Unreachable(hop.host(), "451 4.4.1 " + Outcomes.text(e)));
    }
  }

  private void connect(SMTPTransport transport) throws MessagingException {
    transport.connect(
        hop.host(),
        hop.port(),
        hop.username().orElse(null),
        hop.password().map(Secret::value).orElse(null));
  }

  // What the hop has answered stands: a mail it took must not be sent again because it hung up.
  private void quit(SMTPTransport transport) {
    try {
      transport.close();
    } catch (MessagingException e) {
      log.debug("{} did not wait for QUIT", hop.host(), e);
    }
  }

  private static List<Outcome> send(
      SMTPTransport transport,
      Session session,
      boolean utf8,
      String sender,
      List<String> recipients,
      MemorySegment message)
      throws MessagingException {
    boolean eightBit = hasEightBit(message);
    if (utf8 && !transport.supportsExtension("SMTPUTF8")) {
      return same(recipients, new Outcome.Refused("", "550 5.6.7 the next hop has no SMTPUTF8"));
    }
    if (eightBit && !transport.supportsExtension("8BITMIME")) {
      return same(
          recipients, new Outcome.Refused("", "554 5.6.3 the next hop takes 7-bit mail only"));
    }
    RawMessage raw = new RawMessage(session, message);
    raw.setEnvelopeFrom("<" + sender + ">");
    if (eightBit) {
      raw.setMailExtension("BODY=8BITMIME");
    }
    InternetAddress[] to =
        recipients.stream().map(SmarthostTransport::address).toArray(InternetAddress[]::new);
    try {
      transport.sendMessage(raw, to);
      return same(
          recipients, new Outcome.Accepted("", transport.getLastServerResponse().strip(), false));
    } catch (MessagingException e) {
      return Outcomes.of(recipients, e);
    }
  }

  private Properties properties(boolean utf8) {
    Properties properties = new Properties();
    properties.setProperty("mail.smtp.localhost", host);
    properties.setProperty("mail.smtp.connectiontimeout", millis(CONNECT));
    properties.setProperty("mail.smtp.timeout", millis(ANSWER));
    properties.setProperty("mail.smtp.writetimeout", millis(WRITE));
    properties.setProperty("mail.smtp.auth", String.valueOf(hop.username().isPresent()));
    properties.setProperty("mail.smtp.ssl.enable", String.valueOf(hop.tls().equals("implicit")));
    boolean startTls = hop.tls().equals("starttls");
    properties.setProperty("mail.smtp.starttls.enable", String.valueOf(startTls));
    properties.setProperty("mail.smtp.starttls.required", String.valueOf(startTls));
    properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
    properties.setProperty("mail.smtp.sendpartial", "true");
    properties.setProperty("mail.smtp.quitwait", "false");
    properties.setProperty("mail.mime.allowutf8", String.valueOf(utf8));
    return properties;
  }

  private static String millis(Duration duration) {
    return String.valueOf(duration.toMillis());
  }

  private static List<Outcome> same(List<String> recipients, Outcome outcome) {
    return recipients.stream().map(_ -> outcome).toList();
  }

  private static InternetAddress address(String recipient) {
    InternetAddress address = new InternetAddress();
    address.setAddress(recipient);
    return address;
  }

  // An address that ends its line would be two commands (CVE-2025-7962).
  private static boolean injects(String address) {
    return address.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '<' || c == '>');
  }

  private static boolean ascii(String text) {
    return text.chars().allMatch(c -> c < 0x80);
  }

  private static boolean hasEightBit(MemorySegment message) {
    for (long at = 0; at < message.byteSize(); at++) {
      if (message.get(ValueLayout.JAVA_BYTE, at) < 0) {
        return true;
      }
    }
    return false;
  }
}
