package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.outbound.Wishes;
import dev.postern.smtp.wire.SmtpCommand;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;

/// An envelope that is being written: MAIL to DATA (RFC 5321 section 3.3).
final class Transaction {
  private final String id;
  private final Optional<MailAddress> sender;
  private final MailParameters parameters;
  private final SequencedSet<MailAddress> recipients = new LinkedHashSet<>();
  private final Map<String, Wishes.Recipient> wishes = new HashMap<>();

  private Transaction(String id, Optional<MailAddress> sender, MailParameters parameters) {
    this.id = id;
    this.sender = sender;
    this.parameters = parameters;
  }

  /// Begins with MAIL.
  ///
  /// @throws GatewayException if its address or a parameter is refused
  static Transaction begin(SmtpCommand.Mail mail, Client client, SmtpServices services) {
    MailParameters parameters = MailParameters.of(mail.parameters(), client, services);
    Optional<MailAddress> sender =
        mail.path().isEmpty()
            ? Optional.empty()
            : Optional.of(sender(mail.path(), parameters.utf8()));
    return new Transaction(services.nextId(), sender, parameters);
  }

  private static MailAddress sender(String path, boolean utf8) {
    checkUtf8(path, utf8);
    return MailAddresses.parseSender(path)
        .orElseThrow(() -> new GatewayException(Fault.BAD_SENDER, "not an address"));
  }

  /// Adds a recipient; one that is there already stays single, with what was asked first.
  ///
  /// @throws GatewayException if it is refused; those before stay
  void add(SmtpCommand.Rcpt rcpt, Optional<Grant> agent, SmtpServices services) {
    if (recipients.size() >= services.options().maxRecipients()) {
      throw new GatewayException(Fault.LIMIT, "too many recipients");
    }
    Wishes.Recipient wish = DsnParameters.recipient(rcpt.parameters());
    checkUtf8(rcpt.path(), parameters.utf8());
    String full =
        rcpt.path().equalsIgnoreCase("postmaster")
            ? rcpt.path() + "@" + services.postmasterDomain()
            : rcpt.path();
    MailAddress recipient =
        MailAddresses.parse(full)
            .orElseThrow(() -> new GatewayException(Fault.BAD_RECIPIENT, "not an address"));
    services
        .intake()
        .checkRecipient(agent, new Intake.Announced(sender, parameters.size()), recipient);
    if (recipients.add(recipient) && !rcpt.parameters().isEmpty()) {
      wishes.put(recipient.toString(), wish);
    }
  }

  private static void checkUtf8(String path, boolean utf8) {
    if (!utf8 && path.chars().anyMatch(c -> c > 0x7e)) {
      throw new GatewayException(Fault.NEEDS_SMTPUTF8, "this address needs SMTPUTF8");
    }
  }

  String id() {
    return id;
  }

  Optional<MailAddress> sender() {
    return sender;
  }

  MailParameters parameters() {
    return parameters;
  }

  List<MailAddress> recipients() {
    return List.copyOf(recipients);
  }

  Wishes wishes() {
    return new Wishes(parameters.ret(), parameters.envelopeId(), parameters.requireTls(), wishes);
  }
}
