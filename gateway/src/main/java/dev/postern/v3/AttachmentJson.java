package dev.postern.v3;

import dev.postern.mail.Attachment;
import java.lang.foreign.MemorySegment;
import java.util.Optional;
import java.util.UUID;

/// An attachment as the wire shows it (spec/api-data.md section 6.1).
public final class AttachmentJson {
  private AttachmentJson() {}

  /// Writes an attachment.
  ///
  /// @param message the bytes it stands in
  public static JsonObject of(UUID grant, Attachment attachment, MemorySegment message) {
    return new JsonObject()
        .put("id", attachment.id())
        .put("grant_id", grant.toString())
        .put("filename", attachment.filename())
        .put("content_type", attachment.contentType())
        .putInt("size", DecodedSize.of(message, attachment.part()))
        .put("is_inline", attachment.inline())
        .put("content_id", Optional.ofNullable(attachment.contentId()))
        .put("content_disposition", Optional.ofNullable(attachment.disposition()));
  }
}
