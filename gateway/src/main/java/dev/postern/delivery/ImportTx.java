package dev.postern.delivery;

import java.util.Collection;
import java.util.Set;

/// What an import has brought already, inside a mailbox transaction: `tx.join(ImportTx.class)`.
///
/// A job is one import, such as that of one file; a key is one of its messages. Both are kept for
/// [#KEPT_DAYS] days, whether the messages still exist or not.
public interface ImportTx {
  /// How long a key is known.
  int KEPT_DAYS = 90;

  /// Takes a message's key.
  ///
  /// @return false if it was taken before: the message was imported already
  boolean take(String job, String key);

  /// Returns those of `keys` that were taken.
  Set<String> taken(String job, Collection<String> keys);

  /// Returns how many keys of a job were taken.
  long count(String job);

  /// Forgets keys of a job.
  ///
  /// @return how many; fewer than `most` when none is left
  int forget(String job, int most);
}
