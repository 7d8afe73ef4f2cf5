package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.mail.MailAddress;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// One mail's envelope, complete, with what is known of the client that hands it over.
///
/// @param id names the mail in its trace field and in the answer
/// @param agent who signed in; empty at the MX door
/// @param from the peer as a trace field may show it
/// @param protocol keyword of RFC 3848
/// @param sender reverse path; empty for the null sender
/// @param recipients each once, at least one
/// @param release when it is to go out; empty: at once
record Envelope(
    String id,
    Optional<Grant> agent,
    String from,
    String protocol,
    Optional<MailAddress> sender,
    List<MailAddress> recipients,
    Optional<Instant> release) {
  String senderText() {
    return sender.map(MailAddress::toString).orElse("");
  }

  List<String> recipientTexts() {
    return recipients.stream().map(MailAddress::toString).toList();
  }
}
