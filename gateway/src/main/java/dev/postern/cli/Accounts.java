package dev.postern.cli;

import dev.postern.config.Environment;
import dev.postern.v3.JsonBody;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Finds the account that a command is about.
final class Accounts {
  private static final String GRANTS = "/v3/grants";

  private Accounts() {}

  static List<Agent> all(ApiClient client) {
    return Listing.byOffset(client, GRANTS).stream().map(Agent::new).toList();
  }

  /// Finds an account by its id or its address.
  ///
  /// @throws CommandFailure if there is none
  static Agent find(ApiClient client, String account) {
    if (account.contains("@")) {
      return byAddress(client, account);
    }
    try {
      return new Agent(ApiClient.data(client.get(GRANTS + "/" + ApiClient.encode(account))));
    } catch (Refused refused) {
      throw refused.isNotFound() ? none(account) : refused;
    }
  }

  private static Agent byAddress(ApiClient client, String address) {
    List<JsonBody> found =
        client
            .get(GRANTS + "?email=" + ApiClient.encode(address))
            .objects("data")
            .orElse(List.of());
    if (found.size() > 1) {
      throw new CommandFailure("several accounts have the address " + address + ": name an id");
    }
    return found.stream().map(Agent::new).findFirst().orElseThrow(() -> none(address));
  }

  /// Finds the account that is named, else the one of `POSTERN_GRANT_ID`, else the only one.
  ///
  /// @throws CommandFailure if there is none, or if several could be meant
  static Agent chosen(ApiClient client, @Nullable String named) {
    Optional<String> wanted =
        Optional.ofNullable(named).or(() -> Environment.variable("POSTERN_GRANT_ID"));
    if (wanted.isPresent()) {
      return find(client, wanted.get());
    }
    List<JsonBody> some = client.get(GRANTS + "?limit=2").objects("data").orElse(List.of());
    return switch (some.size()) {
      case 0 ->
          throw new CommandFailure(
              "there is no account yet: make one with `postern agent account create`");
      case 1 -> new Agent(some.getFirst());
      default ->
          throw new CommandFailure(
              "there are several accounts: name one with --agent, or in POSTERN_GRANT_ID");
    };
  }

  private static CommandFailure none(String account) {
    return new CommandFailure("there is no account " + account);
  }
}
