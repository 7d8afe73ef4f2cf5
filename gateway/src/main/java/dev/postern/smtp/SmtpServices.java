package dev.postern.smtp;

import dev.postern.auth.Authenticator;
import dev.postern.mailbox.MailStore;
import java.time.InstantSource;
import java.util.function.Supplier;

/// What a session works with.
///
/// @param authenticator unused where nobody signs in
/// @param postmasterDomain the domain of a bare `postmaster`
/// @param clock tells when held mail is due
/// @param ids makes ids of mails for trace fields and answers
record SmtpServices(
    SmtpOptions options,
    Intake intake,
    Authenticator authenticator,
    MailStore store,
    String postmasterDomain,
    InstantSource clock,
    Supplier<String> ids) {
  String nextId() {
    return ids.get();
  }
}
