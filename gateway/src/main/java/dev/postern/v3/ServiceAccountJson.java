package dev.postern.v3;

import dev.postern.auth.ServiceAccount;
import dev.postern.auth.ServiceAccounts;

/// Service accounts as the API shows them (spec/api-admin.md section 1.3).
public final class ServiceAccountJson {
  private ServiceAccountJson() {}

  /// Writes an account.
  public static JsonObject of(ServiceAccount account) {
    return new JsonObject()
        .put("id", account.id().toString())
        .put("name", account.name())
        .put("private_key_id", account.id().toString())
        .put("organization_id", account.application().toString())
        .put("created_at", account.createdAt().getEpochSecond());
  }

  /// Writes a new account as the file that its owner keeps, with its private key.
  public static JsonObject of(ServiceAccounts.Made made) {
    return of(made.account())
        .put("type", "service_account")
        .put("private_key", made.privateKey())
        .put("region", "us");
  }
}
