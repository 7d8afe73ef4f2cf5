package dev.postern.auth;

import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;

/// How far an API key reaches in its application.
///
/// @param permissions empty: all, also those that there will be
/// @param grants empty: all, and what is the application's own; else these and nothing else
public record Reach(Set<Permission> permissions, Set<UUID> grants) {
  /// Everywhere.
  public static final Reach ALL = new Reach(Set.of(), Set.of());

  /// Keeps copies; who has every permission has all.
  public Reach {
    permissions =
        permissions.containsAll(EnumSet.allOf(Permission.class))
            ? Set.of()
            : Set.copyOf(permissions);
    grants = Set.copyOf(grants);
  }

  /// Says whether all of these are permitted.
  public boolean allows(Collection<Permission> wanted) {
    return permissions.isEmpty() || permissions.containsAll(wanted);
  }

  /// Says whether a grant is reached.
  public boolean opens(UUID grant) {
    return grants.isEmpty() || grants.contains(grant);
  }

  /// Says whether what is the application's own is reached.
  public boolean isWide() {
    return grants.isEmpty();
  }

  /// Says whether nothing that `other` reaches is out of reach.
  public boolean covers(Reach other) {
    return covers(permissions, other.permissions) && covers(grants, other.grants);
  }

  private static <T> boolean covers(Set<T> mine, Set<T> others) {
    return mine.isEmpty() || (!others.isEmpty() && mine.containsAll(others));
  }
}
