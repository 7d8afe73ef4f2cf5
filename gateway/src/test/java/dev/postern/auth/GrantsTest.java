package dev.postern.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MailAddress;
import dev.postern.rules.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GrantsTest {
  private static final Optional<String> NONE = Optional.empty();
  private static final Optional<String> PASSWORD = Optional.of("Correct-Horse-Battery-1");
  private static final AuthOptions OPTIONS =
      new AuthOptions(Set.of("agents.localhost"), 4, 100, List.of(), true, true);

  private final FakeTime time = new FakeTime();
  private final MemoryGrantStore store = new MemoryGrantStore();
  private final Grants grants = new Grants(store, OPTIONS, time);
  private final List<Grant> deleted = new ArrayList<>();
  private final List<Grant> replaced = new ArrayList<>();

  GrantsTest() {
    grants.listenDeleted(_ -> {
      throw new IllegalStateException("a listener that fails hides nothing from the next");
    });
    grants.listenDeleted(deleted::add);
    grants.listenCredentials(replaced::add);
  }

  @Test
  void theSameAddressGetsItsGrantBackWithTheNewNameAndPassword() {
    Grant first =
        grants.create(store.applications().first(), "ann@agents.localhost", PASSWORD, "Ann");
    time.pass(Duration.ofSeconds(5));
    Grant again = grants.create(store.applications().first(), "ANN@agents.localhost", NONE, "");
    assertThat(again).isEqualTo(first);
    assertThat(replaced).isEmpty();
    Grant renamed =
        grants.create(
            store.applications().first(),
            "ann@agents.localhost",
            Optional.of("Another-Long-Secret-2"),
            "Ann B.");
    assertThat(renamed.id()).isEqualTo(first.id());
    assertThat(renamed.name()).isEqualTo("Ann B.");
    assertThat(replaced).containsExactly(renamed);
    assertThat(store.credentials(first.id()).orElseThrow().version()).isEqualTo(2);
  }

  @Test
  void anApplicationHasAsManyAccountsAsItsPlanAllows() {
    Plan plan = new Plan(Map.of(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.of(1));
    Grants few =
        new Grants(
            store, OPTIONS, AccountDomains.of(OPTIONS.domains()), Placement.USUAL, plan, time);
    Application application = store.applications().first();
    Grant ann = few.create(application, "ann@agents.localhost", NONE, "");
    refused(
        Fault.PLAN_LIMIT,
        "for this plan",
        () -> few.create(application, "bob@agents.localhost", NONE, ""));
    assertThat(few.create(application, "ann@agents.localhost", NONE, "").id()).isEqualTo(ann.id());
    few.delete(ann.id());
    assertThat(few.create(application, "bob@agents.localhost", NONE, "").email())
        .isEqualTo("bob@agents.localhost");
  }

  @Test
  void whatAPatchLeavesOutStays() {
    Grant ann =
        grants.create(store.applications().first(), "ann@agents.localhost", PASSWORD, "Ann");
    Grant named = grants.patch(ann.id(), Optional.of("Anna"), NONE, NONE);
    assertThat(named.hasAppPassword()).isTrue();
    Grant rotated =
        grants.patch(
            ann.id(),
            NONE,
            Optional.of("Another-Long-Secret-2"),
            Optional.of("Ann@Agents.localhost"));
    assertThat(rotated.name()).isEqualTo("Anna");
    assertThat(replaced).containsExactly(rotated);
    refused(
        Fault.INVALID,
        "settings.email cannot be changed",
        () -> grants.patch(ann.id(), NONE, NONE, Optional.of("bob@agents.localhost")));
    refused(Fault.INVALID, "name", () -> grants.patch(ann.id(), Optional.of(""), NONE, NONE));
    refused(
        Fault.NOT_FOUND,
        "Grant not found",
        () -> grants.patch(UUID.randomUUID(), NONE, NONE, NONE));
  }

  @Test
  void aDeletedAddressGetsANewGrant() {
    Grant ann =
        grants.create(store.applications().first(), "ann@agents.localhost", PASSWORD, "Ann");
    grants.delete(ann.id());
    assertThat(deleted).containsExactly(ann);
    refused(Fault.NOT_FOUND, "no grant", () -> grants.delete(ann.id()));
    assertThat(grants.create(store.applications().first(), "ann@agents.localhost", NONE, "").id())
        .isNotEqualTo(ann.id());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "ann",
        "@agents.localhost",
        "ann@",
        "a b@agents.localhost",
        "a@b@agents.localhost",
        "ann+tag@agents.localhost",
        "\"ann\u0001\"@agents.localhost",
        "\"a b\"@agents.localhost",
        "ann\r\nx@agents.localhost",
        "<ann@agents.localhost>"
      })
  void whatIsNoAccountsAddressIsRefused(String email) {
    refused(
        Fault.INVALID,
        "settings.email must be",
        () -> grants.create(store.applications().first(), email, NONE, ""));
  }

  @Test
  void anUnknownDomainIsNamed() {
    refused(
        Fault.NOT_FOUND,
        "domain elsewhere.test is not registered",
        () -> grants.create(store.applications().first(), "ann@Elsewhere.test", NONE, ""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Short-1                                    | must have 18 to 40 characters
          Aa1-56789-123456789-123456789-123456789-1  | must have 18 to 40 characters
          Correct Horse-Battery-1                    | must have only ASCII characters 33 to 126
          correct-horse-battery-1                    | must have an upper-case letter
          CORRECT-HORSE-BATTERY-1                    | must have a lower-case letter
          Correct-Horse-Battery-X                    | must have a digit
          CorrectHorseBattery1                       | must have a symbol
          My-name-is-aNN-and-1                       | must not contain the address's local part
          """)
  void aWeakPasswordIsToldItsRule(String password, String rule) {
    refused(
        Fault.INVALID,
        "app_password " + rule,
        () ->
            grants.create(
                store.applications().first(), "ann@agents.localhost", Optional.of(password), ""));
    assertThat(store.grantOf("ann@agents.localhost")).isEmpty();
  }

  @Test
  void aNameIsCountedInCharactersAndCannotBreakAHeader() {
    String smile = Character.toString(0x1F600);
    assertThat(
            grants
                .create(
                    store.applications().first(), "ann@agents.localhost", NONE, smile.repeat(256))
                .name())
        .hasSize(512);
    for (String name : List.of(smile.repeat(257), "a\r\nBcc: x", "a\u0000", "a\u2028b", "\ud800")) {
      refused(
          Fault.INVALID,
          "name must",
          () -> grants.create(store.applications().first(), "bob@agents.localhost", NONE, name));
    }
  }

  @Test
  void generatedPasswordsFulfilEveryRule() {
    var passwords = new AppPasswords(OPTIONS);
    var owner = new MailAddress("a", "agents.localhost");
    for (int i = 0; i < 500; i++) {
      passwords.check(passwords.generate(owner), owner);
    }
  }

  private static void refused(Fault fault, String text, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(GatewayException.class, e -> assertThat(e.fault()).isEqualTo(fault))
        .hasMessageContaining(text);
  }
}
