package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Verdict;
import java.time.Instant;
import java.util.Optional;

/// A mail in the queue, as all its recipients share it.
///
/// @param account the sender's account; number 0 if the mail came from outside or is a report
/// @param message the Sent copy, if there is one
/// @param sender reverse path; empty for the null sender
/// @param queuedAt when the mail was accepted
/// @param ret what of the mail a report of failure is to contain
/// @param envelopeId decoded ENVID; empty: none
/// @param requireTls whether it may only travel over verified TLS
/// @param verdict what was found out about a mail that came from another server
public record QueuedMail(
    long id,
    AccountId account,
    Optional<MessageId> message,
    String sender,
    boolean stripBcc,
    Instant queuedAt,
    Instant expires,
    Optional<Wishes.Ret> ret,
    String envelopeId,
    boolean requireTls,
    Optional<Verdict> verdict) {}
