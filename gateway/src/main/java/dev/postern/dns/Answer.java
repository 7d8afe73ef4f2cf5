package dev.postern.dns;

import java.util.List;

/// What the domain name system said.
///
/// @param records empty unless [Status#FOUND]
/// @param secure whether DNSSEC vouches for it, for "there is none" too
public record Answer<T>(Status status, List<T> records, boolean secure) {
  /// Keeps the records as they are now.
  public Answer {
    records = List.copyOf(records);
  }

  /// Says whether nobody could answer: to be asked again later.
  public boolean failed() {
    return status == Status.FAILED;
  }

  /// How a question ended.
  public enum Status {
    /// There are records.
    FOUND,
    /// The name exists and has no such record.
    NO_DATA,
    /// The name does not exist.
    NO_SUCH_NAME,
    /// No answer, or one that cannot be trusted.
    FAILED
  }
}
