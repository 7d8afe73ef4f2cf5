package dev.postern.imap.wire;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads the arguments of SELECT and EXAMINE (RFC 9051 section 9, RFC 7162 section 7).
final class SelectParser {
  /// Pairs that are kept of what a client says it knew; later ones add nothing worth their room.
  private static final int MAX_MATCHES = 1000;

  private final ImapCursor in;
  private boolean condstore;
  private Optional<Resync> resync = Optional.empty();

  SelectParser(ImapCursor in) {
    this.in = in;
  }

  // select        = "SELECT" SP mailbox [select-params]
  // select-params = SP "(" select-param *(SP select-param) ")"
  Command.Select select(String tag, boolean readOnly) {
    in.expect(' ');
    String mailbox = in.mailbox();
    if (in.accept(' ')) {
      in.open();
      do {
        parameter();
      } while (in.accept(' '));
      in.expect(')');
    }
    return new Command.Select(tag, mailbox, readOnly, condstore, resync);
  }

  // select-param = "CONDSTORE" / "QRESYNC" SP "(" uidvalidity SP mod-sequence-value [SP known-uids]
  //                [SP seq-match-data] ")"; in any order (clients.md row 45)
  private void parameter() {
    switch (in.word()) {
      case "CONDSTORE" -> condstore = true;
      case "QRESYNC" -> {
        if (resync.isPresent()) {
          throw in.error("QRESYNC twice");
        }
        in.expect(' ');
        resync = Optional.of(resync());
      }
      default -> throw in.error("unknown parameter");
    }
  }

  private Resync resync() {
    in.open();
    long uidValidity = in.nzNumber();
    in.expect(' ');
    long modseq = in.number64();
    Optional<SequenceSet> known = Optional.empty();
    List<Resync.Match> matches = List.of();
    boolean more = in.accept(' ');
    if (more && in.peek() != '(') {
      known = Optional.of(plainSet());
      more = in.accept(' ');
    }
    if (more) {
      matches = matches();
    }
    in.expect(')');
    in.shallower();
    return new Resync(uidValidity, modseq, known, matches);
  }

  // seq-match-data = "(" known-sequence-set SP known-uid-set ")"
  private List<Resync.Match> matches() {
    in.open();
    SequenceSet numbers = plainSet();
    in.expect(' ');
    SequenceSet uids = plainSet();
    in.expect(')');
    in.shallower();
    if (numbers.resolve(0).count() != uids.resolve(0).count()) {
      throw in.error("as many UIDs as message numbers are needed");
    }
    long[] first = firstOf(numbers);
    long[] second = firstOf(uids);
    List<Resync.Match> matches = new ArrayList<>();
    for (int i = 0; i < first.length && first[i] <= Integer.MAX_VALUE; i++) {
      matches.add(new Resync.Match((int) first[i], second[i]));
    }
    return matches;
  }

  /// Returns the smallest numbers of a set, ascending.
  private static long[] firstOf(SequenceSet set) {
    var all = set.resolve(0);
    long[] first = new long[(int) Math.min(all.count(), MAX_MATCHES)];
    int n = 0;
    for (int i = 0; i < all.ranges(); i++) {
      for (long at = all.first(i); at <= all.last(i) && n < first.length; at++) {
        first[n++] = at;
      }
    }
    return first;
  }

  /// Reads a set that must not name `*`.
  private SequenceSet plainSet() {
    SequenceSet set = NumberSets.readNumbers(in);
    if (set.hasStar()) {
      throw in.error("no * here");
    }
    return set;
  }
}
