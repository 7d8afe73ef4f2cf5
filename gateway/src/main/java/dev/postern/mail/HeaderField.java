package dev.postern.mail;

/// One field of a header and where its bytes stand.
///
/// @param name as written, without white space before the colon
/// @param start first byte of the field's name
/// @param valueStart byte after the colon
/// @param end byte after the field's last line end, folds included
/// @param unfoldedRaw the value without folds and without white space around it, each octet one
///   character; cut after 64 KB
public record HeaderField(String name, long start, long valueStart, long end, String unfoldedRaw) {
  /// Returns the value as text: raw 8-bit octets and encoded words decoded, no control characters.
  public String decoded() {
    return EncodedWords.decodeRaw(unfoldedRaw);
  }

  /// Says whether this is the field of that name, in any case.
  public boolean is(String wanted) {
    return name.equalsIgnoreCase(wanted);
  }
}
