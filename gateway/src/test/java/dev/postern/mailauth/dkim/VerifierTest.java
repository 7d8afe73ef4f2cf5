package dev.postern.mailauth.dkim;

import static dev.postern.mailauth.SignedMails.CLOCK;
import static dev.postern.mailauth.SignedMails.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.dns.Dns;
import dev.postern.mail.HeaderField;
import dev.postern.mailauth.Check;
import dev.postern.mailauth.RawMail;
import dev.postern.mailauth.TagList;
import dev.postern.support.MemoryDns;
import dev.postern.support.MovingClock;
import java.io.ByteArrayOutputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Why a signature that matches is not a pass, and what hostile ones cost.
class VerifierTest {
  private static final String MAIL = "From: a@example.org\r\nTo: b@example.net\r\n\r\nbody\r\n";
  private static final SigningKey KEY =
      SigningKey.generate("example.org", "s", Algorithm.ED25519_SHA256);
  private static final String NAME = "s._domainkey.example.org";
  private static final String TEXT = KEY.recordText();
  private static final HeaderField NOT_THERE = new HeaderField("", -1, -1, -1, "");

  /// Returns a field of these tags that truly signs the mail.
  private static String sign(String tags, PrivateKey key, String jca) {
    RawMail mail = mail(MAIL);
    byte[] body = new BodyHashes(mail).of(Canonicalization.RELAXED).sha256();
    String value = tags.replace("BODY", Base64.getEncoder().encodeToString(body));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    var all = TagList.parse(value).orElseThrow();
    List<String> names = Arrays.asList(all.solid("h").split(":", -1));
    new SignedFields(mail).write(names, Canonicalization.RELAXED, NOT_THERE, out);
    Canonicalization.RELAXED.writeField(octets("DKIM-Signature: " + value + "; b="), out);
    byte[] signed = Arrays.copyOf(out.toByteArray(), out.size() - 2);
    try {
      Signature signature = Signature.getInstance(jca);
      signature.initSign(key);
      signature.update(jca.equals("Ed25519") ? BodyHashes.sha256().digest(signed) : signed);
      String text = Base64.getEncoder().encodeToString(signature.sign());
      return "DKIM-Signature: " + value + "; b=" + text + "\r\n" + MAIL;
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] octets(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String verify(MemoryDns dns, String text) {
    Check check = new Verifier(dns, CLOCK).verify(mail(text)).getFirst();
    return (check.result() + " " + check.reason()).strip();
  }

  private static final String TAGS =
      "v=1; a=ed25519-sha256; c=relaxed/relaxed; d=example.org; s=s; h=From; bh=BODY";

  @ParameterizedTest
  @CsvSource({
    "'', '', pass",
    "v=1; , '', permerror v= missing",
    "v=1; , v=2; , permerror unknown version",
    "a=ed25519-sha256, a=rsa-sha1, permerror rsa-sha1 is too weak",
    "a=ed25519-sha256, a=x-sha256, permerror unknown algorithm",
    "a=ed25519-sha256, a=ED25519-SHA256, pass",
    "a=ed25519-sha256, a=rsa-sha256, permerror key of another type",
    "d=example.org, d=exa mple, permerror d= or s= is no name",
    "d=example.org, d=EXAMPLE.org., pass",
    "h=From, h=To, permerror From not signed",
    "h=From, h=To:FROM:Cc, pass",
    "c=relaxed/relaxed, c=nofws, permerror unknown canonicalization",
    "c=relaxed/relaxed, c=relaxed, pass",
    "h=From, h=From; q=http, permerror unknown query method",
    "h=From, h=From; q=http:dns/txt, pass",
    "h=From, h=From; i=@example.org, pass",
    "h=From, h=From; i=x@a.EXAMPLE.org, pass",
    "h=From, h=From; i=x@badexample.org, permerror i= not within d=",
    "h=From, h=From; i=example.org, permerror i= not within d=",
    "h=From, h=From; t=1; x=1000, fail signature expired",
    "h=From, h=From; t=9; x=8, permerror expires before it was made",
    "h=From, h=From; x=soon, permerror x= is no time",
    "h=From, h=From; t=1; x=99999999999, pass",
    "h=From, h=From; l=6, pass",
    "h=From, h=From; l=5, policy l= leaves body octets unsigned",
    "h=From, h=From; l=0, policy l= leaves body octets unsigned",
    "h=From, h=From; l=7, permerror l= is longer than the body",
    "h=From, h=From; l=-1, permerror l= is longer than the body",
    "h=From, h=From; z=whatever; new=tag, pass",
    "bh=BODY, bh=AAAA, fail body does not match",
    "bh=BODY, bh=!, fail body does not match",
    "s=s, s=other, permerror no key",
  })
  void tags(String part, String instead, String outcome) {
    String tags = part == null ? TAGS : TAGS.replace(part, instead);
    assertThat(verify(new MemoryDns().text(NAME, TEXT), sign(tags, KEY.key(), "Ed25519")))
        .isEqualTo(outcome);
  }

  @ParameterizedTest
  @CsvSource({
    "v=DKIM1; , '', pass",
    "v=DKIM1; , v=DKIM2; , permerror key record malformed",
    "v=DKIM1; , 'g=x; n=note; other=1; ', pass",
    "v=DKIM1; , 'n=note; v=DKIM1; ', permerror key record malformed",
    "p=, x=, permerror key record malformed",
    "p=, p=; x=, permerror key revoked",
    "p=, p=AAAA, permerror key malformed",
    "k=ed25519, k=rsa, permerror key of another type",
    "k=ed25519, k=ed25519; h=sha1, permerror key not for sha256",
    "k=ed25519, k=ed25519; h=sha1:sha256, pass",
    "k=ed25519, k=ed25519; s=tlsrpt, permerror key not for email",
    "k=ed25519, k=ed25519; s=email:x, pass",
    "k=ed25519, k=ed25519; s=*, pass",
    "k=ed25519, k=ed25519; t=y, pass key in testing",
    "k=ed25519, k=ed25519; t=s, permerror i= not d= itself",
  })
  void keyRecords(String part, String instead, String outcome) {
    MemoryDns dns = new MemoryDns().text(NAME, TEXT.replace(part, instead));
    String tags = TAGS + "; i=@sub.example.org";
    assertThat(verify(dns, sign(tags, KEY.key(), "Ed25519"))).isEqualTo(outcome);
  }

  @Test
  void theKeyIsFoundAmongOtherRecords() {
    MemoryDns dns = new MemoryDns().text(NAME, "v=spf1 -all").text(NAME, "p=").text(NAME, TEXT);
    assertThat(verify(dns, sign(TAGS, KEY.key(), "Ed25519"))).isEqualTo("pass");
  }

  @Test
  void aKeyThatCannotBeHadIsTemporary() {
    assertThat(verify(new MemoryDns().failing(NAME), sign(TAGS, KEY.key(), "Ed25519")))
        .isEqualTo("temperror key not to be had now");
  }

  @Test
  void aBadSignatureUnderATestKeyIsNoFault() {
    MemoryDns dns = new MemoryDns().text(NAME, TEXT + "; t=y");
    String changed = sign(TAGS, KEY.key(), "Ed25519").replace("body", "other");
    assertThat(verify(dns, changed)).isEqualTo("neutral body does not match, key in testing");
  }

  @ParameterizedTest
  @CsvSource({"512, policy key shorter than 1024 bits", "1024, pass"})
  void shortKeys(int bits, String outcome) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    PrivateKey key = generator.generateKeyPair().getPrivate();
    String text = "p=" + Keys.publicText(Algorithm.RSA_SHA256, key);
    String signed = sign(TAGS.replace("ed25519", "rsa"), key, "SHA256withRSA");
    assertThat(verify(new MemoryDns().text(NAME, text), signed)).isEqualTo(outcome);
  }

  @Test
  void aMailWithoutSignatureIsNone() {
    assertThat(verify(new MemoryDns(), MAIL)).isEqualTo("none");
    assertThat(verify(new MemoryDns(), "")).isEqualTo("none");
  }

  @ParameterizedTest
  @CsvSource({"''", "v", "=", "v=1; v=1", "v=1;; a=b", "'v=1; \u00e9=x'", "v=1 a b"})
  void malformedTagLists(String tags) {
    assertThat(verify(new MemoryDns(), "DKIM-Signature: " + tags + "\r\n" + MAIL))
        .startsWith("permerror ");
  }

  @Test
  @Timeout(20)
  void aHundredThousandSignaturesCostAsMuchAsEight() {
    String signed = sign(TAGS, KEY.key(), "Ed25519");
    String field = signed.substring(0, signed.indexOf("From:"));
    MemoryDns dns = new MemoryDns().text(NAME, TEXT);
    String many = field.repeat(8) + "DKIM-Signature: x\r\n".repeat(99_000) + MAIL;
    List<Check> checks = new Verifier(dns, CLOCK).verify(mail(many));
    assertThat(checks).hasSize(9);
    assertThat(checks.subList(0, 8)).allMatch(Check::passed);
    assertThat(checks.getLast().reason()).isEqualTo("99000 more not evaluated");
    assertThat(dns.asked).hasSize(8);
  }

  /// Who signs with keys that are long in coming must not keep others from being looked at.
  @Test
  void theAuthorsSignaturesComeFirstAndTheRestHasItsTime() {
    String own = sign(TAGS, KEY.key(), "Ed25519");
    String slow = TAGS.replace("example.org", "slow.test");
    MovingClock clock = new MovingClock("2026-12-01T00:00:00Z");
    MemoryDns dns = new MemoryDns().text(NAME, TEXT);
    Dns waiting =
        (Dns)
            Proxy.newProxyInstance(
                Dns.class.getClassLoader(),
                new Class<?>[] {Dns.class},
                (_, method, arguments) -> {
                  clock.pass(Duration.ofSeconds(20));
                  return method.invoke(dns, arguments);
                });
    String many = ("DKIM-Signature: " + slow + "; b=AAAA\r\n").repeat(8) + own;
    List<Check> checks = new Verifier(waiting, clock).verify(mail(many));
    assertThat(dns.asked).containsExactly(NAME, "s._domainkey.slow.test");
    assertThat(checks.get(7).passed()).as("in message order").isTrue();
    assertThat(checks.get(0).result()).isEqualTo("permerror");
    assertThat(checks.get(6))
        .satisfies(late -> assertThat(late.result()).isEqualTo("temperror"))
        .satisfies(late -> assertThat(late.properties()).containsEntry("header.d", "slow.test"));
    assertThat(checks.get(8).reason()).isEqualTo("1 more not evaluated");
  }

  @Test
  @Timeout(20)
  void hostileHeadersAreBounded() {
    MemoryDns dns = new MemoryDns().text(NAME, TEXT);
    String names = "h=From" + ":From".repeat(4_000);
    String million = "X: " + "x".repeat(1 << 20) + "\r\n";
    for (String tags :
        List.of(
            "a=1;".repeat(300_000),
            "v=1; " + "x".repeat(1 << 20),
            ";".repeat(1 << 20),
            " ".repeat(1 << 20),
            TAGS.replace("h=From", names))) {
      String field = "DKIM-Signature: " + tags + "; b=AAAA\r\n";
      assertThat(new Verifier(dns, CLOCK).verify(mail(field.repeat(8) + million + MAIL)))
          .noneMatch(Check::passed);
    }
  }

  @Test
  void aValidityOfZeroIsForEver() {
    var signer = new Signer(_ -> List.of(KEY), CLOCK, Duration.ZERO);
    assertThat(signer.sign(mail(MAIL).octets()).getFirst()).doesNotContain("x=");
  }
}
