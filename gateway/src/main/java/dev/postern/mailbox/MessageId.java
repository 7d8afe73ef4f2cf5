package dev.postern.mailbox;

import java.util.Optional;

/// The API's name of a message, whatever its folders and however its content was edited.
///
/// A 63-bit number per account that ascends with time, shown as 13 characters of `[a-z0-9]` whose
/// order is the numbers' order. Not to be confused with the Message-ID header field.
public record MessageId(long value) implements Comparable<MessageId> {
  /// Reads what [#toString] wrote; empty for anything else.
  public static Optional<MessageId> parse(String text) {
    return IdText.parse(text).map(MessageId::new);
  }

  /// Mixes all bits: in one account's ids those of the middle are mostly the same.
  @Override
  public int hashCode() {
    return (int) ((value * 0x9E3779B97F4A7C15L) >>> 32);
  }

  @Override
  public int compareTo(MessageId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return IdText.write(value);
  }
}
