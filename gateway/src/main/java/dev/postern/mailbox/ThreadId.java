package dev.postern.mailbox;

import java.util.Optional;

/// The API's name of a thread: a number like [MessageId], from the same counter.
public record ThreadId(long value) implements Comparable<ThreadId> {
  /// Reads what [#toString] wrote; empty for anything else.
  public static Optional<ThreadId> parse(String text) {
    return IdText.parse(text).map(ThreadId::new);
  }

  @Override
  public int compareTo(ThreadId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    return IdText.write(value);
  }
}
