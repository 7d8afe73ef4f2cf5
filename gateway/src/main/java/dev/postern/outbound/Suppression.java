package dev.postern.outbound;

import dev.postern.mail.MailAddress;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/// An address to which an application sends nothing any more, because mail to it harms the
/// reputation of all that it sends.
///
/// @param address as [#key] writes it
/// @param detail what happened, in the words of who said so; one line, may be empty
public record Suppression(
    UUID application, String address, Reason reason, String detail, Instant createdAt) {
  /// Returns the form in which addresses are kept and compared: lower case, with its `+tag`.
  public static String key(MailAddress address) {
    return address.toString().toLowerCase(Locale.ROOT);
  }

  /// Why an address is on the list.
  public enum Reason {
    /// A server said that nobody has it.
    HARD_BOUNCE("hard_bounce"),
    /// Its owner called mail from here abuse.
    COMPLAINT("complaint"),
    /// Somebody put it there by hand.
    MANUAL("manual");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /// Returns the API's word for it.
    public String word() {
      return word;
    }
  }
}
