package dev.postern.imap;

/// What a client switches on for its session with ENABLE, or with a command that implies it (RFC
/// 5161, RFC 7162 section 3.1, RFC 6855, RFC 9051 section 6.3.1).
enum Extension {
  CONDSTORE,
  QRESYNC,
  UTF8_ACCEPT,
  IMAP4REV2
}
