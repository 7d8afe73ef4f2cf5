package dev.postern.mail;

/// What an IMAP listing needs of a message, ready to send (RFC 9051 section 7.5.2).
///
/// The arrays are never changed after they are made. 8-bit and long strings inside are written as
/// quoted strings or literals so that the bytes can be copied to an IMAP4rev1 client as they are.
///
/// @param size RFC822.SIZE in octets: exactly what BODY[] returns
/// @param headerLength octets of the header block with its blank line
/// @param envelope the parenthesised ENVELOPE
/// @param body the parenthesised BODY (no extension data)
/// @param bodyStructure the parenthesised BODYSTRUCTURE
public record Wire(
    long size, long headerLength, byte[] envelope, byte[] body, byte[] bodyStructure) {}
