package dev.postern.api;

import dev.postern.auth.Workspaces.NewWorkspace;
import dev.postern.auth.Workspaces.WorkspacePatch;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// What a client says of a workspace (spec/api-admin.md section 3.4).
final class WorkspaceFields {
  private WorkspaceFields() {}

  static NewWorkspace made(JsonBody body) {
    return new NewWorkspace(
        body.text("name").orElseThrow(() -> body.refusal("name", "is required")),
        body.text("domain"),
        body.flag("auto_group"),
        policy(body).flatMap(id -> id),
        ids(body, "rule_ids").orElse(List.of()),
        body.flag("require_approval").orElse(false));
  }

  static WorkspacePatch patch(JsonBody body) {
    return new WorkspacePatch(
        body.text("name"),
        body.text("domain"),
        body.flag("auto_group"),
        policy(body),
        ids(body, "rule_ids").or(() -> detached(body)),
        body.flag("require_approval"));
  }

  // null detaches; what is not there stays.
  private static Optional<Optional<UUID>> policy(JsonBody body) {
    if (!body.has("policy_id")) {
      return Optional.empty();
    }
    Optional<UUID> id = body.text("policy_id").flatMap(Ids::uuid);
    if (body.gives("policy_id") && id.isEmpty()) {
      throw body.refusal("policy_id", "must be the id of a policy, or null");
    }
    return Optional.of(id);
  }

  private static Optional<List<UUID>> detached(JsonBody body) {
    return body.has("rule_ids") ? Optional.of(List.of()) : Optional.empty();
  }

  /// Returns an array of ids.
  static Optional<List<UUID>> ids(JsonBody body, String name) {
    return body.texts(name)
        .map(texts -> {
          List<UUID> ids = new ArrayList<>();
          for (String text : texts) {
            String entry = name + "[" + ids.size() + "]";
            ids.add(Ids.uuid(text).orElseThrow(() -> body.refusal(entry, "is not an id")));
          }
          return ids;
        });
  }
}
