package dev.postern.mail;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One MIME part of a scanned message: where its bytes stand and what its header says.
///
/// Offsets are bytes from the start of the message. Parts are listed in document order, the root
/// first, so offsets never descend and a parent stands before its children.
///
/// @param index position in the part table; 0 is the message itself
/// @param parent index of the enclosing part (multipart or message/rfc822), -1 for the root
/// @param path IMAP section path such as `1.2` (RFC 9051 section 6.4.5.1); empty for the root part
///   of a message and for the multipart directly inside a message/rfc822, whose children number on
/// @param type media type, lower case
/// @param subtype media subtype, lower case
/// @param parameters decoded Content-Type parameters (RFC 2231), names in lower case
/// @param encoding Content-Transfer-Encoding, lower case; `7bit` if absent
/// @param disposition `attachment`, `inline` or another token in lower case; null if absent
/// @param filename decoded file name from Content-Disposition or Content-Type; null if none
/// @param contentId Content-ID without angle brackets; null if absent
/// @param contentType the Content-Type field's value unfolded but otherwise as it came; empty if
///   absent
/// @param headerStart first byte of the part's header
/// @param bodyStart first byte after the header's blank line
/// @param bodyEnd byte after the last byte of the body (before the CRLF that belongs to a boundary)
/// @param lines number of lines in the body (RFC 9051 section 7.5.2)
public record Part(
    int index,
    int parent,
    String path,
    String type,
    String subtype,
    Map<String, String> parameters,
    String encoding,
    @Nullable String disposition,
    @Nullable String filename,
    @Nullable String contentId,
    String contentType,
    long headerStart,
    long bodyStart,
    long bodyEnd,
    long lines) {
  /// Returns the number of encoded octets in the body.
  public long size() {
    return bodyEnd - bodyStart;
  }

  /// Says whether this part's media type is `multipart/*`.
  public boolean isMultipart() {
    return type.equals("multipart");
  }
}
