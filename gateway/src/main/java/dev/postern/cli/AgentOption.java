package dev.postern.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The option that says whose mail a command is about.
final class AgentOption {
  @Option(
      names = {"-a", "--agent"},
      paramLabel = "ACCOUNT",
      description =
          "The account's address or id; default: that in POSTERN_GRANT_ID, else the only one.")
  private @Nullable String agent;

  Agent find(ApiClient client) {
    return Accounts.chosen(client, agent);
  }
}
