package dev.postern.v3;

import dev.postern.mailbox.MessageId;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/// Reads the ids that clients name.
public final class Ids {
  private static final Pattern UUID_TEXT =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern REVISION = Pattern.compile("-r[0-9]{1,9}$");

  private Ids() {}

  /// Reads a UUID in its usual form; empty for anything else.
  public static Optional<UUID> uuid(String text) {
    return UUID_TEXT.matcher(text).matches()
        ? Optional.of(UUID.fromString(text))
        : Optional.empty();
  }

  /// Reads a message id, also in the form that IMAP's EMAILID has after an edit: `<id>-r<N>`.
  public static Optional<MessageId> message(String text) {
    return MessageId.parse(REVISION.matcher(text).replaceFirst(""));
  }
}
