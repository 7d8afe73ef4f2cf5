package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.smtp.wire.SmtpCommand;
import dev.postern.smtp.wire.SmtpCommand.Parameter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// An envelope that is being written: MAIL to DATA (RFC 5321 section 3.3).
final class Transaction {
  private final String id;
  private final Optional<MailAddress> sender;
  private final boolean utf8;
  private final Optional<Instant> release;
  private final List<MailAddress> recipients = new ArrayList<>();

  private Transaction(
      String id, Optional<MailAddress> sender, boolean utf8, Optional<Instant> release) {
    this.id = id;
    this.sender = sender;
    this.utf8 = utf8;
    this.release = release;
  }

  /// Begins with MAIL.
  ///
  /// @throws GatewayException if its address or a parameter is refused
  static Transaction begin(SmtpCommand.Mail mail, SmtpServices services) {
    boolean utf8 = false;
    for (Parameter parameter : mail.parameters()) {
      switch (parameter.key()) {
        case "SIZE" -> checkSize(parameter.value(), services.options().maxMessage());
        case "BODY" -> checkBody(parameter.value());
        case "SMTPUTF8" -> utf8 = true;
        // RFC 4954 section 5: whom we do not trust to name another author is ignored.
        case "AUTH" -> {}
        case "HOLDFOR", "HOLDUNTIL" -> {
          if (!services.intake().signsIn()) {
            throw unknown(parameter);
          }
        }
        default -> throw unknown(parameter);
      }
    }
    Optional<MailAddress> sender =
        mail.path().isEmpty() ? Optional.empty() : Optional.of(sender(mail.path(), utf8));
    Optional<Instant> release = FutureRelease.of(mail.parameters(), services.clock().instant());
    return new Transaction(services.nextId(), sender, utf8, release);
  }

  private static MailAddress sender(String path, boolean utf8) {
    checkUtf8(path, utf8);
    return MailAddresses.parse(path)
        .orElseThrow(() -> new GatewayException(Fault.BAD_SENDER, "not an address"));
  }

  /// Adds a recipient; one that is there already stays single.
  ///
  /// @throws GatewayException if it is refused; those before stay
  void add(SmtpCommand.Rcpt rcpt, Optional<Grant> agent, SmtpServices services) {
    if (recipients.size() >= services.options().maxRecipients()) {
      throw new GatewayException(Fault.LIMIT, "too many recipients");
    }
    for (Parameter parameter : rcpt.parameters()) {
      throw unknown(parameter);
    }
    checkUtf8(rcpt.path(), utf8);
    String full =
        rcpt.path().equalsIgnoreCase("postmaster")
            ? rcpt.path() + "@" + services.postmasterDomain()
            : rcpt.path();
    MailAddress recipient =
        MailAddresses.parse(full)
            .orElseThrow(() -> new GatewayException(Fault.BAD_RECIPIENT, "not an address"));
    services.intake().checkRecipient(agent, recipient);
    if (!recipients.contains(recipient)) {
      recipients.add(recipient);
    }
  }

  private static void checkSize(String value, long limit) {
    if (value.isEmpty()
        || value.length() > 20
        || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new GatewayException(Fault.SYNTAX, "SIZE wants a number");
    }
    if (value.length() > 18 || Long.parseLong(value) > limit) {
      throw new GatewayException(Fault.TOO_LARGE, "at most " + limit + " octets");
    }
  }

  private static void checkBody(String value) {
    if (!value.equalsIgnoreCase("7BIT") && !value.equalsIgnoreCase("8BITMIME")) {
      throw new GatewayException(Fault.SYNTAX, "BODY is 7BIT or 8BITMIME");
    }
  }

  private static void checkUtf8(String path, boolean utf8) {
    if (!utf8 && path.chars().anyMatch(c -> c > 0x7e)) {
      throw new GatewayException(Fault.NEEDS_SMTPUTF8, "this address needs SMTPUTF8");
    }
  }

  private static GatewayException unknown(Parameter parameter) {
    return new GatewayException(Fault.BAD_PARAMETER, "unknown parameter " + parameter.key());
  }

  String id() {
    return id;
  }

  Optional<MailAddress> sender() {
    return sender;
  }

  boolean utf8() {
    return utf8;
  }

  /// When it is to go out; empty: at once.
  Optional<Instant> release() {
    return release;
  }

  List<MailAddress> recipients() {
    return List.copyOf(recipients);
  }
}
