package dev.postern.mailbox;

/// Numbers that are counted in an account's transactions, exact and durable:
/// `tx.join(Counters.class)`.
public interface Counters {
  /// What is counted.
  enum Kind {
    /// Mail sent, by the day.
    SENT,
    /// Mail received, by the day.
    RECEIVED,
    /// Recipients never met before, by the day.
    NEW_RECIPIENTS,
    /// Mail sent, by the minute.
    SENT_MINUTE
  }

  /// Counts on. Periods before the last one are forgotten.
  ///
  /// @param period number of the day or minute since 1970, in UTC
  /// @param more how many more, or less; 0 to look
  /// @return how many they are now, never below 0
  long add(Kind kind, long period, long more);
}
