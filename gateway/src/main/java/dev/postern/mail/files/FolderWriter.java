package dev.postern.mail.files;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;

/// Writes the messages of one folder, in the order of their UIDs.
///
/// A message is there whole or not at all for whoever opens the folder again, however the program
/// ended. Closing without [#complete] leaves the folder to be gone on with.
public sealed interface FolderWriter extends Closeable
    permits MboxWriter, MaildirWriter, EmlWriter {
  /// Returns the UID of the last message that is there; 0 if there is none.
  long lastUid();

  /// Adds a message.
  ///
  /// @param bytes as many as the stamp says
  void add(Stamp stamp, InputStream bytes) throws IOException;

  /// Says that all are there.
  void complete() throws IOException;
}
