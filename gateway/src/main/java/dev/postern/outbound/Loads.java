package dev.postern.outbound;

import dev.postern.delivery.Recipients;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/// Puts recipients together that go in one transfer: those of one mail with the same next hop.
final class Loads {
  private static final int HOP_RECIPIENTS = 100;
  private static final int OTHERS = 1000;

  private final QueueStore queue;
  private final Recipients recipients;
  private final Transport transport;

  Loads(QueueStore queue, Recipients recipients, Transport transport) {
    this.queue = queue;
    this.recipients = recipients;
    this.transport = transport;
  }

  /// One transfer, or a delivery to one recipient here.
  record Load(String hop, List<Due> due) {
    boolean isLocal() {
      return hop.equals(Destinations.HERE);
    }

    long queueId() {
      return due.getFirst().queueId();
    }

    boolean isFirstTry() {
      return due.getFirst().attempts() == 0;
    }

    Set<Lane> lanes() {
      Set<Lane> lanes = new LinkedHashSet<>();
      due.forEach(each -> lanes.add(each.lane()));
      return lanes;
    }

    Load only(Predicate<Due> wanted) {
      return new Load(hop, due.stream().filter(wanted).toList());
    }
  }

  /// Returns the name of a lane's next hop.
  String hop(Lane lane) {
    return recipients.isLocal("@" + lane.domain()) || lane.domain().isEmpty()
        ? Destinations.HERE
        : transport.nextHop(lane.account(), lane.domain());
  }

  List<Load> of(List<Due> due) {
    List<Load> loads = new ArrayList<>();
    Map<String, List<Due>> together = new LinkedHashMap<>();
    for (Due each : due) {
      String hop = hop(each.lane());
      if (hop.equals(Destinations.HERE)) {
        loads.add(new Load(hop, List.of(each)));
      } else {
        together.computeIfAbsent(each.queueId() + " " + hop, _ -> new ArrayList<>()).add(each);
      }
    }
    for (List<Due> each : together.values()) {
      String hop = hop(each.getFirst().lane());
      for (int i = 0; i < each.size(); i += HOP_RECIPIENTS) {
        loads.add(new Load(hop, each.subList(i, Math.min(each.size(), i + HOP_RECIPIENTS))));
      }
    }
    return loads;
  }

  /// Adds the recipients in other domains that go to the same hop with the same mails.
  List<Due> withOthers(String hop, List<Due> due, Instant now) {
    if (due.isEmpty() || hop.equals(Destinations.HERE) || hop.equals(due.getFirst().domain())) {
      return due;
    }
    Map<Long, Due> all = new LinkedHashMap<>();
    due.forEach(each -> all.put(each.recipientId(), each));
    Set<Long> mails = new LinkedHashSet<>();
    due.forEach(each -> mails.add(each.queueId()));
    for (Due other : queue.due(mails, now, due.size() + OTHERS)) {
      if (hop(other.lane()).equals(hop)) {
        all.putIfAbsent(other.recipientId(), other);
      }
    }
    return List.copyOf(all.values());
  }
}
