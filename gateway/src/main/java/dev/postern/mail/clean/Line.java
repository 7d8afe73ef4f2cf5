package dev.postern.mail.clean;

/// One line of a mail.
///
/// @param plain the words alone, by which quotes and signatures are known; empty for a blank line
/// @param shown the line as it is given out
/// @param flows whether this is running text, which in Markdown would be one paragraph with the
///   line before it if nothing kept them apart
record Line(String plain, String shown, Origin origin, boolean flows) {
  /// Whose words they are.
  enum Origin {
    OWN,
    /// Of an earlier mail that this one answers.
    QUOTED,
    SIGNATURE,
    /// Of a mail that this one passes on: the reason why it was sent.
    FORWARDED
  }

  static Line blank(Origin origin) {
    return new Line("", "", origin, false);
  }

  boolean isBlank() {
    return plain.isBlank() && shown.isBlank();
  }

  boolean is(Origin wanted) {
    return origin == wanted;
  }
}
