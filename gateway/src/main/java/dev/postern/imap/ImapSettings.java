package dev.postern.imap;

import dev.postern.auth.AccountSetting;
import java.util.Arrays;
import java.util.stream.Collectors;

/// What of IMAP can be set for one account alone. Never by what a client says of itself.
public final class ImapSettings {
  /// The [Profile], by its name in lower case.
  public static final AccountSetting PROFILE =
      new AccountSetting("imap_profile", false, ImapSettings::profile);

  /// Capabilities that are switched off.
  public static final AccountSetting DISABLED =
      new AccountSetting("imap_disabled_capabilities", true, ImapSettings::capability);

  private ImapSettings() {}

  private static String profile(String name) {
    return Profile.named(name)
        .map(Profile::wire)
        .orElseThrow(() ->
            new IllegalArgumentException(
                Arrays.stream(Profile.values())
                    .map(Profile::wire)
                    .collect(Collectors.joining(", ", "must be one of ", ""))));
  }

  private static String capability(String name) {
    return Capability.named(name)
        .filter(capability -> capability != Capability.IMAP4REV1)
        .map(Capability::wire)
        .orElseThrow(
            () -> new IllegalArgumentException("must name capabilities that can be switched off"));
  }
}
