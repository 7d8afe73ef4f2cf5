package dev.postern.outbound;

import java.lang.foreign.MemorySegment;
import java.util.List;

/// The port to the world: hands one mail to the next hop for some recipients.
public interface Transport {
  /// Sends. Blocks until the hop answered or timed out; never throws for a failed transfer.
  ///
  /// @param sender reverse path; empty for the null sender
  /// @param recipients all with the same next hop
  /// @return one outcome for each recipient, in order
  List<Outcome> send(String sender, List<String> recipients, MemorySegment message);

  /// Says whether mail to `domain` has a route at all; if not it is refused before it is accepted.
  boolean routes(String domain);

  /// Names the next hop of mail to `domain`: recipients of one mail with the same name go in one
  /// transfer. A transport that has one hop for all answers with one name for all.
  default String nextHop(String domain) {
    return domain;
  }

  /// What became of one recipient.
  sealed interface Outcome {
    /// The next hop took it.
    record Accepted(String reply) implements Outcome {}

    /// To be tried again.
    record Deferred(String diagnostic) implements Outcome {}

    /// Refused for good.
    record Refused(String diagnostic) implements Outcome {}
  }
}
