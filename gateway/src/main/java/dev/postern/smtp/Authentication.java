package dev.postern.smtp;

import dev.postern.auth.Mechanism;
import dev.postern.auth.Sasl;
import dev.postern.auth.SignIn;
import dev.postern.fault.Fault;
import dev.postern.lint.LintKind;
import dev.postern.smtp.wire.Reply;
import dev.postern.smtp.wire.SmtpCommand;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Sign-in within one session (RFC 4954).
final class Authentication {
  private static final String MECHANISMS =
      Arrays.stream(Mechanism.values()).map(Mechanism::wire).collect(Collectors.joining(" "));

  private final Client client;
  private final SmtpServices services;
  private Optional<Sasl> sasl = Optional.empty();

  Authentication(Client client, SmtpServices services) {
    this.client = client;
    this.services = services;
  }

  /// Returns the lines of EHLO. Old programs want an equals sign, and devices get no more words
  /// than they know.
  static List<String> offer(Client client) {
    return client.manners().isLenient()
        ? List.of("AUTH PLAIN LOGIN", "AUTH=PLAIN LOGIN")
        : List.of("AUTH " + MECHANISMS);
  }

  /// Says whether the next line answers a challenge.
  boolean inProgress() {
    return sasl.isPresent();
  }

  void abort() {
    sasl = Optional.empty();
  }

  /// Begins with AUTH, where it is allowed.
  Reply begin(SmtpCommand.Auth auth) {
    if (!client.loginAllowed()) {
      return Reply.of(Fault.PRIVACY_REQUIRED, "TLS is required to sign in");
    }
    Optional<Mechanism> mechanism = Mechanism.named(auth.mechanism());
    if (mechanism.isEmpty()) {
      if (auth.mechanism().equals("CRAM-MD5")) {
        client.notice(LintKind.CRAM_MD5);
      }
      return Reply.of(504, "5.5.4", "unknown mechanism");
    }
    Sasl begun = mechanism.get().begin(services.authenticator(), client.address());
    sasl = Optional.of(begun);
    return auth.initial().isEmpty() ? SaslLines.ask(begun.opening()) : respond(auth.initial());
  }

  /// Takes the client's response to a challenge.
  Reply respond(String response) {
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
        client.signsIn(signedIn.grant());
        yield Reply.of(235, "2.7.0", "welcome");
      }
      // RFC 4954 section 4.7.
      case SignIn.Refused refused when refused.fault().isTransient() ->
          Reply.of(454, "4.7.0", refused.text());
      case SignIn.Refused refused -> Reply.of(refused.fault(), refused.text());
    };
  }
}
