package dev.postern.imap;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead.ContentKey;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.View;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What messages are sorted by, kept for the folders that were sorted last: some hundred octets for
/// each message that a SORT or THREAD has looked at.
///
/// Kept by UID, whose content never changes, so nothing here is ever stale. Bounded, and given up
/// when memory is short. Thread-safe.
final class SortHeads {
  /// Messages remembered; folders that were not sorted for longest go first.
  private static final int MAX_MESSAGES = 400_000;

  private final MailStore store;
  private final Map<Key, SoftReference<Known>> folders = new LinkedHashMap<>(16, 0.75f, true);

  SortHeads(MailStore store) {
    this.store = store;
  }

  private record Key(AccountId account, FolderId folder, long uidValidity) {}

  /// What is known of a folder.
  ///
  /// @param uids ascending, all different
  private record Known(long[] uids, SortHead[] heads) {
    private static final Known NOTHING = new Known(new long[0], new SortHead[0]);
  }

  /// Returns the heads of messages, in the order of `seqs`, reading what is not known yet in one
  /// pass. A message that is gone has [SortHead#GONE].
  ///
  /// @param seqs ascending sequence numbers of `view`
  SortHead[] of(AccountId account, View view, int[] seqs) {
    Key key = new Key(account, view.folder(), view.uidValidity());
    Known known = known(key);
    SortHead[] wanted = new SortHead[seqs.length];
    List<ContentKey> unknown = new ArrayList<>();
    for (int i = 0; i < seqs.length; i++) {
      int at = Arrays.binarySearch(known.uids, view.uid(seqs[i]));
      if (at >= 0) {
        wanted[i] = known.heads[at];
      } else {
        wanted[i] = SortHead.GONE;
        unknown.add(content(view, seqs[i]));
      }
    }
    if (!unknown.isEmpty()) {
      read(account, view, seqs, wanted, unknown);
      keep(key, merged(known, view, seqs, wanted));
    }
    return wanted;
  }

  private void read(
      AccountId account, View view, int[] seqs, SortHead[] wanted, List<ContentKey> unknown) {
    Map<ContentKey, SortHead> read = new HashMap<>();
    store.read(
        account,
        snapshot -> {
          snapshot.headings(unknown, (content, heading) -> read.put(content, SortHead.of(heading)));
          return read.size();
        });
    for (int i = 0; i < seqs.length; i++) {
      if (wanted[i].isGone()) {
        wanted[i] = read.getOrDefault(content(view, seqs[i]), SortHead.GONE);
      }
    }
  }

  /// A UID of a draft may show an earlier content of its message.
  private static ContentKey content(View view, int seq) {
    return new ContentKey(view.message(seq), view.revision(seq));
  }

  /// Returns what was known of the view's messages together with what was read.
  private static Known merged(Known known, View view, int[] seqs, SortHead[] read) {
    int most = Math.min(view.size(), known.uids.length + seqs.length);
    long[] uids = new long[most];
    SortHead[] heads = new SortHead[most];
    int n = 0;
    int next = 0;
    for (int seq = 1; seq <= view.size(); seq++) {
      SortHead head = SortHead.GONE;
      if (next < seqs.length && seqs[next] == seq) {
        head = read[next++];
      } else {
        int at = Arrays.binarySearch(known.uids, view.uid(seq));
        head = at >= 0 ? known.heads[at] : head;
      }
      if (!head.isGone()) {
        uids[n] = view.uid(seq);
        heads[n++] = head;
      }
    }
    return new Known(Arrays.copyOf(uids, n), Arrays.copyOf(heads, n));
  }

  private Known known(Key key) {
    synchronized (folders) {
      SoftReference<Known> kept = folders.get(key);
      Known known = kept == null ? null : kept.get();
      return known == null ? Known.NOTHING : known;
    }
  }

  private void keep(Key key, Known known) {
    synchronized (folders) {
      folders.remove(key);
      long total = known.uids.length;
      for (SoftReference<Known> other : folders.values()) {
        Known kept = other.get();
        total += kept == null ? 0 : kept.uids.length;
      }
      var eldest = folders.values().iterator();
      while (total > MAX_MESSAGES && eldest.hasNext()) {
        Known dropped = eldest.next().get();
        total -= dropped == null ? 0 : dropped.uids.length;
        eldest.remove();
      }
      folders.values().removeIf(other -> other.get() == null);
      folders.put(key, new SoftReference<>(known));
    }
  }
}
