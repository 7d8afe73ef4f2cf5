package dev.postern.domains;

import dev.postern.dns.Answer;
import dev.postern.domains.Finding.Status;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/// What one look into the DNS gave.
///
/// @param status empty if the DNS did not answer
record Look(Optional<Status> status, String message) {
  static final Look DONE = new Look(Optional.of(Status.DONE), "");

  static Look pending(String message) {
    return new Look(Optional.of(Status.PENDING), message);
  }

  static Look failed(String message) {
    return new Look(Optional.of(Status.FAILED), message);
  }

  /// The DNS gave no answer: what was known stays.
  static Look unanswered(String name) {
    return new Look(
        Optional.empty(), "the DNS did not answer for " + name + "; it is asked again later");
  }

  /// Returns the look at one answer: whatever it says that is not "no answer" is for `verdict`.
  static Look at(String name, Answer<?> answer, Supplier<Look> verdict) {
    return answer.failed() ? unanswered(name) : verdict.get();
  }

  /// Returns what is known now.
  Finding after(Optional<Finding> before, Instant now) {
    Status known = before.map(Finding::status).orElse(Status.PENDING);
    return new Finding(status.orElse(known), message, now);
  }
}
