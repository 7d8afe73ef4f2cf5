package dev.postern.mailauth.arc;

import dev.postern.mailauth.RawMail;
import dev.postern.mailauth.dkim.Canonicalization;
import java.io.ByteArrayOutputStream;
import java.util.List;

/// What a seal is made over: all sets up to its own, relaxed, its own value left out (RFC 8617
/// section 5.1.1). The same for who seals and who checks.
final class SealInput {
  private SealInput() {}

  /// Returns the octets.
  ///
  /// @param sets from instance 1 to the one whose seal it is
  static byte[] of(RawMail mail, List<ArcSet> sets) {
    Canonicalization form = Canonicalization.RELAXED;
    ByteArrayOutputStream out = new ByteArrayOutputStream(8 << 10);
    for (ArcSet set : sets) {
      form.writeField(mail.octetsOf(set.results()), out);
      form.writeField(mail.octetsOf(set.message().field()), out);
      if (set.instance() < sets.size()) {
        form.writeField(mail.octetsOf(set.seal().field()), out);
      }
    }
    return sets.getLast().seal().endWithout(mail, form, out);
  }
}
