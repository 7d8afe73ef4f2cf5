package dev.postern.mailbox;

import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Set;

/// Flags by name, independent of any folder's dictionary: what a client names.
///
/// @param system system flags
/// @param keywords keywords as spelt by the client
public record Flags(Set<SystemFlag> system, Set<String> keywords) {
  public static final Flags NONE = new Flags(Set.of(), Set.of());
  public static final Flags SEEN = new Flags(Set.of(SystemFlag.SEEN), Set.of());

  /// Keeps copies.
  public Flags {
    system = Set.copyOf(system);
    keywords = Set.copyOf(keywords);
  }

  /// Returns the names behind packed flags.
  public static Flags of(FlagSet packed, Keywords dictionary) {
    Set<SystemFlag> system = EnumSet.noneOf(SystemFlag.class);
    for (SystemFlag flag : SystemFlag.values()) {
      if (packed.has(flag)) {
        system.add(flag);
      }
    }
    return new Flags(system, new LinkedHashSet<>(dictionary.of(packed.keywords())));
  }
}
