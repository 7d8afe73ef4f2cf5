package dev.postern.mail;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Everything that is computed once of a message's bytes, when it arrives, and kept beside them.
///
/// Made by `MessageReader`; a pure function of the bytes.
///
/// @param wire what IMAP sends as it is
/// @param parts the part table in document order, never empty
/// @param messageId Message-ID without angle brackets; null if the message has none
/// @param inReplyTo ids of In-Reply-To, in order, without angle brackets
/// @param references ids of References, in order, without angle brackets, at most 200
/// @param subject decoded and unfolded; empty if absent
/// @param date instant of the Date field; null if absent or unreadable
/// @param dateDay the Date field's own calendar day as days from 1970-01-01, zone disregarded
///   (SENTON and its like); [Long#MIN_VALUE] if unreadable
/// @param snippet the first 100 characters of the text, tags removed, white space folded
/// @param hasAttachment whether the API lists at least one attachment that is not inline
public record Digest(
    Wire wire,
    List<Part> parts,
    @Nullable String messageId,
    List<String> inReplyTo,
    List<String> references,
    String subject,
    List<Mailbox> from,
    List<Mailbox> sender,
    List<Mailbox> to,
    List<Mailbox> cc,
    List<Mailbox> bcc,
    List<Mailbox> replyTo,
    @Nullable Instant date,
    long dateDay,
    String snippet,
    boolean hasAttachment) {}
