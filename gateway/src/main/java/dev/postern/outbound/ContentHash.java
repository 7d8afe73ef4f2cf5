package dev.postern.outbound;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/// The SHA-256 of what an agent wants to send: from whom, to whom, when, and every byte.
final class ContentHash {
  private ContentHash() {}

  /// Returns 64 hexadecimal digits: of a line for the reverse path, one for the time in seconds (or
  /// empty), one for each recipient, an empty line and the mail.
  static String of(
      String reversePath, List<String> recipients, Optional<Instant> due, MemorySegment mail) {
    StringBuilder envelope = new StringBuilder(reversePath).append('\n');
    due.ifPresent(at -> envelope.append(at.getEpochSecond()));
    recipients.forEach(recipient -> envelope.append('\n').append(recipient));
    MessageDigest digest = sha256();
    digest.update(envelope.append("\n\n").toString().getBytes(StandardCharsets.UTF_8));
    digest.update(mail.asByteBuffer());
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
