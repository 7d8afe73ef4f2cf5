package dev.postern.auth;

import dev.postern.mailbox.AccountId;
import java.util.List;

/// The settings that an account can have, and where they are kept.
///
/// @param known all of them, of every part of the server
public record AccountOptions(SettingStore store, List<AccountSetting> known) {
  /// Returns what is set for an account.
  public AccountSettings of(AccountId account) {
    return store.settings(account);
  }
}
