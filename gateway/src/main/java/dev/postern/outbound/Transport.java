package dev.postern.outbound;

import dev.postern.mailbox.AccountId;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The port to the world: hands one mail to the next hop for some recipients.
public interface Transport {
  /// Sends. Blocks until the hop answered or timed out; never throws for a failed transfer.
  ///
  /// @return one outcome for each recipient, in order
  List<Outcome> send(Job job);

  /// Says whether mail of `account` to `domain` has a route at all; if not it is refused before it
  /// is accepted. Asks nobody.
  boolean routes(AccountId account, String domain);

  /// Names the next hop of mail to `domain`: recipients of one mail with the same name go in one
  /// transfer. A transport that has one hop for all answers with one name for all. Asks nobody.
  default String nextHop(AccountId account, String domain) {
    return domain;
  }

  /// One mail for one next hop.
  ///
  /// @param account the sender's; number 0 if the mail came from outside or is a report
  /// @param sender reverse path; empty for the null sender
  /// @param recipients all with the same next hop
  /// @param message as it is to go out, Bcc stripped, not yet signed
  record Job(
      AccountId account,
      String sender,
      List<String> recipients,
      MemorySegment message,
      Wishes wishes) {}

  /// What became of one recipient.
  sealed interface Outcome {
    /// Returns the server that said so; empty if none was reached.
    String remote();

    /// Returns its reply, or what we say in its place, such as `451 4.4.1 connection refused`.
    String diagnostic();

    /// The next hop took it.
    ///
    /// @param dsn whether the hop promised to report what was asked (RFC 3461); if not, the sender
    ///   who wants to hear of success is told `relayed` by us
    record Accepted(String remote, String diagnostic, boolean dsn) implements Outcome {}

    /// To be tried again; its mail or recipient is in the way.
    record Deferred(String remote, String diagnostic) implements Outcome {}

    /// To be tried again; no server of the hop could be used at all: other mail for it will not
    /// fare better now.
    record Unreachable(String remote, String diagnostic) implements Outcome {}

    /// Refused for good.
    record Refused(String remote, String diagnostic) implements Outcome {}
  }
}
