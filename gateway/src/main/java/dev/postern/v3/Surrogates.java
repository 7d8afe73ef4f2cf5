package dev.postern.v3;

/// Mends UTF-16 text that came from a broken charset or was cut in the middle of a character.
final class Surrogates {
  private Surrogates() {}

  /// Returns `text` with each unpaired surrogate replaced by U+FFFD.
  static String whole(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        return mended(text);
      }
    }
    return text;
  }

  private static String mended(String text) {
    return text.codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
