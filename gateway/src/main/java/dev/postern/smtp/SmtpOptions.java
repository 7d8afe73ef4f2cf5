package dev.postern.smtp;

import java.time.Duration;

/// What an operator can set about the SMTP doors.
///
/// @param host this server's name in greetings and trace fields
/// @param maxMessage octets of the largest mail, announced with SIZE
/// @param maxRecipients of one mail; further ones are put off (RFC 5321 section 4.5.3.1.10)
/// @param maxErrors refused commands before the connection is closed
/// @param maxHops Received fields of a mail that is taken for a loop (RFC 5321 section 6.3)
/// @param dataDeadline how long one mail may take to arrive
/// @param from what becomes of sender addresses that are not the agent's at submission
public record SmtpOptions(
    String host,
    long maxMessage,
    int maxRecipients,
    int maxErrors,
    int maxHops,
    Duration dataDeadline,
    FromPolicy from) {

  /// Returns the defaults for a server of that name.
  public static SmtpOptions of(String host, long maxMessage) {
    return new SmtpOptions(
        host, maxMessage, 1000, 20, 50, Duration.ofMinutes(30), FromPolicy.REJECT);
  }

  /// Returns the same with another policy for sender addresses.
  public SmtpOptions treating(FromPolicy others) {
    return new SmtpOptions(
        host, maxMessage, maxRecipients, maxErrors, maxHops, dataDeadline, others);
  }
}
