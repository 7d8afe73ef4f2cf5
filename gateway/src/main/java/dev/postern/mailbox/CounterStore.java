package dev.postern.mailbox;

/// The port to an engine for looking at what [Counters] counted.
public interface CounterStore {
  /// Returns how many an account has of a kind in a period, as of the last commit.
  ///
  /// @param period as for [Counters#add]
  long count(AccountId account, Counters.Kind kind, long period);
}
