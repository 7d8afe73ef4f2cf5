package dev.postern.smtp;

import dev.postern.delivery.Trace;
import dev.postern.smtp.wire.Reply;
import dev.postern.smtp.wire.SmtpCommand;
import java.util.ArrayList;
import java.util.List;

/// The answer to EHLO: what this client may use now (RFC 5321 section 4.1.1.1).
final class Offer {
  private Offer() {}

  static Reply to(Client client, SmtpCommand.Hello said, SmtpServices services) {
    if (!said.extended()) {
      return Reply.plain(250, services.options().host());
    }
    List<String> lines = new ArrayList<>();
    lines.add(services.options().host() + " greets " + Trace.token(said.name()));
    lines.add("PIPELINING");
    lines.add("SIZE " + services.options().maxMessage());
    lines.add("8BITMIME");
    lines.add("SMTPUTF8");
    lines.add("CHUNKING");
    lines.add("BINARYMIME");
    lines.add("ENHANCEDSTATUSCODES");
    lines.add("DSN");
    lines.add(limits(client, services));
    if (client.mayStartTls()) {
      lines.add("STARTTLS");
    }
    // RFC 8689 section 3: only where TLS protects this hop too.
    if (client.connection().secure()) {
      lines.add("REQUIRETLS");
    }
    if (services.intake().signsIn() && client.loginAllowed()) {
      lines.addAll(Authentication.offer(client));
    }
    // RFC 4865: what fills the store for a month is for those we know.
    if (client.agent().isPresent()) {
      lines.add(FutureRelease.keyword(services.clock().instant()));
    }
    return new Reply(250, "", List.copyOf(lines));
  }

  // RFC 9422.
  private static String limits(Client client, SmtpServices services) {
    String recipients = "LIMITS RCPTMAX=" + services.options().maxRecipients();
    return client.known() ? recipients : recipients + " MAILMAX=" + MailFlow.MAX_MAILS;
  }
}
