package dev.postern.imap;

import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Which capabilities are announced: the choice between many features and clients that stumble over
/// them. A profile changes what is announced, not what works.
public enum Profile {
  /// What every client of today copes with.
  SAFE(safe()),
  /// Everything.
  FULL(full()),
  /// For programs that parse the line badly.
  LEGACY(
      EnumSet.of(
          Capability.IMAP4REV1,
          Capability.LITERAL_MINUS,
          Capability.SASL_IR,
          Capability.IDLE,
          Capability.UIDPLUS,
          Capability.NAMESPACE,
          Capability.CHILDREN,
          Capability.QUOTA)),
  /// What GreenMail announces.
  GREENMAIL(
      EnumSet.of(
          Capability.IMAP4REV1,
          Capability.SASL_IR,
          Capability.LITERAL_PLUS,
          Capability.IDLE,
          Capability.UIDPLUS,
          Capability.MOVE,
          Capability.SORT,
          Capability.QUOTA,
          Capability.AUTH_XOAUTH2)),
  /// Outlook 2010 to 2016, which find their folders by XLIST.
  OUTLOOK_CLASSIC(outlookClassic());

  private final Set<Capability> announced;

  Profile(Set<Capability> announced) {
    this.announced = Collections.unmodifiableSet(announced);
  }

  /// Returns its name in configuration and settings.
  public String wire() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /// Returns the profile with this name in any letter case.
  public static Optional<Profile> named(String name) {
    for (Profile profile : values()) {
      if (profile.wire().equalsIgnoreCase(name)) {
        return Optional.of(profile);
      }
    }
    return Optional.empty();
  }

  /// Returns what is announced after login, a new set.
  Set<Capability> announced() {
    return EnumSet.copyOf(announced);
  }

  private static EnumSet<Capability> full() {
    EnumSet<Capability> all = EnumSet.allOf(Capability.class);
    all.removeAll(EnumSet.of(Capability.LITERAL_MINUS, Capability.XLIST));
    return all;
  }

  private static EnumSet<Capability> safe() {
    EnumSet<Capability> safe = full();
    safe.removeAll(
        EnumSet.of(
            Capability.IMAP4REV2,
            Capability.UTF8_ACCEPT,
            Capability.ESORT,
            Capability.SORT_DISPLAY,
            Capability.REPLACE,
            Capability.INPROGRESS,
            Capability.PARTIAL,
            Capability.NOTIFY,
            Capability.FUZZY,
            Capability.METADATA,
            Capability.COMPRESS,
            Capability.AUTH_SCRAM_SHA_256));
    return safe;
  }

  private static EnumSet<Capability> outlookClassic() {
    return EnumSet.of(
        Capability.IMAP4REV1,
        Capability.SASL_IR,
        Capability.LITERAL_PLUS,
        Capability.ID,
        Capability.ENABLE,
        Capability.IDLE,
        Capability.NAMESPACE,
        Capability.CHILDREN,
        Capability.UNSELECT,
        Capability.UIDPLUS,
        Capability.MOVE,
        Capability.SPECIAL_USE,
        Capability.LIST_EXTENDED,
        Capability.XLIST,
        Capability.APPENDLIMIT,
        Capability.QUOTA);
  }
}
