package dev.postern.cli;

import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say what holds in a workspace.
final class WorkspaceOptions {
  @Option(
      names = "--auto-group",
      negatable = true,
      description = "New accounts of its domain belong to it.")
  private @Nullable Boolean autoGroup;

  @Option(
      names = {"--policy-id", "--policy"},
      paramLabel = "POLICY",
      description = "The id or name of its policy; \"\" for none.")
  private @Nullable String policy;

  @Option(
      names = {"--rules-ids", "--rules"},
      paramLabel = "RULE,…",
      description = "The ids or names of all its rules, with commas; \"\" for none.")
  private @Nullable String rules;

  @Option(
      names = "--require-approval",
      negatable = true,
      description = "What its accounts send waits until somebody approves it.")
  private @Nullable Boolean requireApproval;

  boolean groups() {
    return autoGroup != null && autoGroup;
  }

  JsonObject request(ApiClient client) {
    JsonObject request = new JsonObject();
    if (autoGroup != null) {
      request.put("auto_group", autoGroup);
    }
    if (requireApproval != null) {
      request.put("require_approval", requireApproval);
    }
    if (policy != null && policy.isBlank()) {
      request.putNull("policy_id");
    } else if (policy != null) {
      request.put("policy_id", Output.id(Resource.POLICY.find(client, policy)));
    }
    if (rules != null) {
      List<String> ids =
          Stream.of(rules.split(",", -1))
              .map(String::strip)
              .filter(rule -> !rule.isEmpty())
              .map(rule -> Output.id(Resource.RULE.find(client, rule)))
              .toList();
      request.putTexts("rule_ids", ids);
    }
    return request;
  }
}
