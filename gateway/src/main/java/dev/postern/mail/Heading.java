package dev.postern.mail;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The fields of a [Digest] by which messages are sorted and threaded; each is as described there.
public record Heading(
    @Nullable String messageId,
    List<String> inReplyTo,
    List<String> references,
    String subject,
    List<Mailbox> from,
    List<Mailbox> to,
    List<Mailbox> cc,
    @Nullable Instant date) {}
