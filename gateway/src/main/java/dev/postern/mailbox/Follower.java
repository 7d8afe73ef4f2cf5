package dev.postern.mailbox;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// One connection's place in a folder's history: what it has been told, and what comes next.
///
/// Used by one thread at a time (the connection's); [#close] once.
public final class Follower implements AutoCloseable {
  private final OpenFolders.OpenAccount account;
  private final FolderId folder;
  private View view;
  private OpenFolders.Link link;
  private boolean closed;
  final Runnable wake;

  Follower(
      OpenFolders.OpenAccount account,
      FolderId folder,
      View view,
      OpenFolders.Link link,
      Runnable wake) {
    this.account = account;
    this.folder = folder;
    this.view = view;
    this.link = link;
    this.wake = wake;
  }

  /// Returns the folder followed.
  public FolderId folder() {
    return folder;
  }

  /// Returns the state the connection has been told: its message numbers.
  public View view() {
    return view;
  }

  /// Says whether something happened that the connection has not been told.
  public boolean hasNews() {
    return link.next != null;
  }

  /// Returns the next step without taking it.
  public Optional<Step> peek() {
    OpenFolders.Link next = link.next;
    if (next == null || next.delta == null) {
      return Optional.empty();
    }
    return Optional.of(new Step(next.delta, next.origin));
  }

  /// Takes the next step: [#view] is the state after it.
  ///
  /// @return the step; empty if there is none
  public Optional<Step> advance() {
    OpenFolders.Link next = link.next;
    if (next == null || next.delta == null) {
      return Optional.empty();
    }
    link = next;
    View shared = next.after;
    view = shared != null ? shared : view.apply(next.delta);
    return Optional.of(new Step(next.delta, next.origin));
  }

  /// Returns [#view] with the flags that the steps ahead give its messages: no number moves, and
  /// nothing is seen of a commit whose step is not there yet, so that a MODSEQ seen here is never
  /// above an expunge that [#peek] does not know of (C-104).
  public View withNewestFlags() {
    Map<Long, Placement> newest = new TreeMap<>();
    Keywords keywords = view.keywords();
    for (OpenFolders.Link at = link.next; at != null; at = at.next) {
      FolderDelta delta = at.delta;
      if (delta == null || delta.gone()) {
        break;
      }
      keywords = delta.keywords();
      delta.flagged().forEach(placement -> newest.put(placement.uid(), placement));
    }
    if (newest.isEmpty() && keywords.equals(view.keywords())) {
      return view;
    }
    return view.apply(
        new FolderDelta(
            folder,
            view.highestModseq(),
            view.uidNext(),
            List.of(),
            List.copyOf(newest.values()),
            UidSet.EMPTY,
            keywords,
            true,
            false));
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      account.leave(this);
    }
  }

  /// One commit's effect on the folder.
  ///
  /// @param origin who committed, to compare by identity
  public record Step(FolderDelta delta, @Nullable Object origin) {}
}
