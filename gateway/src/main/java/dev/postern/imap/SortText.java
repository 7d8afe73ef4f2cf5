package dev.postern.imap;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/// Text as SORT compares it (`i;unicode-casemap`, RFC 5051): without case and composition, then by
/// octets.
final class SortText {
  private SortText() {}

  /// Returns octets whose unsigned order is the texts' order.
  static byte[] key(String text) {
    boolean ascii = text.chars().allMatch(c -> c < 0x80);
    String folded =
        ascii
            ? text.toUpperCase(Locale.ROOT)
            : Normalizer.normalize(text.toUpperCase(Locale.ROOT), Normalizer.Form.NFKD);
    return folded.getBytes(StandardCharsets.UTF_8);
  }
}
