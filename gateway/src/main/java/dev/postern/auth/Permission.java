package dev.postern.auth;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/// What an API key may be allowed to do.
public enum Permission {
  /// See whatever is there.
  READ,
  /// Change mail: flags, folders, drafts.
  WRITE,
  /// Send mail.
  SEND,
  /// Make, change and delete accounts, what bounds them, and keys.
  MANAGE,
  /// Approve and refuse mail that waits for somebody's consent.
  APPROVE;

  /// Returns its name on the wire.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Returns the permission with this name on the wire.
  public static Optional<Permission> named(String wire) {
    return Arrays.stream(values()).filter(each -> each.wire().equals(wire)).findFirst();
  }
}
