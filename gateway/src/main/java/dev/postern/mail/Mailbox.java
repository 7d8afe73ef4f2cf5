package dev.postern.mail;

/// One decoded mailbox of an address header field: display name and address (RFC 5322 section 3.4).
///
/// @param name the decoded display name; empty if there is none
/// @param email the address as written, comments dropped; may be anything in malformed mail, never
///   null
public record Mailbox(String name, String email) {}
