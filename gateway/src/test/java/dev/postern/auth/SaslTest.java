package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SaslTest {
  private static final InetAddress AWAY = InetAddress.ofLiteral("192.0.2.7");
  private static final String PASSWORD = "Correct-Horse-Battery-1";
  private static final AuthOptions OPTIONS =
      new AuthOptions(Set.of("agents.localhost"), 4, 100, List.of(), false, false);

  private final FakeTime time = new FakeTime();
  private final MemoryGrantStore store = new MemoryGrantStore();
  private final Grants grants = new Grants(store, OPTIONS, time);
  private final Grant ann =
      grants.create(
          store.applications().first(), "ann@agents.localhost", Optional.of(PASSWORD), "");
  private final AccessTokens tokens = new AccessTokens(new MemoryTokens(), store, time);
  private final ApiKeys keys = new ApiKeys(store.applications(), time);
  private final Authenticator authenticator =
      new Authenticator(store, OPTIONS, time, time, new Bearers(tokens, keys, store));

  @Test
  void aScramClientProvesThatItHasThePasswordAndTheServerToo() {
    ScramClient client = new ScramClient("ann@agents.localhost", PASSWORD);
    Sasl sasl = Mechanism.SCRAM_SHA_256.begin(authenticator, AWAY);
    String last = client.run(sasl);
    assertThat(last).isEqualTo("v=" + client.serverProof());
    assertThat(ended(sasl, "")).isEqualTo(new SignIn.SignedIn(ann));
  }

  @Test
  void aWrongPasswordAndAnUnknownNameAreRefusedAlikeAndHeldBack() {
    for (String user : List.of("ann", "nobody")) {
      for (int i = 0; i < 4; i++) {
        Sasl sasl = Mechanism.SCRAM_SHA_256.begin(authenticator, AWAY);
        String refusal = new ScramClient(user, "Wrong-Horse-Battery-" + i).run(sasl);
        assertThat(refusal).isEqualTo("wrong address or app password");
      }
    }
    assertThat(time.heldSeconds()).containsExactly(0L, 0L, 1L, 2L, 0L, 0L, 1L, 2L);
  }

  @Test
  void anUnknownNameHasOneSaltForeverAsAKnownOne() {
    assertThat(salt("nobody")).isEqualTo(salt("nobody@agents.localhost"));
    assertThat(salt("ann")).isEqualTo(salt("ANN")).hasSameSizeAs(salt("nobody"));
    assertThat(salt("nobody")).isNotEqualTo(salt("somebody"));
  }

  private String salt(String user) {
    Sasl sasl = Mechanism.SCRAM_SHA_256.begin(authenticator, AWAY);
    return challenge(sasl, "n,,n=" + user + ",r=abc").replaceFirst(".*,s=([^,]*),.*", "$1");
  }

  @Test
  @Tag("I-42")
  void aProofOfAPasswordThatWasReplacedMeanwhileIsRefused() {
    Sasl sasl = Mechanism.SCRAM_SHA_256.begin(authenticator, AWAY);
    ScramClient client = new ScramClient("ann", PASSWORD);
    String first = challenge(sasl, client.first());
    grants.patch(
        ann.id(), Optional.empty(), Optional.of("Another-Horse-Battery-2"), Optional.empty());
    assertThat(ended(sasl, client.last(first))).isInstanceOf(SignIn.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"p=tls-exporter,,n=ann,r=abc", "n,a=bob,n=ann,r=abc"})
  @Tag("I-5")
  @Tag("I-43")
  void nobodyBindsChannelsOrActsForOthers(String first) {
    Sasl sasl = Mechanism.SCRAM_SHA_256.begin(authenticator, AWAY);
    assertThatThrownBy(() -> sasl.respond(bytes(first)))
        .isInstanceOfSatisfying(
            GatewayException.class,
            e -> assertThat(e.fault()).isEqualTo(Fault.AUTHENTICATION_FAILED));
  }

  @Test
  @Tag("I-5")
  void theHeaderThatWasSentFirstMustComeBack() {
    Sasl sasl = Mechanism.SCRAM_SHA_256.begin(authenticator, AWAY);
    ScramClient client = new ScramClient("ann", PASSWORD);
    String first = challenge(sasl, client.first());
    // c=eSws is "y,,", and the client began with "n,,".
    String forged = client.last(first).replace("c=biws", "c=eSws");
    assertThat(ended(sasl, forged)).isInstanceOf(SignIn.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n",
        "n,,",
        "n,,n=,r=a",
        "n,,n=a=b,r=a",
        "n,,r=a,n=b",
        "x,,n=a,r=b",
        "n,,m=1,n=a,r=b"
      })
  void malformedFirstMessagesEndTheExchange(String first) {
    for (Mechanism mechanism : List.of(Mechanism.SCRAM_SHA_256, Mechanism.OAUTHBEARER)) {
      Sasl sasl = mechanism.begin(authenticator, AWAY);
      assertThatThrownBy(() -> sasl.respond(bytes(first))).isInstanceOf(GatewayException.class);
    }
  }

  @Test
  void anAccessTokenOpensItsAccountUntilItExpiresOrIsRevoked() {
    String token = tokens.issue(ann.id(), Duration.ofHours(1)).token();
    assertThat(bearer("ann@agents.localhost", token)).isEqualTo(new SignIn.SignedIn(ann));
    assertThat(bearer("", token)).isEqualTo(new SignIn.SignedIn(ann));
    grants.create(store.applications().first(), "bob@agents.localhost", Optional.empty(), "");
    assertThat(bearer("bob@agents.localhost", token)).isInstanceOf(SignIn.Refused.class);
    String own = keys.rotate();
    String foreign = keys.makeFor(Optional.of("Other"), "", Optional.empty()).secret();
    assertThat(bearer("ann@agents.localhost", own)).isEqualTo(new SignIn.SignedIn(ann));
    assertThat(bearer("ann@agents.localhost", foreign)).isInstanceOf(SignIn.Refused.class);
    assertThat(bearer("", own)).isInstanceOf(SignIn.Refused.class);
    tokens.revoke(ann.id());
    assertThat(bearer("", token)).isInstanceOf(SignIn.Refused.class);
    String late = tokens.issue(ann.id(), Duration.ofHours(1)).token();
    time.pass(Duration.ofHours(1));
    assertThat(bearer("", late)).isInstanceOf(SignIn.Refused.class);
  }

  @Test
  void theApplicationsKeyOpensTheAccountThatIsNamed() {
    String key = keys.rotate();
    assertThat(bearer("ann@agents.localhost", key)).isEqualTo(new SignIn.SignedIn(ann));
    assertThat(bearer("", key)).isInstanceOf(SignIn.Refused.class);
    assertThat(bearer("nobody@agents.localhost", key)).isInstanceOf(SignIn.Refused.class);
  }

  private String limited(Set<Permission> permissions, Set<UUID> opened) {
    ApiKeys.NewKey wanted =
        new ApiKeys.NewKey("", Optional.empty(), new Reach(permissions, opened));
    return keys.makeFor(Optional.empty(), wanted).secret();
  }

  @Test
  void aLimitedKeyOpensItsGrantsWhereItMayDoWhatTheDoorIsFor() {
    String user = "ann@agents.localhost";
    Authenticator submission = authenticator.needing(Permission.SEND);
    Authenticator mailbox = authenticator.needing(Permission.READ, Permission.WRITE);
    String reader = limited(Set.of(Permission.READ), Set.of());
    String sender = limited(Set.of(Permission.SEND), Set.of(ann.id()));
    String writer = limited(Set.of(Permission.READ, Permission.WRITE), Set.of());
    String other = limited(Set.of(), Set.of(new UUID(7, 7)));
    assertThat(submission.bearer(user, sender, AWAY)).isEqualTo(new SignIn.SignedIn(ann));
    assertThat(mailbox.bearer(user, writer, AWAY)).isEqualTo(new SignIn.SignedIn(ann));
    for (String key : List.of(reader, writer, other)) {
      assertThat(submission.bearer(user, key, AWAY)).isInstanceOf(SignIn.Refused.class);
    }
    for (String key : List.of(reader, sender, other)) {
      assertThat(mailbox.bearer(user, key, AWAY)).isInstanceOf(SignIn.Refused.class);
    }
    assertThat(submission.signIn(user, PASSWORD, AWAY)).isEqualTo(new SignIn.SignedIn(ann));
  }

  @Test
  void aStoppedAccountIsRefusedInEveryWayOnceTheSecretWasRight() {
    String token = tokens.issue(ann.id(), Duration.ofHours(1)).token();
    String key = keys.rotate();
    grants.patch(
        ann.id(),
        new GrantPatch(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(true)));
    String user = "ann@agents.localhost";
    for (SignIn outcome :
        List.of(
            bearer(user, token), bearer(user, key), authenticator.signIn(user, PASSWORD, AWAY))) {
      assertThat(outcome)
          .isInstanceOfSatisfying(
              SignIn.Refused.class, no -> assertThat(no.fault()).isEqualTo(Fault.SUSPENDED));
    }
    assertThat(authenticator.signIn(user, PASSWORD + "x", AWAY))
        .isInstanceOfSatisfying(
            SignIn.Refused.class,
            no -> assertThat(no.fault()).isEqualTo(Fault.AUTHENTICATION_FAILED));
    assertThat(authenticator.tally().counts()).containsKey("stopped");
  }

  private SignIn bearer(String user, String token) {
    String header = user.isEmpty() ? "n,," : "n,a=" + user + ",";
    Sasl standard = Mechanism.OAUTHBEARER.begin(authenticator, AWAY);
    SignIn result = withDummy(standard, header + "\1auth=Bearer " + token + "\1\1");
    Sasl older = Mechanism.XOAUTH2.begin(authenticator, AWAY);
    assertThat(withDummy(older, "user=" + user + "\1auth=bearer " + token + "\1\1"))
        .isEqualTo(result);
    return result;
  }

  private static SignIn withDummy(Sasl sasl, String response) {
    return switch (sasl.respond(bytes(response))) {
      case Sasl.Step.Ended(SignIn outcome) -> outcome;
      case Sasl.Step.Challenge(String json) -> {
        assertThat(json).startsWith("{\"status\":");
        yield ended(sasl, "\1");
      }
    };
  }

  private static String challenge(Sasl sasl, String response) {
    return ((Sasl.Step.Challenge) sasl.respond(bytes(response))).text();
  }

  private static SignIn ended(Sasl sasl, String response) {
    return ((Sasl.Step.Ended) sasl.respond(bytes(response))).outcome();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /// The client's side of RFC 5802.
  private static final class ScramClient {
    private final String bare;
    private final String password;
    private String exchanged = "";
    private ScramVerifier verifier = ScramVerifier.madeUp(new byte[1], "");

    ScramClient(String user, String password) {
      this.bare = "n=" + user + ",r=fyko+d2lbbFgONRv9qkxdawL";
      this.password = password;
    }

    String first() {
      return "n,," + bare;
    }

    String last(String serverFirst) {
      String[] fields = serverFirst.split(",", -1);
      byte[] salt = Base64.getDecoder().decode(fields[1].substring(2));
      int iterations = Integer.parseInt(fields[2].substring(2));
      String unproven = "c=biws," + fields[0];
      exchanged = bare + "," + serverFirst + "," + unproven;
      verifier = ScramVerifier.parse(Scram.verifier(password, salt, iterations));
      byte[] clientKey = Scram.clientKey(password, salt, iterations);
      byte[] signature = Scram.hmac(verifier.storedKey(), exchanged);
      for (int i = 0; i < clientKey.length; i++) {
        clientKey[i] ^= signature[i];
      }
      return unproven + ",p=" + Base64.getEncoder().encodeToString(clientKey);
    }

    String serverProof() {
      return Base64.getEncoder().encodeToString(verifier.signature(exchanged));
    }

    /// Returns the server's last challenge, or why it refused.
    String run(Sasl sasl) {
      return switch (sasl.respond(bytes(last(challenge(sasl, first()))))) {
        case Sasl.Step.Challenge(String text) -> text;
        case Sasl.Step.Ended(SignIn.Refused refused) -> refused.text();
        case Sasl.Step.Ended(SignIn.SignedIn _) -> "signed in without a proof";
      };
    }
  }

  /// Tokens in a map.
  private static final class MemoryTokens implements TokenStore {
    private record Row(UUID grant, Instant expires) {}

    private final Map<String, Row> rows = new HashMap<>();

    @Override
    public void add(byte[] hash, UUID grant, Instant now, Instant expires, int most) {
      rows.put(HexFormat.of().formatHex(hash), new Row(grant, expires));
    }

    @Override
    public Optional<UUID> grantOf(byte[] hash, Instant now) {
      return Optional.ofNullable(rows.get(HexFormat.of().formatHex(hash)))
          .filter(row -> row.expires().isAfter(now))
          .map(Row::grant);
    }

    @Override
    public void revoke(UUID grant) {
      rows.values().removeIf(row -> row.grant().equals(grant));
    }
  }
}
