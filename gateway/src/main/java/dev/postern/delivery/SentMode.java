package dev.postern.delivery;

import dev.postern.auth.AccountSetting;
import java.util.Locale;

/// What becomes of the two copies of a sent mail: the one that the server files in Sent when it
/// takes the mail, and the one that many mail clients APPEND there themselves.
public enum SentMode {
  /// The server files its copy; the client's takes its place. The default.
  ADOPT,
  /// The client files the copy of what it submits; the server files only what the API sends.
  CLIENT,
  /// The server files its copy and drops the client's.
  SERVER,
  /// Both stay.
  BOTH;

  /// The account's own choice: `adopt`, `client`, `server` or `both`.
  public static final AccountSetting SETTING =
      new AccountSetting("sent", false, value -> of(value).word());

  /// Reads a mode.
  ///
  /// @throws IllegalArgumentException if it is none
  public static SentMode of(String word) {
    for (SentMode mode : values()) {
      if (mode.word().equals(word)) {
        return mode;
      }
    }
    throw new IllegalArgumentException("must be adopt, client, server or both");
  }

  /// Returns the mode's name in settings.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// Says whether an APPEND to Sent is compared with what was sent.
  public boolean compares() {
    return this == ADOPT || this == SERVER;
  }
}
