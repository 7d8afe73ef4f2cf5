package dev.postern.auth;

import dev.postern.mailbox.AccountId;
import java.util.Map;

/// The port to an engine for [AccountSettings]. Reads see every write that has returned.
public interface SettingStore {
  /// Returns what is set for an account; nothing for one that does not exist.
  AccountSettings settings(AccountId account);

  /// Sets these values, by name, and leaves others; an empty value unsets. Durable when it returns.
  ///
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if the account does not exist
  void set(AccountId account, Map<String, String> values);
}
