package dev.postern.smtp.client;

import java.time.Duration;

/// How long a hop may take.
///
/// @param connect to answer a connection, and for each TLS handshake
/// @param greeting for its first line (RFC 5321 section 4.5.3.2.1)
/// @param command to answer EHLO, MAIL, RCPT and what else is said in between (sections 4.5.3.2.2
///   and .3)
/// @param dataStart to answer DATA (section 4.5.3.2.4)
/// @param block to take a block of data (section 4.5.3.2.5)
/// @param dataEnd to answer the end of data (section 4.5.3.2.6)
/// @param whole for all servers that are tried for one mail, and then for its envelope: who answers
///   everything at the last moment keeps others from being sent to
/// @param idle how long a connection without work is kept for the next mail
record Timeouts(
    Duration connect,
    Duration greeting,
    Duration command,
    Duration dataStart,
    Duration block,
    Duration dataEnd,
    Duration whole,
    Duration idle) {
  /// Returns what RFC 5321 section 4.5.3.2 asks for.
  static Timeouts standard() {
    return new Timeouts(
        Duration.ofSeconds(30),
        Duration.ofMinutes(5),
        Duration.ofMinutes(5),
        Duration.ofMinutes(2),
        Duration.ofMinutes(3),
        Duration.ofMinutes(10),
        Duration.ofMinutes(30),
        Duration.ofSeconds(5));
  }

  /// Returns one time for every step, and four times as much for the whole.
  static Timeouts all(Duration each, Duration idle) {
    return new Timeouts(each, each, each, each, each, each, each.multipliedBy(4), idle);
  }
}
