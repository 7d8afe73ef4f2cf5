package dev.postern.smtp;

import dev.postern.auth.Grant;
import dev.postern.delivery.Recipients;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import java.util.Optional;

/// Whom an agent may send as (RFC 6409 section 6.1): itself, with its aliases, and what the policy
/// makes of others.
///
/// @param policy what becomes of other addresses
record SenderRights(Recipients recipients, FromPolicy policy) {
  /// What the header says of the author.
  enum Found {
    /// Nothing.
    NOBODY,
    /// It is the agent.
    OWN,
    /// It is somebody else, whom the agent is to take the place of.
    REWRITE,
    /// It is somebody else, and that may be.
    ALLOWED
  }

  /// Returns the reverse path of a mail; where others may be written for, failures are the agent's.
  ///
  /// @throws GatewayException with FORBIDDEN if it is not the agent's
  Optional<MailAddress> reversePath(Grant agent, Optional<MailAddress> sender) {
    if (sender.isEmpty() || recipients.isOwn(agent, sender.get())) {
      return sender;
    }
    if (policy == FromPolicy.REJECT) {
      throw new GatewayException(Fault.FORBIDDEN, "sender is not " + agent.email());
    }
    return MailAddresses.parse(agent.email());
  }

  /// Looks at From. RFC 5322 section 3.6 allows one; with two, programs disagree about who wrote
  /// the mail.
  ///
  /// @throws GatewayException with FORBIDDEN if the mail may not go out under it
  Found author(Grant agent, HeaderBlock header, Digest digest) {
    int fields = header.all("From").size();
    if (fields == 0) {
      return Found.NOBODY;
    }
    boolean readable = fields == 1 && !digest.from().isEmpty();
    if (readable && digest.from().stream().allMatch(from -> owns(agent, from.email()))) {
      return Found.OWN;
    }
    if (policy == FromPolicy.REJECT) {
      throw new GatewayException(Fault.FORBIDDEN, "header From is not " + agent.email());
    }
    return policy == FromPolicy.ALLOW && readable ? Found.ALLOWED : Found.REWRITE;
  }

  private boolean owns(Grant agent, String email) {
    return MailAddresses.parse(email)
        .filter(address -> recipients.isOwn(agent, address))
        .isPresent();
  }
}
