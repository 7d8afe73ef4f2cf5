package dev.postern.guard;

import dev.postern.rules.ItemList;
import dev.postern.rules.ListStore;
import dev.postern.rules.Lists;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BinaryOperator;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// What is in which list, in memory. Safe for concurrent use.
///
/// Of each item a hash of 64 bits is kept, under a key that is made at each start and that nobody
/// sees: a value that is not in a list of 100,000 passes for one that is with a chance of 1 to
/// 10^14, and nobody can look for such a value beforehand. What finds no room is looked up in the
/// store.
public final class Memberships implements Lists {
  private static final int STRIPES = 1024;
  private static final long LEAST_ROOM = 8 << 20;

  private final ListStore lists;
  private final KeyedHash hash = KeyedHash.random();
  private final Shelf shelf;
  // Of lists that share a stripe, a change of one is taken for a change of all.
  private final AtomicLongArray changes = new AtomicLongArray(STRIPES);
  private final Lock[] locks = Stream.generate(ReentrantLock::new).limit(64).toArray(Lock[]::new);

  /// Reads from `lists`, and takes an eighth of the memory there is, but at least 8 MB.
  public Memberships(ListStore lists) {
    this(lists, Math.max(LEAST_ROOM, Runtime.getRuntime().maxMemory() / 8));
  }

  /// Reads from `lists`.
  ///
  /// @param room octets of memory to take
  public Memberships(ListStore lists, long room) {
    this.lists = lists;
    this.shelf = new Shelf(room);
  }

  /// Makes ready to look for a value.
  ///
  /// @throws dev.postern.fault.GatewayException whoever asks what it returns: with UNAVAILABLE if
  ///   the list cannot be read
  @Override
  public Predicate<UUID> holding(String value) {
    long hashed = hash.of(value);
    return list -> {
      Shelf.Kept kept = kept(list);
      Members members = kept.members();
      return members == null ? lists.holds(list, value) : members.contains(hashed);
    };
  }

  private Shelf.Kept kept(UUID list) {
    Shelf.Kept found = shelf.find(list, changes.get(stripe(list)));
    return found == null ? load(list) : found;
  }

  private Shelf.Kept load(UUID list) {
    Lock lock = lock(list);
    lock.lock();
    try {
      // Read before the list is: what changes meanwhile makes the outcome stale.
      long asOf = changes.get(stripe(list));
      Shelf.Kept found = shelf.find(list, asOf);
      if (found != null) {
        return found;
      }
      var read = new Hashes(hash, shelf.room());
      lists.values(list, read::add);
      return shelf.put(list, asOf, read.members(), read.count());
    } finally {
      lock.unlock();
    }
  }

  /// Says that a list changed. Call when the change is durable and before it is answered.
  public void changed(UUID list) {
    changes.incrementAndGet(stripe(list));
    shelf.drop(list);
  }

  /// Adds items as [ListStore#addItems] does; when this returns they are known here, too.
  public ItemList addItems(
      UUID application, UUID list, Collection<String> items, long most, Instant now) {
    return change(
        list, () -> lists.addItems(application, list, items, most, now), items, Members::with);
  }

  /// Removes items as [ListStore#removeItems] does; when this returns that is known here, too.
  public ItemList removeItems(UUID application, UUID list, Collection<String> items, Instant now) {
    return change(
        list, () -> lists.removeItems(application, list, items, now), items, Members::without);
  }

  // No reading of the list, and no other change of it, comes between the write and its note.
  private ItemList change(
      UUID list,
      Supplier<ItemList> write,
      Collection<String> items,
      BinaryOperator<Members> change) {
    Lock lock = lock(list);
    lock.lock();
    try {
      ItemList after = write.get();
      long asOf = changes.incrementAndGet(stripe(list));
      Shelf.Kept before = shelf.find(list, asOf - 1);
      Members members = before == null ? null : before.members();
      if (members == null) {
        shelf.drop(list);
      } else {
        var some = Members.of(items.stream().mapToLong(hash::of).toArray());
        Members changed = change.apply(members, some);
        Shelf.Kept _ = shelf.put(list, asOf, changed, changed.count());
      }
      return after;
    } catch (RuntimeException e) {
      // Nobody knows whether it came about.
      changed(list);
      throw e;
    } finally {
      lock.unlock();
    }
  }

  private static int stripe(UUID list) {
    int mixed = list.hashCode() * 0x9E3779B9;
    return mixed >>> 22;
  }

  private Lock lock(UUID list) {
    return locks[stripe(list) % locks.length];
  }
}
