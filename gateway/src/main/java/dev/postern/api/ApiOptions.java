package dev.postern.api;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/// What can be set of the HTTP door.
///
/// @param maxJson octets of a JSON body
/// @param maxMultipart octets of a multipart body
/// @param maxMessage octets of a message that is imported
/// @param maxRecipients To, Cc and Bcc of one send together
/// @param hardDelete whether `hard_delete=true` on a message deletes it for good
/// @param tracking below which `/t/…` of this server is reached by readers of tracked mail; empty:
///   no mail is rewritten
/// @param bodyTime how long a request's body may take to arrive
/// @param requests how many are answered in a second; empty: all
/// @param metrics who may read the server's numbers
/// @param accessLog whether each request is a line of the log
/// @param uploadMemory octets of multipart bodies held in memory at one time; further uploads wait
public record ApiOptions(
    int maxJson,
    int maxMultipart,
    int maxMessage,
    int maxRecipients,
    boolean hardDelete,
    Optional<URI> tracking,
    Duration bodyTime,
    long uploadMemory,
    Optional<RequestLimits> requests,
    Metrics metrics,
    boolean accessLog) {
  /// Who may read the server's numbers.
  public enum Metrics {
    /// Nobody.
    OFF,
    /// Programs on this machine, and whoever has an API key of the first application.
    LOOPBACK,
    /// Whoever has an API key of the first application.
    KEY
  }

  /// The published limits (spec/api-data.md sections 2.6 and 14).
  public static ApiOptions defaults() {
    return new ApiOptions(
        3 << 20,
        25 << 20,
        50 << 20,
        50,
        false,
        Optional.empty(),
        Duration.ofSeconds(60),
        Runtime.getRuntime().maxMemory() / 8,
        Optional.empty(),
        Metrics.LOOPBACK,
        false);
  }
}
