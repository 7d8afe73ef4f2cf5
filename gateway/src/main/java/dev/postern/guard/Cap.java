package dev.postern.guard;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.OptionalInt;

/// How many of one kind an application may have: what its plan allows, else what the server bears.
///
/// @param kind the plural, in lower case
record Cap(OptionalInt plan, int server, String kind) {
  int most() {
    return Math.min(plan.orElse(server), server);
  }

  /// Adds one more.
  ///
  /// @param add throws LIMIT if there are [#most]
  /// @throws GatewayException with PLAN_LIMIT if it is the plan that is used up
  void hold(Runnable add) {
    try {
      add.run();
    } catch (GatewayException e) {
      boolean ofPlan = plan.isPresent() && plan.getAsInt() <= server;
      throw e.fault() == Fault.LIMIT && ofPlan ? new GatewayException(Fault.PLAN_LIMIT, text()) : e;
    }
  }

  // The official CLI shows these texts as they are (spec/api-admin.md section 5.6).
  private String text() {
    return most() == 0
        ? Character.toUpperCase(kind.charAt(0))
            + kind.substring(1)
            + " are not allowed for this plan"
        : "Maximum number of %s (%d) reached for this plan".formatted(kind, most());
  }
}
