package dev.postern.mail;

/// One `name=value` of a Content-Type or Content-Disposition field, continuations joined.
///
/// @param name lower case, without the marks of RFC 2231
/// @param value octets as characters; percent-encoded with `charset'language'` in front if
///   `extended`
/// @param extended whether RFC 2231 section 4 encodes the value
record FieldParameter(String name, String value, boolean extended) {
  /// Returns the value as text.
  String decoded() {
    return extended ? Rfc2231.decode(value) : EncodedWords.decodeRaw(value);
  }
}
