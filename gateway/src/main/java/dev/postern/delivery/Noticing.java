package dev.postern.delivery;

import dev.postern.auth.Grant;
import dev.postern.mail.Digest;
import dev.postern.mailbox.MailTx;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/// Looks at mail that arrives for an agent, for what follows from it beyond that it arrived.
public interface Noticing {
  /// Nothing follows from any mail.
  Noticing NONE = (_, _, _) -> _ -> {};

  /// Reads a mail before it is added. Whatever its bytes are this does not throw, and takes time
  /// and memory no more than reading the mail did.
  ///
  /// @param mail begins with the trace fields of this server
  /// @return what to do in the transaction that adds it; it does little, and throws only what the
  ///   transaction does
  Consumer<MailTx> read(Grant to, MemorySegment mail, Digest digest);
}
