package dev.postern.imap.wire;

/// What STATUS can tell (RFC 9051 section 6.3.11, RFC 3501, RFC 7162 section 3.1.7, RFC 8438).
public enum StatusItem {
  MESSAGES,
  RECENT,
  UIDNEXT,
  UIDVALIDITY,
  UNSEEN,
  DELETED,
  SIZE,
  HIGHESTMODSEQ
}
