package dev.postern.outbound;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What waits in a queue.
public final class Waiting {
  private Waiting() {}

  /// Returns all that is due, lane by lane.
  public static List<Due> due(QueueStore queue, Instant now) {
    List<Due> due = new ArrayList<>();
    for (Lane lane : queue.lanes(Optional.empty(), now, 100).due()) {
      due.addAll(queue.due(lane, now, 100));
    }
    return due;
  }
}
