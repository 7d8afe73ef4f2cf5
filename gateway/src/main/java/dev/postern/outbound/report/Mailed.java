package dev.postern.outbound.report;

import java.util.List;

/// What a report says that came by mail.
sealed interface Mailed {
  /// Returns the Message-ID of the mail that it is about, without angle brackets.
  String about();

  /// Some recipients were not reached (RFC 3464).
  record Bounce(String about, List<Failed> failed) implements Mailed {}

  /// A recipient calls it abuse (RFC 5965).
  ///
  /// @param type such as `abuse`
  /// @param from addresses who may have complained
  record Complaint(String about, String type, List<String> from) implements Mailed {}

  /// A recipient who was not reached.
  ///
  /// @param addresses under which they may be known, in lower case
  record Failed(List<String> addresses, Diagnosis diagnosis) {}
}
