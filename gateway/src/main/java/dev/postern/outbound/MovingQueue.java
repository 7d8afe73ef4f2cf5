package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Content;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/// The queue as if the mail of stopped accounts were not due: it waits there, untried, until they
/// go on or it expires.
public final class MovingQueue implements QueueStore {
  private final QueueStore queue;
  private final Supplier<Set<AccountId>> stopped;

  /// Hides what is due in `queue`.
  ///
  /// @param stopped whose; asked each time
  public MovingQueue(QueueStore queue, Supplier<Set<AccountId>> stopped) {
    this.queue = queue;
    this.stopped = stopped;
  }

  @Override
  public Lanes lanes(Optional<Lane> after, Instant now, int limit) {
    Set<AccountId> hidden = stopped.get();
    Lanes page = queue.lanes(after, now, limit);
    return hidden.isEmpty()
        ? page
        : new Lanes(
            page.due().stream().filter(lane -> !hidden.contains(lane.account())).toList(),
            page.next());
  }

  @Override
  public List<Due> due(Lane lane, Instant now, int limit) {
    return stopped.get().contains(lane.account()) ? List.of() : queue.due(lane, now, limit);
  }

  @Override
  public List<Due> due(Collection<Long> queueIds, Instant now, int limit) {
    Set<AccountId> hidden = stopped.get();
    List<Due> due = queue.due(queueIds, now, limit);
    return hidden.isEmpty()
        ? due
        : due.stream().filter(each -> !hidden.contains(each.account())).toList();
  }

  @Override
  public Optional<Instant> nextDue(Instant after) {
    return queue.nextDue(after);
  }

  @Override
  public List<Notice> notices(Instant now, int limit) {
    return queue.notices(now, limit);
  }

  @Override
  public Optional<Content> content(long queueId) {
    return queue.content(queueId);
  }

  @Override
  public <T> T commit(Function<QueueTx, T> work) {
    return queue.commit(work);
  }

  @Override
  public void onEnqueue(Consumer<List<Long>> wake) {
    queue.onEnqueue(wake);
  }
}
