package dev.postern.mailbox;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The folders that connections look at: one shared [View] each, advanced by every commit.
///
/// A connection holds a [Follower]: its own announced state and its place in the chain of later
/// deltas. Deltas that no connection still needs are collected as garbage. A folder that no
/// connection follows stays loaded for a while, since clients open the same few folders again and
/// again; the longest unused ones are released first.
public final class OpenFolders {
  private static final Logger LOG = LoggerFactory.getLogger(OpenFolders.class);

  /// How many past states of a folder stay shared.
  private static final int SHARED_STATES = 64;

  /// How many folders that nobody follows stay loaded, and how many messages they may have together
  /// (some 60 bytes each).
  private static final int KEPT_FOLDERS = 256;

  private static final long KEPT_MESSAGES = 500_000;

  private final MailStore store;

  /// Guards itself and [#kept].
  private final Map<AccountId, OpenAccount> accounts = new HashMap<>();

  /// Folders that nobody followed when they were put here, the longest unused one first.
  private final LinkedHashMap<Place, Kept> kept = new LinkedHashMap<>();

  private long keptMessages;

  /// Serves folders of `store`.
  public OpenFolders(MailStore store) {
    this.store = store;
  }

  /// Starts to follow a folder.
  ///
  /// @param wake called after a commit that touched the folder, on the committer's thread: it must
  ///   only hand over
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if the folder does not exist
  public Follower follow(AccountId account, FolderId folder, Runnable wake) {
    OpenAccount open;
    synchronized (accounts) {
      open = accounts.computeIfAbsent(account, OpenAccount::new);
      open.users++;
    }
    try {
      return open.follow(folder, wake);
    } catch (RuntimeException e) {
      release(open);
      throw e;
    }
  }

  private void release(OpenAccount open) {
    boolean last;
    synchronized (accounts) {
      last = --open.users == 0;
      if (last) {
        accounts.remove(open.account);
      }
    }
    if (last) {
      open.close();
    }
  }

  /// Keeps a folder that its last follower left, and lets the longest unused ones go.
  private void keep(OpenAccount open, FolderId folder, int messages) {
    List<Kept> dropped = new ArrayList<>();
    synchronized (accounts) {
      open.users++;
      Kept before = kept.remove(new Place(open.account, folder));
      if (before != null) {
        open.users--;
        keptMessages -= before.messages;
      }
      kept.put(new Place(open.account, folder), new Kept(open, folder, messages));
      keptMessages += messages;
      while (kept.size() > KEPT_FOLDERS || (keptMessages > KEPT_MESSAGES && kept.size() > 1)) {
        Kept eldest = kept.pollFirstEntry().getValue();
        keptMessages -= eldest.messages;
        dropped.add(eldest);
      }
    }
    for (Kept each : dropped) {
      each.open.drop(each.folder);
      release(each.open);
    }
  }

  private record Place(AccountId account, FolderId folder) {}

  private record Kept(OpenAccount open, FolderId folder, int messages) {}

  /// One delta, the state after it, and the way to the next.
  static final class Link {
    final @Nullable FolderDelta delta;
    final @Nullable Object origin;

    /// Shared by all followers that pass here; dropped from old links, so that a connection that
    /// does not read holds deltas only, and computes the state itself when it comes by.
    volatile @Nullable View after;

    volatile @Nullable Link next;

    Link(@Nullable FolderDelta delta, @Nullable Object origin, @Nullable View after) {
      this.delta = delta;
      this.origin = origin;
      this.after = after;
    }
  }

  /// One folder's newest state.
  private static final class Head {
    View view;
    Link link = new Link(null, null, null);
    final Set<Follower> followers = new HashSet<>();
    private final Deque<Link> recent = new ArrayDeque<>();

    Head(View view) {
      this.view = view;
    }

    void advance(FolderDelta delta, Object origin) {
      view = view.apply(delta);
      Link added = new Link(delta, origin, view);
      link.next = added;
      link = added;
      recent.add(added);
      if (recent.size() > SHARED_STATES) {
        recent.remove().after = null;
      }
    }
  }

  /// The open folders of one account.
  final class OpenAccount {
    private final AccountId account;
    private final Map<FolderId, Head> heads = new HashMap<>();
    private MailStore.@Nullable Watch watch;
    private int users;

    OpenAccount(AccountId account) {
      this.account = account;
    }

    /// The watch is on before the folder is loaded, and what both saw is skipped by its MODSEQ, so
    /// nothing is missed between the two.
    private Follower follow(FolderId folder, Runnable wake) {
      synchronized (this) {
        if (watch == null) {
          watch = store.watch(account, this::advance);
        }
        Head head = heads.get(folder);
        if (head != null) {
          return joined(head, folder, wake);
        }
      }
      synchronized (loading) {
        synchronized (this) {
          Head head = heads.get(folder);
          if (head != null) {
            return joined(head, folder, wake);
          }
          early.put(folder, new ArrayList<>());
        }
        View loaded;
        try {
          loaded = store.read(account, read -> read.view(folder));
        } catch (RuntimeException e) {
          synchronized (this) {
            early.remove(folder);
          }
          throw e;
        }
        synchronized (this) {
          Head head = new Head(loaded);
          for (FolderDelta delta : early.getOrDefault(folder, List.of())) {
            if (delta.modseq() > head.view.highestModseq() || delta.gone()) {
              head.view = head.view.apply(delta);
            }
          }
          early.remove(folder);
          heads.put(folder, head);
          return joined(head, folder, wake);
        }
      }
    }

    private final Object loading = new Object();

    /// Deltas that were committed while their folder was being loaded.
    private final Map<FolderId, List<FolderDelta>> early = new HashMap<>();

    private Follower joined(Head head, FolderId folder, Runnable wake) {
      Follower follower = new Follower(this, folder, head.view, head.link, wake);
      head.followers.add(follower);
      return follower;
    }

    private void advance(ChangeBatch batch) {
      for (FolderDelta delta : batch.folders()) {
        Runnable[] wake;
        synchronized (this) {
          List<FolderDelta> waiting = early.get(delta.folder());
          if (waiting != null) {
            waiting.add(delta);
          }
          Head head = heads.get(delta.folder());
          if (head == null) {
            continue;
          }
          if (delta.modseq() <= head.view.highestModseq() && !delta.gone()) {
            continue;
          }
          head.advance(delta, batch.origin());
          if (delta.gone()) {
            heads.remove(delta.folder());
          }
          wake = head.followers.stream().map(f -> f.wake).toArray(Runnable[]::new);
        }
        for (Runnable each : wake) {
          wake(each);
        }
      }
    }

    /// One connection's trouble must not keep the news from the others.
    private void wake(Runnable each) {
      try {
        each.run();
      } catch (RuntimeException e) {
        LOG.warn("a follower of a folder could not be woken", e);
      }
    }

    void leave(Follower follower) {
      int messages = -1;
      synchronized (this) {
        Head head = heads.get(follower.folder());
        if (head != null && head.followers.remove(follower) && head.followers.isEmpty()) {
          messages = head.view.size();
        }
      }
      if (messages >= 0) {
        keep(this, follower.folder(), messages);
      }
      release(this);
    }

    /// Releases a folder, unless somebody follows it again.
    private synchronized void drop(FolderId folder) {
      Head head = heads.get(folder);
      if (head != null && head.followers.isEmpty()) {
        heads.remove(folder);
      }
    }

    private synchronized void close() {
      if (watch != null) {
        watch.close();
      }
    }
  }
}
