package dev.postern.mail;

import org.jspecify.annotations.Nullable;

/// A part of a message that the API lists as attached.
///
/// @param id the part's section path with dashes and a `p` in front, such as `p1-2`; the same for
///   the message's whole life
/// @param filename decoded name, `part-2` or the like if the part has none; never a path
/// @param contentType the Content-Type field's value as it came, unfolded; empty if absent
/// @param inline whether the body shows it: it has a Content-ID, and is inline or in a
///   multipart/related
/// @param contentId without angle brackets; null if absent
/// @param disposition such as `attachment; filename="q.pdf"`; null if the part has none
public record Attachment(
    Part part,
    String id,
    String filename,
    String contentType,
    boolean inline,
    @Nullable String contentId,
    @Nullable String disposition) {}
