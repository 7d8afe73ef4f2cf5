package dev.postern.outbound;

import dev.postern.fault.GatewayException;
import dev.postern.rules.Decision;
import dev.postern.rules.Limit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// What would become of a mail if it were sent now.
///
/// @param refusal why it would not be; empty if it would
/// @param rules what they say of it
/// @param uses what it adds to, of its account's numbers
public record Rehearsal(
    Would would, Optional<GatewayException> refusal, Decision rules, List<Use> uses) {
  /// Keeps a copy.
  public Rehearsal {
    uses = List.copyOf(uses);
  }

  /// What would be done.
  public enum Would {
    /// It would go now.
    SEND,
    /// It would be kept until the time that was asked for.
    SCHEDULE,
    /// It would wait for its turn.
    QUEUE,
    /// It would wait for somebody's consent.
    HOLD,
    /// It would not be taken.
    REFUSE
  }

  /// One of an account's numbers.
  ///
  /// @param most empty: there is no limit
  /// @param used as it is, without this mail
  /// @param more what this mail adds
  public record Use(Limit limit, OptionalLong most, long used, long more) {}

  /// Makes that of a mail that is not taken.
  ///
  /// @param refusal what would be said to it
  public static Rehearsal refused(GatewayException refusal) {
    return refused(refusal, Decision.NONE, List.of());
  }

  static Rehearsal refused(GatewayException refusal, Decision rules, List<Use> uses) {
    return new Rehearsal(Would.REFUSE, Optional.of(refusal), rules, uses);
  }
}
