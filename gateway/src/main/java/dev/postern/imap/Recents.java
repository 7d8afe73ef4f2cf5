package dev.postern.imap;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;

/// Which messages some session has already been shown as `\Recent` (RFC 3501 section 2.3.2, C-60).
///
/// Kept in memory, for the folders used last: a message that came before this process started, or
/// whose folder was forgotten here, is recent no more or once again. Nothing depends on it but what
/// old clients count. Thread-safe.
final class Recents {
  private static final int FOLDERS = 100_000;

  private final long startSeconds;
  private final Map<Key, Long> claimed =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Long> eldest) {
          return size() > FOLDERS;
        }
      };

  private record Key(AccountId account, FolderId folder) {}

  /// Starts with no claims; what came before `startSeconds` is recent for nobody.
  Recents(long startSeconds) {
    this.startSeconds = startSeconds;
  }

  /// Returns the first UID that no session has claimed, and claims up to the view's end if asked.
  synchronized long firstFree(AccountId account, View view, boolean claim) {
    Key key = new Key(account, view.folder());
    Long known = claimed.get(key);
    long last = known == null ? lastBeforeStart(view) : known;
    if (claim) {
      claimed.put(key, Math.max(last, view.uidNext() - 1));
    }
    return last + 1;
  }

  /// Returns the first UID that no session has claimed; empty if nobody asked since the start.
  synchronized OptionalLong firstFree(AccountId account, FolderId folder) {
    Long known = claimed.get(new Key(account, folder));
    return known == null ? OptionalLong.empty() : OptionalLong.of(known + 1);
  }

  private long lastBeforeStart(View view) {
    int seq = view.size();
    while (seq > 0 && view.placement(seq).saveDate() >= startSeconds) {
      seq--;
    }
    return seq == 0 ? 0 : view.uid(seq);
  }
}
