package dev.postern.v3;

import dev.postern.auth.Workspace;
import java.util.List;
import java.util.UUID;

/// A workspace as the wire shows it (spec/api-admin.md section 3.4).
public final class WorkspaceJson {
  private WorkspaceJson() {}

  /// Writes a workspace.
  public static JsonObject of(Workspace workspace) {
    return named(workspace)
        .put("name", workspace.name())
        .put("auto_group", workspace.autoGroup())
        .put("default", workspace.isDefault())
        .put("policy_id", workspace.policyId().map(UUID::toString))
        .putTexts("rule_ids", texts(workspace.ruleIds()))
        .put("require_approval", workspace.requireApproval())
        .put("created_at", workspace.createdAt().getEpochSecond())
        .put("updated_at", workspace.updatedAt().getEpochSecond());
  }

  /// Writes who was moved into a workspace and out of it.
  public static JsonObject assigned(Workspace workspace, List<UUID> into, List<UUID> out) {
    return named(workspace)
        .putTexts("grants_assigned", texts(into))
        .putTexts("grants_removed", texts(out));
  }

  private static JsonObject named(Workspace workspace) {
    return new JsonObject()
        .put("workspace_id", workspace.id().toString())
        .put("application_id", workspace.application().toString())
        .put("domain", workspace.domain());
  }

  private static List<String> texts(List<UUID> ids) {
    return ids.stream().map(UUID::toString).toList();
  }
}
