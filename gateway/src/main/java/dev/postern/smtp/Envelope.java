package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.lint.LintKind;
import dev.postern.mail.MailAddress;
import dev.postern.outbound.Wishes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// One mail's envelope, complete, with what is known of the client that hands it over.
///
/// @param id names the mail in its trace field and in the answer
/// @param agent who signed in; empty at the MX door
/// @param peer the other end
/// @param protocol keyword of RFC 3848
/// @param sender reverse path; empty for the null sender
/// @param recipients each once, at least one
/// @param release when it is to go out; empty: at once
/// @param wishes what its sender asks of the transmission; by [#recipientTexts]
/// @param remarks takes notice of what had to be mended
record Envelope(
    String id,
    Optional<Grant> agent,
    Peer peer,
    String protocol,
    Optional<MailAddress> sender,
    List<MailAddress> recipients,
    Optional<Instant> release,
    Wishes wishes,
    Consumer<LintKind> remarks) {
  String senderText() {
    return sender.map(MailAddress::toString).orElse("");
  }

  List<String> recipientTexts() {
    return recipients.stream().map(MailAddress::toString).toList();
  }

  /// Returns the protocol as a trace field has it, with what protected the mail on its way.
  String transmission() {
    return peer.tls().isEmpty() ? protocol : protocol + "\r\n\t(" + peer.tls() + ")";
  }
}
