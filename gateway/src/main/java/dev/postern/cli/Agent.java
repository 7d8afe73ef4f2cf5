package dev.postern.cli;

import dev.postern.v3.JsonBody;

/// An agent's account as the API shows it.
record Agent(JsonBody json) {
  String id() {
    return json.text("id").orElse("");
  }

  String email() {
    return Shown.text(json, "email");
  }

  String name() {
    return Shown.text(json, "name");
  }

  String workspace() {
    return json.text("workspace_id").orElse("");
  }

  boolean blocked() {
    return json.flag("blocked").orElse(false);
  }

  String path() {
    return "/v3/grants/" + ApiClient.encode(id());
  }

  /// Returns `active`, `blocked` or what else the API calls it.
  String status(Output output) {
    if (blocked()) {
      return output.bad("blocked");
    }
    String status = Shown.text(json, "grant_status");
    return status.isEmpty() || status.equals("valid") ? output.good("active") : output.fair(status);
  }
}
