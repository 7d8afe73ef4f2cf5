package dev.postern.imap.wire;

/// Rules for mailbox names, decoded, with `/` between levels (RFC 9051 section 5.1).
public final class MailboxName {
  private static final String INBOX = "INBOX";
  private static final int MAX_LENGTH = 500;
  private static final int MAX_LEVELS = 50;

  private MailboxName() {}

  /// Returns `name` with INBOX in capitals, alone or as the first level (C-19), and without one
  /// trailing separator (C-29).
  public static String canonical(String name) {
    String trimmed =
        name.length() > 1 && name.endsWith("/") ? name.substring(0, name.length() - 1) : name;
    boolean inbox =
        trimmed.regionMatches(true, 0, INBOX, 0, INBOX.length())
            && (trimmed.length() == INBOX.length() || trimmed.charAt(INBOX.length()) == '/');
    return inbox ? INBOX + trimmed.substring(INBOX.length()) : trimmed;
  }

  /// Says whether a mailbox may be made with this name.
  public static boolean isValid(String name) {
    if (name.isEmpty() || name.length() > MAX_LENGTH || name.equalsIgnoreCase("INBOX/INBOX")) {
      return false;
    }
    String[] levels = name.split("/", -1);
    if (levels.length > MAX_LEVELS) {
      return false;
    }
    for (String level : levels) {
      if (level.isBlank()) {
        return false;
      }
    }
    return name.chars().noneMatch(Character::isISOControl);
  }
}
