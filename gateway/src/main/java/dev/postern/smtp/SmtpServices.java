package dev.postern.smtp;

import dev.postern.auth.Authenticator;
import dev.postern.mailbox.MailStore;
import dev.postern.metrics.Tally;
import java.time.InstantSource;
import java.util.function.Supplier;

/// What a session works with.
///
/// @param authenticator unused where nobody signs in
/// @param postmasterDomain the domain of a bare `postmaster`
/// @param clock tells when held mail is due
/// @param ids makes ids of mails for trace fields and answers
/// @param guard keeps strangers within limits
/// @param commands counts what clients do
/// @param manners how the door treats clients
record SmtpServices(
    SmtpOptions options,
    Intake intake,
    Authenticator authenticator,
    MailStore store,
    String postmasterDomain,
    InstantSource clock,
    Supplier<String> ids,
    Guard guard,
    Tally commands,
    Manners manners) {
  String nextId() {
    return ids.get();
  }
}
