package dev.postern.smtp.wire;

/// One line from a client, as [LineFramer] cut it.
public sealed interface Line {
  /// A line that may be read.
  ///
  /// @param text without its line end; may hold a password, so it is left out of `toString`
  record Text(String text) implements Line {
    @Override
    public String toString() {
      return "Text[" + text.length() + " characters]";
    }
  }

  /// A line that must be refused; it was skipped.
  record Broken(Reply reply) implements Line {}

  /// A line whose end is not waited for any more.
  record Endless() implements Line {}
}
