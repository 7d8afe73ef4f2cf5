package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The text of a message as the API shows it: decoded, never an attachment's.
///
/// @param html the HTML form, if there is one
/// @param plain the plain form, if there is one
public record BodyText(Optional<String> html, Optional<String> plain) {
  /// Content of one part that is decoded, in octets; what is longer is cut.
  public static final int MAX_OCTETS = 4 << 20;

  /// Decodes the bodies of a message with this part table.
  public static BodyText of(MemorySegment message, List<Part> parts) {
    BodyParts chosen = BodyParts.of(parts);
    return new BodyText(text(message, chosen.html()), text(message, chosen.plain()));
  }

  /// Returns the body the API shows: HTML if there is any, else plain text, else empty.
  public String shown() {
    return html.or(this::plain).orElse("");
  }

  private static Optional<String> text(MemorySegment message, @Nullable Part part) {
    return part == null ? Optional.empty() : Optional.of(decode(message, part, MAX_OCTETS));
  }

  static String decode(MemorySegment message, Part part, int limit) {
    byte[] content = PartDecoder.head(message, part, limit);
    int length = content.length < limit ? content.length : wholeCharacters(content);
    return Charsets.decode(
        ByteBuffer.wrap(content, 0, length), part.parameters().getOrDefault("charset", ""));
  }

  // A cut inside a UTF-8 character would make unlabelled text look as if it were not UTF-8.
  private static int wholeCharacters(byte[] content) {
    int lead = content.length - 1;
    while (lead > content.length - 4 && lead > 0 && (content[lead] & 0xc0) == 0x80) {
      lead--;
    }
    return lead >= 0 && (content[lead] & 0xc0) == 0xc0 ? lead : content.length;
  }
}
