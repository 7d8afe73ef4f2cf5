package dev.postern.mailbox;

import java.util.Locale;
import java.util.Optional;

/// The six folders that every account has from the start (spec/api-data.md section 5.1). No door
/// renames or deletes them, and their names are reserved in any letter case.
public enum SystemFolder {
  INBOX("INBOX", ""),
  SENT("Sent", "\\Sent"),
  DRAFTS("Drafts", "\\Drafts"),
  TRASH("Trash", "\\Trash"),
  JUNK("Junk", "\\Junk"),
  ARCHIVE("Archive", "\\Archive");

  private final FolderId id = new FolderId(name().toLowerCase(Locale.ROOT));
  private final String imapName;
  private final String specialUse;

  SystemFolder(String imapName, String specialUse) {
    this.imapName = imapName;
    this.specialUse = specialUse;
  }

  /// Returns the folder's id, the same in every account.
  public FolderId id() {
    return id;
  }

  /// Returns the mailbox name that IMAP shows.
  public String imapName() {
    return imapName;
  }

  /// Returns the SPECIAL-USE attribute (RFC 6154); empty for INBOX.
  public String specialUse() {
    return specialUse;
  }

  /// Returns the system folder with this mailbox name in any letter case.
  public static Optional<SystemFolder> named(String name) {
    for (SystemFolder folder : values()) {
      if (folder.imapName.equalsIgnoreCase(name)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }

  /// Returns the system folder with this id.
  public static Optional<SystemFolder> of(FolderId id) {
    for (SystemFolder folder : values()) {
      if (folder.id.equals(id)) {
        return Optional.of(folder);
      }
    }
    return Optional.empty();
  }
}
