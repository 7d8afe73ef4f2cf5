package dev.postern.store.sqlite;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;

/// The header text of pages, one character for each octet, kept for the folders that are searched.
/// Bounded, and given up when memory is short.
final class TextHeaders {
  /// Octets that are kept, over all accounts: the headers of some 50,000 messages.
  private static final long MOST = 64 << 20;

  private final Cache<Long, Kept> kept =
      Caffeine.newBuilder()
          .softValues()
          .maximumWeight(MOST)
          .weigher((Long _, Kept each) -> each.text().length() + 64)
          .build();

  /// @param page as it was when its text was read: it changes whenever the text does
  private record Kept(TextPage page, String text) {}

  /// Returns the text of a page that has any.
  String of(Db db, long account, TextPage page) {
    long row = TextWriter.row(account, page.first());
    Kept known = kept.getIfPresent(row);
    if (known != null && known.page().equals(page)) {
      return known.text();
    }
    String text =
        db.one(
                rows -> new String(rows.getBytes(1), StandardCharsets.ISO_8859_1),
                "SELECT header FROM page_text WHERE id=?",
                row)
            .orElse("");
    kept.put(row, new Kept(page, text));
    return text;
  }
}
