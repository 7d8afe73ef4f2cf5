package dev.postern.smtp.client;

import dev.postern.outbound.Transport.Job;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The port to what signs mail for its author's domain (RFC 6376).
@FunctionalInterface
public interface MessageSigner {
  /// Signs nothing.
  MessageSigner NONE = (_, _) -> List.of();

  /// Signs a mail in the form in which it goes to the next hop, after all re-encoding.
  ///
  /// @param job whose mail it is
  /// @param message header and body, lines ended by CRLF; may be a mapped file
  /// @return fields without their last line end, folds CRLF and white space, as they are to stand
  ///   above all others; empty if the mail is not to be signed
  List<String> sign(Job job, MemorySegment message);
}
