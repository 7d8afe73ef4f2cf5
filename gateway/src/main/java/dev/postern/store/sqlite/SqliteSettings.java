package dev.postern.store.sqlite;

import dev.postern.auth.AccountSettings;
import dev.postern.auth.SettingStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import java.util.HashMap;
import java.util.Map;

/// What is set for single accounts of the embedded engine.
final class SqliteSettings implements SettingStore {
  private final Committer committer;
  private final Readers readers;

  SqliteSettings(Committer committer, Readers readers) {
    this.committer = committer;
    this.readers = readers;
  }

  @Override
  public AccountSettings settings(AccountId account) {
    Map<String, String> values = new HashMap<>();
    readers.read(db -> {
      db.each(
          rows -> values.put(rows.getString(1), rows.getString(2)),
          "SELECT name,value FROM account_setting WHERE account=?",
          account.value());
      return values;
    });
    return new AccountSettings(values);
  }

  @Override
  public void set(AccountId account, Map<String, String> values) {
    committer.commit(writer -> {
      Db db = writer.db();
      if (db.number("SELECT count(*) FROM account WHERE id=? AND deleted=0", account.value())
          == 0) {
        throw new GatewayException(Fault.NOT_FOUND, "no such account");
      }
      values.forEach((name, value) -> {
        if (value.isEmpty()) {
          db.run("DELETE FROM account_setting WHERE account=? AND name=?", account.value(), name);
        } else {
          db.run(
              "INSERT OR REPLACE INTO account_setting VALUES(?,?,?)", account.value(), name, value);
        }
      });
      return values;
    });
  }
}
