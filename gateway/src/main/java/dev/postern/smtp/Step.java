package dev.postern.smtp;

import dev.postern.smtp.wire.Reply;
import java.time.Duration;

/// What a session says, and what the connection does next.
///
/// @param delay how long the reply is held back, with no thread held
record Step(Reply reply, Then then, Duration delay) {
  Step(Reply reply, Then then) {
    this(reply, then, Duration.ZERO);
  }

  /// What follows a reply.
  enum Then {
    READ_LINE,
    /// Reads on if the client waited for this reply.
    HEAR_FIRST,
    READ_MAIL,
    START_TLS,
    CLOSE
  }

  static Step next(Reply reply) {
    return new Step(reply, Then.READ_LINE);
  }

  /// Reads a mail, or a part of one, and answers then.
  static Step receive() {
    return new Step(Reply.LATER, Then.READ_MAIL);
  }

  /// Returns the same, said later.
  Step after(Duration time) {
    return new Step(reply, then, time);
  }

  static Step close(Reply reply) {
    return new Step(reply, Then.CLOSE);
  }
}
