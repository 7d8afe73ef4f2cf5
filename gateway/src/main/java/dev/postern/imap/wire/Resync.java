package dev.postern.imap.wire;

import java.util.List;
import java.util.Optional;

/// What a client remembers of a mailbox that it selects again (RFC 7162 section 3.2.5).
///
/// @param known the UIDs it has; empty for all that were given
/// @param matches pairs of a sequence number and a UID that belonged together, both ascending: as
///   far as they still do, the client has nothing to learn about what is gone
public record Resync(
    long uidValidity, long modseq, Optional<SequenceSet> known, List<Match> matches) {
  /// Keeps a copy.
  public Resync {
    matches = List.copyOf(matches);
  }

  /// One message as the client knew it.
  public record Match(int seq, long uid) {}
}
