package dev.postern.mail.files;

import java.io.IOException;
import java.nio.file.Path;

/// How mail stands in files.
public enum MailFormat {
  /// One file for each folder, one message behind the other.
  MBOX,
  /// A directory for each folder, a file for each message, flags in the files' names ("Maildir++").
  MAILDIR,
  /// A directory for each folder, a file for each message.
  EML;

  /// Opens a folder to write into; what an earlier run left there is gone on with.
  ///
  /// @param root of the whole mailbox
  /// @param folder full path with `/` between levels
  /// @param validity the folder's UIDVALIDITY
  /// @throws IOException also if another folder's messages lie there
  public FolderWriter writer(Path root, String folder, long validity) throws IOException {
    return switch (this) {
      case MBOX -> new MboxWriter(root, folder, validity);
      case MAILDIR -> new MaildirWriter(root, folder, validity);
      case EML -> new EmlWriter(root, folder, validity);
    };
  }
}
