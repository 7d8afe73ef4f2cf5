package dev.postern.outbound;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What a sender asks of the transmission of a mail beyond its envelope (RFC 3461, RFC 8689).
///
/// @param ret what of the mail a report of failure contains (RET)
/// @param envelopeId decoded ENVID; empty: none
/// @param requireTls whether it may only travel over verified TLS (RFC 8689)
/// @param recipients by forward path, those about which something is asked
public record Wishes(
    Optional<Ret> ret, String envelopeId, boolean requireTls, Map<String, Recipient> recipients) {
  /// Nothing is asked.
  public static final Wishes NONE = new Wishes(Optional.empty(), "", false, Map.of());

  /// Keeps the map as it is now.
  public Wishes {
    recipients = Map.copyOf(recipients);
  }

  /// Returns what is asked about a recipient.
  public Recipient of(String recipient) {
    return recipients.getOrDefault(recipient, Recipient.NONE);
  }

  /// The RET parameter.
  public enum Ret {
    FULL,
    HDRS
  }

  /// A value of the NOTIFY parameter.
  public enum Notify {
    SUCCESS,
    FAILURE,
    DELAY
  }

  /// What is asked about one recipient.
  ///
  /// @param events of what the sender wants to hear; an empty set is NEVER; no set: of failures, as
  ///   RFC 3461 section 4.1 leaves to us
  /// @param original decoded ORCPT such as `rfc822;a@example.org`; empty: none
  public record Recipient(Optional<Set<Notify>> events, String original) {
    static final Recipient NONE = new Recipient(Optional.empty(), "");

    /// Keeps the set as it is now.
    public Recipient {
      events = events.map(Set::copyOf);
    }

    /// Says whether the sender wants to hear of it.
    public boolean wants(Notify event) {
      return events.map(set -> set.contains(event)).orElse(event == Notify.FAILURE);
    }
  }
}
