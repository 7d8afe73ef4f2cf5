package dev.postern.smtp;

import dev.postern.smtp.wire.Reply;

/// What a session says, and what the connection does next.
record Step(Reply reply, Then then) {
  /// What follows a reply.
  enum Then {
    READ_LINE,
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

  static Step close(Reply reply) {
    return new Step(reply, Then.CLOSE);
  }
}
