package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fault.Fault;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AuthenticatorTest {
  private static final InetAddress HOME = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress AWAY = InetAddress.ofLiteral("192.0.2.7");
  private static final String PASSWORD = "Correct-Horse-Battery-1";
  // bcrypt at its lowest cost: these tests are about everything else.
  private static final AuthOptions OPTIONS =
      new AuthOptions(
          Set.of("agents.localhost"),
          4,
          100,
          List.of(Network.parse("198.51.100.0/24")),
          false,
          false);

  private final FakeTime time = new FakeTime();
  private final MemoryGrantStore store = new MemoryGrantStore();
  private final Grants grants = new Grants(store, OPTIONS, time);
  private final Grant ann =
      grants.create(
          store.applications().first(), "Ann@agents.localhost", Optional.of(PASSWORD), "Ann");
  private final Authenticator authenticator = new Authenticator(store, OPTIONS, time, time);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann@agents.localhost",
        "ANN@AGENTS.LOCALHOST",
        " Ann@agents.localhost ",
        "ann",
        "ann+news@agents.localhost"
      })
  void theAddressMayBeWrittenInManyWays(String user) {
    assertThat(authenticator.signIn(user, PASSWORD, HOME)).isEqualTo(new SignIn.SignedIn(ann));
    assertThat(time.heldSeconds()).isEmpty();
  }

  @Test
  void aNameBeyondAsciiMayComeComposedOrNot() {
    Grant zoe =
        grants.create(
            store.applications().first(), "zo\u00eb@agents.localhost", Optional.of(PASSWORD), "");
    assertThat(authenticator.signIn("ZOE\u0308@agents.localhost", PASSWORD, HOME))
        .isEqualTo(new SignIn.SignedIn(zoe));
  }

  @Test
  void whateverIsWrongTheAnswerIsTheSame() {
    grants.create(store.applications().first(), "bare@agents.localhost", Optional.empty(), "");
    for (String user :
        List.of(
            "ann@agents.localhost", "bare@agents.localhost", "nobody@elsewhere.test", "", "@")) {
      for (String password : List.of("Wrong-Password-123456", "short", "", "\u00e4".repeat(20))) {
        assertThat(authenticator.signIn(user, password, HOME))
            .isEqualTo(
                new SignIn.Refused(Fault.AUTHENTICATION_FAILED, "wrong address or app password"));
      }
    }
  }

  @Test
  void failuresAreHeldBackFromTheThirdOnAndForgottenAfterASuccess() {
    for (int i = 0; i < 8; i++) {
      wrong("ann", i, AWAY);
    }
    assertThat(time.heldSeconds()).containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 15L, 15L);
    assertThat(authenticator.signIn("ann", PASSWORD, AWAY)).isInstanceOf(SignIn.SignedIn.class);
    wrong("ann", 9, AWAY);
    assertThat(time.heldSeconds()).endsWith(15L, 0L);
  }

  @Test
  void anotherAddressAndAnotherNameAreNotHeldBack() {
    for (int i = 0; i < 5; i++) {
      wrong("ann", i, AWAY);
    }
    wrong("ann", 1, HOME);
    wrong("bob", 1, AWAY);
    assertThat(time.heldSeconds()).endsWith(4L, 0L, 0L);
  }

  @Test
  void theSameWrongPasswordIsCountedOnce() {
    for (int i = 0; i < 300; i++) {
      wrong("ann", 1, AWAY);
    }
    assertThat(time.heldSeconds()).containsOnly(0L);
    assertThat(authenticator.banned(AWAY)).isFalse();
  }

  @Test
  void anAddressThatGuessesIsBannedForADayAndTheNameIsNot() {
    for (int i = 0; i < 100; i++) {
      wrong("ann", i, AWAY);
    }
    assertThat(authenticator.banned(AWAY)).isTrue();
    assertThat(refusal(authenticator.signIn("ann", PASSWORD, AWAY))).isEqualTo(Fault.THROTTLED);
    assertThat(authenticator.signIn("ann", PASSWORD, HOME)).isInstanceOf(SignIn.SignedIn.class);
    time.pass(Duration.ofHours(25));
    assertThat(authenticator.signIn("ann", PASSWORD, AWAY)).isInstanceOf(SignIn.SignedIn.class);
  }

  @Test
  void loopbackAndListedNetworksAreNeverBanned() {
    InetAddress listed = InetAddress.ofLiteral("198.51.100.9");
    for (int i = 0; i < 150; i++) {
      wrong("ann", i, HOME);
      wrong("ann", i, listed);
    }
    assertThat(authenticator.banned(HOME)).isFalse();
    assertThat(authenticator.banned(listed)).isFalse();
  }

  @Test
  void oneIpv6SubscriberIsOneAddress() {
    for (int i = 0; i < 100; i++) {
      wrong("ann", i, InetAddress.ofLiteral("2001:db8:0:1::" + Integer.toHexString(i + 1)));
    }
    assertThat(authenticator.banned(InetAddress.ofLiteral("2001:db8:0:1:ffff::1"))).isTrue();
    assertThat(authenticator.banned(InetAddress.ofLiteral("2001:db8:0:2::1"))).isFalse();
  }

  @Test
  @Tag("I-42")
  void aReplacedPasswordEndsAtOnceAlthoughItWasRemembered() {
    assertThat(authenticator.signIn("ann", PASSWORD, HOME)).isInstanceOf(SignIn.SignedIn.class);
    String replacement = "Another-Long-Secret-2";
    grants.patch(ann.id(), Optional.empty(), Optional.of(replacement), Optional.empty());
    assertThat(refusal(authenticator.signIn("ann", PASSWORD, HOME)))
        .isEqualTo(Fault.AUTHENTICATION_FAILED);
    assertThat(authenticator.signIn("ann", replacement, HOME)).isInstanceOf(SignIn.SignedIn.class);
  }

  @Test
  void aDeletedAccountCannotSignIn() {
    assertThat(authenticator.signIn("ann", PASSWORD, HOME)).isInstanceOf(SignIn.SignedIn.class);
    grants.delete(ann.id());
    assertThat(refusal(authenticator.signIn("ann", PASSWORD, HOME)))
        .isEqualTo(Fault.AUTHENTICATION_FAILED);
  }

  @Test
  @Tag("I-23")
  void goodSignInsPassBesideFiftyBadOnes() throws Exception {
    var attempts = new ArrayList<Callable<SignIn>>();
    for (int i = 0; i < 50; i++) {
      String guess = "Guess-Number-Is-0000" + i;
      attempts.add(() -> authenticator.signIn("ann", guess, AWAY));
      attempts.add(() -> authenticator.signIn("ann", PASSWORD, HOME));
    }
    int good = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<SignIn> result : threads.invokeAll(attempts)) {
        good += result.get() instanceof SignIn.SignedIn ? 1 : 0;
      }
    }
    assertThat(good).isEqualTo(50);
  }

  private void wrong(String name, int guess, InetAddress from) {
    SignIn refused = authenticator.signIn(name, "Wrong-Password-12345-" + guess, from);
    assertThat(refusal(refused)).isEqualTo(Fault.AUTHENTICATION_FAILED);
  }

  private static Fault refusal(SignIn result) {
    return ((SignIn.Refused) result).fault();
  }
}
