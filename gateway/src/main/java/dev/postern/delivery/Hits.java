package dev.postern.delivery;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MessageId;
import java.util.List;

/// Who opened tracked messages and followed their links.
@FunctionalInterface
public interface Hits {
  /// Returns what is kept of the hits before one, the latest first: fewer than [Hit#KEPT].
  ///
  /// @param before the number of that hit
  List<Hit> earlier(AccountId account, MessageId message, Hit.Kind kind, long before);
}
