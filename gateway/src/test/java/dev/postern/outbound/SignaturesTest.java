package dev.postern.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.delivery.Recipients;
import dev.postern.domains.Domains;
import dev.postern.mailauth.dkim.Algorithm;
import dev.postern.mailauth.dkim.Signer;
import dev.postern.mailauth.dkim.SigningKey;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.support.Unsupported;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Whose mail is signed for a domain that is hosted here. Each domain has a key; `ann@here.test` is
/// one tenant's, `eve@other.test` another's.
class SignaturesTest {
  private static final Grant ANN = grant(1, "ann@here.test");
  private static final Grant EVE = grant(2, "eve@other.test");

  private final GrantStore grants = Unsupported.except(GrantStore.class, this);
  private final Recipients recipients =
      new Recipients(
          grants,
          Domains.of(List.of("here.test", "other.test")),
          address -> address.equals("sales@here.test") ? Optional.of(ANN.id()) : Optional.empty());
  private final Signatures signatures =
      new Signatures(
          new Signer(
              domain -> List.of(SigningKey.generate(domain, "s", Algorithm.ED25519_SHA256)),
              () -> Agent.NOON,
              Duration.ofDays(14)),
          grants,
          recipients);

  private static Grant grant(long account, String email) {
    return new Grant(
        new UUID(0, account),
        new AccountId(account),
        new UUID(1, account),
        new UUID(2, account),
        email,
        "",
        false,
        false,
        Agent.NOON,
        Agent.NOON);
  }

  @SuppressWarnings("unused") // called through the port
  Optional<Grant> grantOf(String address) {
    return List.of(ANN, EVE).stream().filter(grant -> grant.email().equals(address)).findFirst();
  }

  @SuppressWarnings("unused") // called through the port
  Optional<Grant> grantOf(AccountId account) {
    return List.of(ANN, EVE).stream().filter(grant -> grant.account().equals(account)).findFirst();
  }

  @SuppressWarnings("unused") // called through the port
  Optional<Grant> grant(UUID id) {
    return List.of(ANN, EVE).stream().filter(grant -> grant.id().equals(id)).findFirst();
  }

  private List<String> signed(AccountId account, String sender, String from) {
    String mail = from + "Subject: x\r\n\r\ntext\r\n";
    return signatures.sign(
        new Transport.Job(
            account,
            sender,
            List.of("b@far.test"),
            MemorySegment.ofArray(mail.getBytes(StandardCharsets.UTF_8)),
            Wishes.NONE),
        MemorySegment.ofArray(mail.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> ofAnn(String from) {
    return signed(ANN.account(), ANN.email(), from);
  }

  @Test
  void whatAnAgentWritesAsItselfIsSignedForItsDomain() {
    assertThat(ofAnn("From: Ann <ann@here.test>\r\n"))
        .singleElement()
        .asString()
        .contains("d=here.test;");
    assertThat(ofAnn("From: ANN+news@Here.Test\r\n")).hasSize(1);
  }

  @Test
  void anAliasIsItsAgent() {
    assertThat(ofAnn("From: sales@here.test\r\n")).hasSize(1);
    assertThat(signed(EVE.account(), EVE.email(), "From: sales@here.test\r\n")).isEmpty();
  }

  @Test
  void nobodySignsForAnotherTenantOrNeighbour() {
    assertThat(ofAnn("From: eve@other.test\r\n")).isEmpty();
    assertThat(ofAnn("From: nobody@other.test\r\n")).isEmpty();
    assertThat(ofAnn("From: bob@here.test\r\n")).isEmpty();
    assertThat(ofAnn("From: ann@elsewhere.test\r\n")).isEmpty();
  }

  @Test
  void oneForeignAuthorAmongManyIsTooMany() {
    assertThat(ofAnn("From: ann@here.test, eve@other.test\r\n")).isEmpty();
    assertThat(ofAnn("From: eve@other.test, ann@here.test\r\n")).isEmpty();
    assertThat(ofAnn("From: ann@here.test\r\nFrom: eve@other.test\r\n")).isEmpty();
    assertThat(ofAnn("From: ann@here.test, sales@here.test\r\n")).hasSize(1);
  }

  @Test
  void aMailWithoutAuthorOrOfAnAccountThatIsGoneIsNotSigned() {
    assertThat(ofAnn("")).isEmpty();
    assertThat(ofAnn("From: undisclosed\r\n")).isEmpty();
    assertThat(signed(new AccountId(3), "ann@here.test", "From: ann@here.test\r\n")).isEmpty();
  }

  @Test
  void theServersOwnReportsAreSignedAndWhatItPassesOnIsNot() {
    String postmaster = "From: Postmaster <postmaster@here.test>\r\n";
    assertThat(signed(AccountId.NOBODY, "", postmaster)).hasSize(1);
    assertThat(signed(AccountId.NOBODY, "eve@far.test", postmaster)).isEmpty();
  }
}
