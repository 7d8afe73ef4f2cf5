package dev.postern.screening;

import dev.postern.fault.GatewayException;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderEdit;
import dev.postern.mailauth.AuthenticationResults;
import dev.postern.mailbox.Verdict;
import java.lang.foreign.MemorySegment;
import java.util.Optional;

/// What is to be done with a mail.
///
/// @param results the field that goes on top of it; empty, as the verdict is, if nobody looked
/// @param refusal why it must not be taken
public record Screened(
    Optional<Verdict> verdict,
    Optional<AuthenticationResults> results,
    Optional<GatewayException> refusal) {
  /// For mail that is taken as it is.
  public static final Screened UNSEEN =
      new Screened(Optional.empty(), Optional.empty(), Optional.empty());

  /// Returns the mail with the field on top and without those that claim to be it; empty if there
  /// is nothing to change.
  ///
  /// @param mail as it is to be kept, with whatever was put on top of it already
  public Optional<HeaderEdit> edit(MemorySegment mail) {
    return results.map(found -> {
      HeaderEdit edit = HeaderEdit.of(mail);
      HeaderBlock header = HeaderBlock.of(mail, 0, mail.byteSize());
      AuthenticationResults.forged(header, found.authservId()).forEach(edit::remove);
      return edit.prepend(found.field());
    });
  }
}
