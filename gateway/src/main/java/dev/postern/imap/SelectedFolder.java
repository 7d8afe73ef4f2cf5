package dev.postern.imap;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.imap.wire.SequenceSet;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Follower;
import dev.postern.mailbox.UidSet;
import dev.postern.mailbox.View;

/// The selected mailbox as this session numbers it. Used on the session's thread.
final class SelectedFolder {
  private final Follower follower;
  private final boolean readOnly;
  private final boolean knowsRecent;
  private final Recents recents;
  private final AccountId account;

  /// What this session is the one to see as `\\Recent`.
  private UidSet recent = UidSet.EMPTY;

  /// UIDs that `$` stands for; what is expunged never comes back, so they need no upkeep.
  private UidSet saved = UidSet.EMPTY;

  /// How many messages the client knows of; a prefix of [#view], since new ones come last.
  private int announced;

  /// How many keywords the client knows of.
  private int keywords;

  /// Opens what `follower` follows.
  ///
  /// @param knowsRecent whether the client is told of `\\Recent`; IMAP4rev2 has none, and leaves it
  ///   to others
  SelectedFolder(
      Follower follower,
      boolean readOnly,
      boolean knowsRecent,
      Recents recents,
      AccountId account) {
    this.knowsRecent = knowsRecent;
    this.follower = follower;
    this.readOnly = readOnly;
    this.recents = recents;
    this.account = account;
    this.announced = follower.view().size();
    this.keywords = follower.view().keywords().names().size();
    takeRecent();
  }

  /// Claims what no other session has; EXAMINE looks without claiming (C-40).
  void takeRecent() {
    if (!knowsRecent) {
      return;
    }
    View view = view();
    long first = recents.firstFree(account, view, !readOnly);
    if (first < view.uidNext()) {
      recent = recent.isEmpty() ? UidSet.ofRanges(first, view.uidNext() - 1) : join(first);
    }
  }

  private UidSet join(long first) {
    long[] bounds = new long[2 * recent.ranges() + 2];
    for (int i = 0; i < recent.ranges(); i++) {
      bounds[2 * i] = recent.first(i);
      bounds[2 * i + 1] = recent.last(i);
    }
    bounds[bounds.length - 2] = first;
    bounds[bounds.length - 1] = view().uidNext() - 1;
    return UidSet.ofRanges(bounds);
  }

  boolean isRecent(long uid) {
    return !recent.isEmpty() && recent.contains(uid);
  }

  boolean knowsRecent() {
    return knowsRecent;
  }

  /// Tells how many messages are recent for this session.
  void tellRecent(ResponseWriter out) {
    if (knowsRecent) {
      long count = recent.isEmpty() ? 0 : ofUids(recent).count();
      out.put("* ").put(count).put(" RECENT").line();
    }
  }

  FolderId id() {
    return follower.folder();
  }

  Follower follower() {
    return follower;
  }

  /// Returns the state the client has been told.
  View view() {
    return follower.view();
  }

  int announced() {
    return announced;
  }

  void announced(int count) {
    announced = count;
  }

  int keywords() {
    return keywords;
  }

  void keywords(int count) {
    keywords = count;
  }

  /// Refuses changes after EXAMINE (C-40).
  void requireWritable() {
    if (readOnly) {
      throw new GatewayException(Fault.FORBIDDEN, "the mailbox is read-only");
    }
  }

  boolean readOnly() {
    return readOnly;
  }

  /// Returns the client's numbering with the newest flags: the two differ while an EXPUNGE may not
  /// be told yet.
  View fresh() {
    return follower.withNewestFlags();
  }

  /// Keeps what `$` is to stand for until the next time (RFC 5182).
  void save(UidSet uids) {
    saved = uids;
  }

  /// Returns the UIDs that `$` stands for, some of which may be expunged.
  UidSet saved() {
    return saved;
  }

  /// Returns the UIDs that `set` names, whether or not they exist.
  UidSet uids(SequenceSet set) {
    return set.isSaved() ? saved : set.resolve(lastUid(view()));
  }

  /// Returns the sequence numbers that `set` names.
  ///
  /// Unknown UIDs are left out; unknown sequence numbers are an error (C-48).
  UidSet numbers(SequenceSet set, boolean byUid) {
    View view = view();
    if (byUid || set.isSaved()) {
      return ofUids(uids(set));
    }
    if (set.largest() > view.size() || (set.hasStar() && view.size() == 0)) {
      throw new GatewayException(Fault.SYNTAX, "no message has that number");
    }
    return set.resolve(view.size());
  }

  /// What `*` means among UIDs.
  static long lastUid(View view) {
    return view.size() == 0 ? view.uidNext() : view.uid(view.size());
  }

  private UidSet ofUids(UidSet uids) {
    View view = view();
    long[] bounds = new long[2 * uids.ranges()];
    int n = 0;
    for (int i = 0; i < uids.ranges(); i++) {
      int first = Math.abs(view.seqOf(uids.first(i)));
      int last = view.lastSeqUpTo(uids.last(i));
      if (first <= last) {
        bounds[n++] = first;
        bounds[n++] = last;
      }
    }
    return UidSet.ofRanges(java.util.Arrays.copyOf(bounds, n));
  }

  /// Returns the UIDs of sequence numbers, as few ranges as may be.
  static UidSet uids(View view, UidSet numbers) {
    long[] bounds = new long[16];
    int n = 0;
    for (int i = 0; i < numbers.ranges(); i++) {
      for (long seq = numbers.first(i); seq <= numbers.last(i); seq++) {
        long uid = view.uid((int) seq);
        if (n > 0 && bounds[n - 1] == uid - 1) {
          bounds[n - 1] = uid;
        } else {
          if (n == bounds.length) {
            bounds = java.util.Arrays.copyOf(bounds, 2 * n);
          }
          bounds[n++] = uid;
          bounds[n++] = uid;
        }
      }
    }
    return UidSet.ofRanges(java.util.Arrays.copyOf(bounds, n));
  }

  void close() {
    follower.close();
  }
}
