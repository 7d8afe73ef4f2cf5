package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.delivery.Recipients;
import dev.postern.mail.MailAddresses;
import dev.postern.mailauth.RawMail;
import dev.postern.mailauth.dkim.Signer;
import dev.postern.mailbox.AccountId;
import dev.postern.outbound.Transport.Job;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Signs mail for the domain of its author, if that is who sends it: where agents may write under
/// other addresses (`submission.from: allow`), nobody's domain vouches for them.
public final class Signatures {
  private final Signer signer;
  private final GrantStore grants;
  private final Recipients recipients;

  /// Signs with what `signer` has of the author's domain.
  public Signatures(Signer signer, GrantStore grants, Recipients recipients) {
    this.signer = signer;
    this.grants = grants;
    this.recipients = recipients;
  }

  /// Signs a mail in the form in which it goes out.
  ///
  /// @return as [Signer#sign(MemorySegment)]; empty if its author is not its sender
  public List<String> sign(Job job, MemorySegment message) {
    RawMail mail = RawMail.of(message);
    return isOwn(job, mail) ? signer.sign(mail) : List.of();
  }

  private boolean isOwn(Job job, RawMail mail) {
    // The server itself writes reports; whoever is outside is not vouched for.
    if (job.account().equals(AccountId.NOBODY)) {
      return job.sender().isEmpty();
    }
    List<String> authors = mail.authors();
    return !authors.isEmpty()
        && grants
            .grantOf(job.account())
            .filter(agent -> authors.stream().allMatch(author -> isOwn(agent, author)))
            .isPresent();
  }

  private boolean isOwn(Grant agent, String author) {
    return MailAddresses.parse(author)
        .filter(address -> recipients.isOwn(agent, address))
        .isPresent();
  }
}
