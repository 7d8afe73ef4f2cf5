package dev.postern.imap;

import dev.postern.auth.AccountSettings;
import java.util.EnumSet;
import java.util.Set;

/// What one client is told of and may use: the profile of its listener or account, without what was
/// switched off for the server or the account.
///
/// @param off switched off: as if this server had never heard of it. What builds on it goes with
///   it; IMAP4rev1 cannot be switched off
record Offer(Profile profile, Set<Capability> off) {
  /// The longest literal that need not be waited for under LITERAL-, in octets (RFC 7888 section
  /// 5).
  private static final long LITERAL_MINUS = 4096;

  /// What IMAP4rev2 promises (RFC 9051 appendix E).
  private static final Set<Capability> OF_REV_TWO =
      EnumSet.of(
          Capability.SASL_IR,
          Capability.ENABLE,
          Capability.IDLE,
          Capability.NAMESPACE,
          Capability.CHILDREN,
          Capability.UNSELECT,
          Capability.UIDPLUS,
          Capability.MOVE,
          Capability.SPECIAL_USE,
          Capability.LIST_EXTENDED,
          Capability.LIST_STATUS,
          Capability.STATUS_SIZE,
          Capability.ESEARCH,
          Capability.SEARCHRES,
          Capability.BINARY);

  Offer {
    Set<Capability> all = EnumSet.noneOf(Capability.class);
    all.addAll(off);
    all.remove(Capability.IMAP4REV1);
    with(all, Capability.ESEARCH, Set.of(Capability.SEARCHRES, Capability.ESORT));
    with(all, Capability.CONDSTORE, Set.of(Capability.QRESYNC));
    with(all, Capability.SORT, Set.of(Capability.SORT_DISPLAY, Capability.ESORT));
    with(all, Capability.SPECIAL_USE, Set.of(Capability.CREATE_SPECIAL_USE));
    with(all, Capability.LIST_EXTENDED, Set.of(Capability.LIST_STATUS));
    with(all, Capability.QUOTA, Set.of(Capability.QUOTA_STORAGE, Capability.QUOTA_MESSAGE));
    OF_REV_TWO.forEach(part -> with(all, part, Set.of(Capability.IMAP4REV2)));
    off = all;
  }

  private static void with(Set<Capability> all, Capability base, Set<Capability> built) {
    if (all.contains(base)) {
      all.addAll(built);
    }
  }

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

  /// Returns the longest literal that need not be waited for, in octets; below 0 for none.
  long longestUnasked() {
    if (announced().contains(Capability.LITERAL_PLUS)) {
      return Long.MAX_VALUE;
    }
    return works(Capability.LITERAL_MINUS) ? LITERAL_MINUS : -1;
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
