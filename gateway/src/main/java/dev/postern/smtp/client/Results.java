package dev.postern.smtp.client;

import dev.postern.outbound.Transport.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What became of each recipient of one job so far, by their number in it.
final class Results {
  private final @Nullable Outcome[] outcomes;

  Results(int recipients) {
    outcomes = new Outcome[recipients];
  }

  /// Records an outcome; the first one stands.
  void settle(int recipient, Outcome outcome) {
    if (outcomes[recipient] == null) {
      outcomes[recipient] = outcome;
    }
  }

  void settle(Collection<Integer> recipients, Outcome outcome) {
    recipients.forEach(each -> settle(each, outcome));
  }

  /// Returns those of `among` that have no outcome.
  List<Integer> open(Collection<Integer> among) {
    return among.stream().filter(each -> outcomes[each] == null).toList();
  }

  /// Returns one outcome for each recipient, in order.
  List<Outcome> all() {
    List<Outcome> all = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      all.add(outcome == null ? new Outcome.Deferred("", "451 4.3.0 not tried") : outcome);
    }
    return all;
  }
}
