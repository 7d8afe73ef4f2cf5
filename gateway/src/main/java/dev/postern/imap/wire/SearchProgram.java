package dev.postern.imap.wire;

import java.util.Optional;
import java.util.Set;

/// What SEARCH, SORT and THREAD look for.
///
/// @param charset of the texts in `key` as the client named it, in upper case; the texts were read
///   as UTF-8, so whoever runs this refuses other charsets first
public record SearchProgram(Optional<String> charset, SearchKey key) {
  private static final Set<String> SUPPORTED = Set.of("UTF-8", "US-ASCII");

  /// Refuses a charset that is not supported (C-87).
  public void requireCharset() {
    charset.ifPresent(SearchProgram::require);
  }

  static void require(String charset) {
    if (!SUPPORTED.contains(charset)) {
      throw new Refusal("NO [BADCHARSET (US-ASCII UTF-8)] that charset is not supported");
    }
  }
}
