package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.auth.Mechanism;
import dev.postern.auth.Sasl;
import dev.postern.auth.SignIn;
import dev.postern.delivery.Trace;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.HeaderBlock;
import dev.postern.mailbox.Blob;
import dev.postern.net.Connection;
import dev.postern.smtp.Step.Then;
import dev.postern.smtp.wire.CommandParser;
import dev.postern.smtp.wire.Line;
import dev.postern.smtp.wire.Reply;
import dev.postern.smtp.wire.SmtpCommand;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's conversation (RFC 5321 section 4.1.4).
///
/// Knows the connection's facts and no channel. Its methods block and are called one at a time.
final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final Reply OK = Reply.of(250, "2.0.0", "OK");
  private static final Reply BAD_SEQUENCE = Reply.of(Fault.WRONG_STATE, "not now");
  // Alpine shows people this answer to its RCPT, not the one before to its MAIL.
  private static final Reply NO_SENDER =
      Reply.of(Fault.WRONG_STATE, "no sender was accepted; MAIL FROM comes first");
  private static final Reply NEED_HELLO = Reply.of(Fault.WRONG_STATE, "say EHLO first");

  private final Connection connection;
  private final SmtpServices services;
  private final Intake intake;
  private Optional<SmtpCommand.Hello> hello = Optional.empty();
  private Optional<Grant> agent = Optional.empty();
  private Optional<Sasl> sasl = Optional.empty();
  private Optional<Transaction> transaction = Optional.empty();
  private Optional<Reception> reception = Optional.empty();
  private int errors;

  Session(Connection connection, SmtpServices services) {
    this.connection = connection;
    this.services = services;
    this.intake = services.intake();
  }

  Reply greeting() {
    return Reply.plain(220, services.options().host() + " ESMTP Postern");
  }

  /// Says whether the next line answers a SASL challenge.
  boolean inSasl() {
    return sasl.isPresent();
  }

  /// Forgets everything, as after STARTTLS (RFC 3207 section 4.2).
  void reset() {
    close();
    hello = Optional.empty();
    agent = Optional.empty();
    sasl = Optional.empty();
  }

  /// Drops what was not finished.
  void close() {
    reception.ifPresent(Reception::close);
    reception = Optional.empty();
    transaction = Optional.empty();
  }

  /// Answers a line.
  Step on(Line line) {
    Step step;
    try {
      step =
          switch (line) {
            case Line.Broken broken -> broken(broken);
            case Line.Endless _ -> Step.close(Reply.of(421, "4.7.0", "line too long"));
            case Line.Text text when sasl.isPresent() -> Step.next(respond(text.text()));
            // Devices that forget the angle brackets hand mail in; servers do not.
            case Line.Text text -> run(CommandParser.parse(text.text(), intake.signsIn()));
          };
    } catch (GatewayException e) {
      step = Step.next(Reply.of(e));
    }
    return limited(step);
  }

  private Step broken(Line.Broken broken) {
    sasl = Optional.empty();
    return Step.next(broken.reply());
  }

  private Step limited(Step step) {
    errors += step.reply().code() >= 500 ? 1 : 0;
    return errors < services.options().maxErrors() || step.then() == Then.CLOSE
        ? step
        : Step.close(Reply.of(421, "4.7.0", "too many errors"));
  }

  private Step run(SmtpCommand command) {
    services.commands().add(command.getClass().getSimpleName());
    return switch (command) {
      case SmtpCommand.Hello said -> Step.next(hello(said));
      case SmtpCommand.Mail mail -> Step.next(mail(mail));
      case SmtpCommand.Rcpt rcpt -> Step.next(rcpt(rcpt));
      case SmtpCommand.Data _ -> data();
      case SmtpCommand.Auth auth -> Step.next(auth(auth));
      case SmtpCommand.StartTls _ -> startTls();
      case SmtpCommand.Reset _ -> {
        transaction = Optional.empty();
        yield Step.next(OK);
      }
      case SmtpCommand.Noop _ -> Step.next(OK);
      case SmtpCommand.Quit _ -> Step.close(Reply.of(221, "2.0.0", "bye"));
      case SmtpCommand.Help _ -> Step.next(Reply.of(214, "2.0.0", "see RFC 5321 and RFC 6409"));
      case SmtpCommand.Verify _ -> Step.next(Reply.of(252, "2.1.5", "send mail and see"));
      // Its data may follow unasked; nobody can say where they end.
      case SmtpCommand.Unsupported c when c.verb().equals("BDAT") ->
          Step.close(Reply.of(502, "5.5.1", "BDAT is not offered"));
      case SmtpCommand.Unsupported _ -> Step.next(Reply.of(502, "5.5.1", "not implemented"));
      case SmtpCommand.Foreign _ -> Step.close(Reply.of(421, "4.7.0", "this is SMTP"));
    };
  }

  private Reply hello(SmtpCommand.Hello said) {
    hello = Optional.of(said);
    transaction = Optional.empty();
    if (!said.extended()) {
      return Reply.plain(250, services.options().host());
    }
    List<String> lines = new ArrayList<>();
    lines.add(services.options().host() + " greets " + Trace.token(said.name()));
    lines.add("PIPELINING");
    lines.add("SIZE " + services.options().maxMessage());
    lines.add("8BITMIME");
    lines.add("SMTPUTF8");
    lines.add("ENHANCEDSTATUSCODES");
    if (connection.tlsAvailable()) {
      lines.add("STARTTLS");
    }
    if (intake.signsIn() && connection.loginAllowed()) {
      lines.add("AUTH PLAIN LOGIN OAUTHBEARER XOAUTH2");
    }
    // RFC 4865: what fills the store for a month is for those we know.
    if (agent.isPresent()) {
      lines.add(FutureRelease.keyword(services.clock().instant()));
    }
    return new Reply(250, "", List.copyOf(lines));
  }

  private Step startTls() {
    if (connection.tlsAvailable()) {
      return new Step(Reply.of(220, "2.0.0", "go ahead"), Then.START_TLS);
    }
    return Step.next(
        connection.secure()
            ? Reply.of(Fault.WRONG_STATE, "TLS is on already")
            : Reply.of(502, "5.5.1", "TLS is not offered here"));
  }

  private Reply auth(SmtpCommand.Auth auth) {
    if (!intake.signsIn()) {
      return Reply.of(502, "5.5.1", "no sign-in here");
    }
    if (hello.isEmpty()) {
      return NEED_HELLO;
    }
    if (agent.isPresent() || transaction.isPresent()) {
      return BAD_SEQUENCE;
    }
    if (!connection.loginAllowed()) {
      return Reply.of(Fault.PRIVACY_REQUIRED, "TLS is required to sign in");
    }
    Optional<Mechanism> mechanism = Mechanism.named(auth.mechanism());
    if (mechanism.isEmpty()) {
      return Reply.of(504, "5.5.4", "unknown mechanism");
    }
    InetAddress from = connection.remote().getAddress();
    Sasl begun = mechanism.get().begin(services.authenticator(), from);
    sasl = Optional.of(begun);
    return auth.initial().isEmpty() ? SaslLines.ask(begun.opening()) : respond(auth.initial());
  }

  private Reply respond(String response) {
    Sasl exchange = sasl.orElseThrow();
    sasl = Optional.empty();
    if (response.equals("*")) {
      return Reply.of(501, "5.7.0", "sign-in cancelled");
    }
    return switch (exchange.respond(SaslLines.decode(response))) {
      case Sasl.Step.Challenge(String text) -> {
        sasl = Optional.of(exchange);
        yield SaslLines.ask(text);
      }
      case Sasl.Step.Ended(SignIn outcome) -> ended(outcome);
    };
  }

  private Reply ended(SignIn outcome) {
    return switch (outcome) {
      case SignIn.SignedIn signedIn -> {
        agent = Optional.of(signedIn.grant());
        connection.signedIn(signedIn.grant().id());
        yield Reply.of(235, "2.7.0", "welcome");
      }
      // RFC 4954 section 4.7.
      case SignIn.Refused refused when refused.fault().isTransient() ->
          Reply.of(454, "4.7.0", refused.text());
      case SignIn.Refused refused -> Reply.of(refused.fault(), refused.text());
    };
  }

  private Reply mail(SmtpCommand.Mail mail) {
    // RFC 6409 section 4.3: said before anything else, so that clients know what to do.
    if (intake.signsIn() && agent.isEmpty()) {
      return Reply.of(530, "5.7.0", "sign in first");
    }
    if (hello.isEmpty()) {
      return NEED_HELLO;
    }
    if (transaction.isPresent()) {
      return BAD_SEQUENCE;
    }
    Transaction begun = Transaction.begin(mail, services);
    intake.checkSender(agent, begun.sender());
    transaction = Optional.of(begun);
    return Reply.of(250, "2.1.0", "OK");
  }

  private Reply rcpt(SmtpCommand.Rcpt rcpt) {
    if (transaction.isEmpty()) {
      return NO_SENDER;
    }
    transaction.get().add(rcpt, agent, services);
    return Reply.of(250, "2.1.5", "OK");
  }

  private Step data() {
    if (transaction.isEmpty()) {
      return Step.next(NO_SENDER);
    }
    if (transaction.get().recipients().isEmpty()) {
      return Step.next(Reply.of(554, "5.5.1", "no valid recipients"));
    }
    reception =
        Optional.of(
            new Reception(
                services.store().sink(),
                services.options().maxMessage(),
                intake.trace(envelope(transaction.get()))));
    return new Step(Reply.plain(354, "end with <CR><LF>.<CR><LF>"), Then.READ_MAIL);
  }

  private Envelope envelope(Transaction begun) {
    SmtpCommand.Hello said = hello.orElseThrow();
    String protocol =
        (begun.utf8() ? "UTF8SMTP" : said.extended() ? "ESMTP" : "SMTP")
            + (connection.secure() ? "S" : "")
            + (agent.isPresent() ? "A" : "");
    String from = Trace.token(said.name()) + " (" + literal() + ")";
    return new Envelope(
        begun.id(), agent, from, protocol, begun.sender(), begun.recipients(), begun.release());
  }

  // address-literal (RFC 5321 section 4.1.3)
  private String literal() {
    InetAddress address = connection.remote().getAddress();
    return (address instanceof Inet6Address ? "[IPv6:" : "[") + address.getHostAddress() + "]";
  }

  /// Takes a part of the mail.
  Taken mail(byte[] octets) {
    Reception receiving = reception.orElseThrow();
    int taken = receiving.take(octets);
    if (receiving.ended()) {
      return new Taken(taken, Optional.of(limited(Step.next(accept(receiving)))));
    }
    return new Taken(
        taken,
        receiving.runaway()
            ? Optional.of(Step.close(Reply.of(421, "4.3.0", "far too large")))
            : Optional.empty());
  }

  private Reply accept(Reception received) {
    Envelope envelope = envelope(transaction.orElseThrow());
    try (received;
        Blob mail = received.finish()) {
      if (hops(mail) > services.options().maxHops()) {
        return Reply.of(554, "5.4.6", "mail goes in circles");
      }
      intake.accept(envelope, mail);
      services.commands().add("accepted");
      return Reply.of(250, "2.0.0", "accepted as " + envelope.id());
    } catch (GatewayException e) {
      log.debug("mail {} refused: {}", envelope.id(), e.text());
      services.commands().add("refused");
      return Reply.of(e);
    } finally {
      reception = Optional.empty();
      transaction = Optional.empty();
    }
  }

  private static int hops(Blob mail) {
    return HeaderBlock.of(mail.bytes(), 0, mail.size()).all("Received").size() - 1;
  }

  /// What became of a part of a mail.
  ///
  /// @param octets how many belonged to the mail; what follows are commands
  /// @param answer present when the mail has ended
  record Taken(int octets, Optional<Step> answer) {}
}
