package dev.postern.delivery;

import dev.postern.mail.Digest;
import dev.postern.mailbox.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.function.LongSupplier;

/// A mail that came for one agent, before it is stored.
///
/// @param sender reverse path; empty for the null sender
/// @param recipient forward path as the sender gave it
/// @param message with the trace fields that go on top of it
/// @param size octets that its sender gave; asked for only if they count
/// @param verdict what was found out about it; empty if nobody looked
record Incoming(
    String sender,
    String recipient,
    Digest digest,
    MemorySegment message,
    LongSupplier size,
    Optional<Verdict> verdict) {
  /// Returns the same for another recipient.
  Incoming to(String other) {
    return new Incoming(sender, other, digest, message, size, verdict);
  }
}
