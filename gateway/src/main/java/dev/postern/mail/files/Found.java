package dev.postern.mail.files;

import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.Set;

/// A message found in files.
///
/// @param folder full path with `/` between levels
/// @param place where it stands in its source: the same each time the source is read
/// @param flags names of IMAP, such as `\Seen` or `$Forwarded`
/// @param date when it was received, with its zone; empty: the files do not say
/// @param bytes closed by the source when the receiver returns
/// @param exact whether the bytes are what the message was where it was written from; else its line
///   ends may be those of the file system
/// @param wrong why it cannot be taken; empty: it can
public record Found(
    String folder,
    String place,
    Set<String> flags,
    Optional<OffsetDateTime> date,
    Held bytes,
    boolean exact,
    Optional<String> wrong) {
  /// Keeps a copy of the flags.
  public Found {
    flags = Set.copyOf(flags);
  }
}
