package dev.postern.api;

import dev.postern.mail.Digest;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.StoredMessage;
import java.util.List;
import java.util.Optional;

/// A mail that is ready to go.
///
/// @param recipients forward paths, each once; at least one
/// @param blob its bytes with their Bcc field
/// @param digest what was read from these bytes
/// @param answered the message it answers
record Letter(List<String> recipients, Blob blob, Digest digest, Optional<StoredMessage> answered)
    implements AutoCloseable {
  @Override
  public void close() {
    blob.close();
  }
}
