package dev.postern.imap.wire;

/// One criterion of SORT (RFC 5256 section 3, RFC 5957, RFC 6203 section 5).
public record SortKey(Field field, boolean reverse) {
  /// What is compared.
  public enum Field {
    ARRIVAL,
    CC,
    DATE,
    DISPLAYFROM,
    DISPLAYTO,
    FROM,
    RELEVANCY,
    SIZE,
    SUBJECT,
    TO
  }
}
