package dev.postern.imap;

import dev.postern.auth.AccountSettings;
import java.util.EnumSet;
import java.util.Set;

/// What one client is told of and may use: the profile of its listener or account, without what was
/// switched off for the server or the account.
///
/// @param off switched off: as if this server had never heard of it
record Offer(Profile profile, Set<Capability> off) {
  /// Says whether what needs this capability works, announced or not.
  boolean works(Capability capability) {
    return !off.contains(capability);
  }

  /// Returns what is announced after login. LITERAL- stands in where LITERAL+ was switched off (RFC
  /// 7888 section 6: never both).
  Set<Capability> announced() {
    Set<Capability> announced = profile.announced();
    if (announced.contains(Capability.LITERAL_PLUS) && off.contains(Capability.LITERAL_PLUS)) {
      announced.add(Capability.LITERAL_MINUS);
    }
    announced.removeAll(off);
    return announced;
  }

  /// Says whether a literal that is not waited for may be longer than 4096 octets.
  boolean longLiterals() {
    return announced().contains(Capability.LITERAL_PLUS);
  }

  /// Returns the same for an account with its own settings.
  Offer of(AccountSettings settings) {
    Set<Capability> less = EnumSet.noneOf(Capability.class);
    less.addAll(off);
    settings
        .words(ImapSettings.DISABLED)
        .forEach(word -> Capability.named(word).ifPresent(less::add));
    return new Offer(
        settings.text(ImapSettings.PROFILE).flatMap(Profile::named).orElse(profile), less);
  }
}
