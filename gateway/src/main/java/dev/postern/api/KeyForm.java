package dev.postern.api;

import dev.postern.auth.ApiKeys;
import dev.postern.auth.Permission;
import dev.postern.auth.Reach;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonBody;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// What a client wants of a new API key.
final class KeyForm {
  private KeyForm() {}

  /// Reads it.
  ///
  /// @throws GatewayException with FORBIDDEN if the key that asks reaches less far
  static ApiKeys.NewKey of(Request request, JsonBody body) {
    Reach reach =
        new Reach(
            permissions(body),
            Set.copyOf(WorkspaceFields.ids(body, "grant_ids").orElse(List.of())));
    if (!request.reach().covers(reach)) {
      throw new GatewayException(
          Fault.FORBIDDEN, "an API key cannot make one that may do more than itself");
    }
    return new ApiKeys.NewKey(body.text("name").orElse(""), body.number("expires_in"), reach);
  }

  private static Set<Permission> permissions(JsonBody body) {
    Set<Permission> permissions = new HashSet<>();
    List<String> names = body.texts("permissions").orElse(List.of());
    for (int i = 0; i < names.size(); i++) {
      String entry = "permissions[" + i + "]";
      permissions.add(
          Permission.named(names.get(i))
              .orElseThrow(
                  () -> body.refusal(entry, "must be read, write, send, manage or approve")));
    }
    return permissions;
  }
}
