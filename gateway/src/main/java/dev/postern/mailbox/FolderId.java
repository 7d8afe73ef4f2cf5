package dev.postern.mailbox;

/// The API's name of a folder, and its MAILBOXID (RFC 8474): `inbox`, `sent`, `drafts`, `trash`,
/// `junk`, `archive`, or 13 characters like a [MessageId] for a custom folder. Never used again
/// after the folder is deleted.
public record FolderId(String value) {
  public static final FolderId INBOX = new FolderId("inbox");
  public static final FolderId SENT = new FolderId("sent");
  public static final FolderId DRAFTS = new FolderId("drafts");
  public static final FolderId TRASH = new FolderId("trash");
  public static final FolderId JUNK = new FolderId("junk");
  public static final FolderId ARCHIVE = new FolderId("archive");

  @Override
  public String toString() {
    return value;
  }
}
