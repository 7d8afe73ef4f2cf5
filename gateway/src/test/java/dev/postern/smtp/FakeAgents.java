package dev.postern.smtp;

import dev.postern.auth.AuthOptions;
import dev.postern.auth.Authenticator;
import dev.postern.auth.Credentials;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.support.Unsupported;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// The one agent `ann@here.test` and her password.
final class FakeAgents {
  static final String PASSWORD = "Correct-Horse-17-Battery";

  private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
  private static final String VERIFIER =
      "SCRAM-SHA-256$4096:AAAAAAAAAAAAAAAAAAAAAA=="
          + "$xclg4dd8OUB+hsqDoBujNu0vmur1F/wg8VXylGBRJPs="
          + ":L4wkxEkwyYrQvjwDy9nN/03Q87U7FB2B/yBmQvnVoSo=";

  private final Grant ann =
      new Grant(
          new UUID(0, 1),
          new AccountId(1),
          new UUID(0, 2),
          new UUID(0, 3),
          "ann@here.test",
          "Ann",
          true,
          false,
          NOW,
          NOW);

  static Authenticator authenticator() {
    return new Authenticator(
        Unsupported.except(GrantStore.class, new FakeAgents()),
        new AuthOptions(Set.of("here.test"), 4, 0, List.of(), false, false),
        InstantSource.fixed(NOW),
        _ -> {});
  }

  @SuppressWarnings("unused") // called through the port
  Optional<Grant> grantOf(String canonical) {
    if (canonical.startsWith("outage@")) {
      throw new GatewayException(Fault.UNAVAILABLE, "try later");
    }
    return canonical.equals(ann.email()) ? Optional.of(ann) : Optional.empty();
  }

  @SuppressWarnings("unused") // called through the port
  Optional<Credentials> credentials(UUID grant) {
    return Optional.of(new Credentials("", VERIFIER, 1));
  }
}
