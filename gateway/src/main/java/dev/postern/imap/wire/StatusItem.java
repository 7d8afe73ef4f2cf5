package dev.postern.imap.wire;

/// What STATUS can tell (RFC 9051 section 6.3.11, RFC 3501, RFC 7162 section 3.1.7, RFC 8438, RFC
/// 9208 section 4.1.4, RFC 8474 section 4.3, RFC 7889 section 4).
public enum StatusItem {
  MESSAGES,
  RECENT,
  UIDNEXT,
  UIDVALIDITY,
  UNSEEN,
  DELETED,
  DELETED_STORAGE,
  SIZE,
  HIGHESTMODSEQ,
  MAILBOXID,
  APPENDLIMIT
}
