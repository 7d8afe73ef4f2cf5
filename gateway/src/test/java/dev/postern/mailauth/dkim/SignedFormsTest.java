package dev.postern.mailauth.dkim;

import static dev.postern.mailauth.SignedMails.CLOCK;
import static dev.postern.mailauth.SignedMails.mail;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailauth.Check;
import dev.postern.mailauth.RawMail;
import dev.postern.support.Cases;
import dev.postern.support.MemoryDns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What we sign, we find good; what was changed, we do not.
class SignedFormsTest {
  private static final SigningKey RSA =
      SigningKey.generate("example.org", "r1", Algorithm.RSA_SHA256);
  private static final SigningKey ED25519 =
      SigningKey.generate("example.org", "e1", Algorithm.ED25519_SHA256);
  private static final MemoryDns DNS =
      new MemoryDns()
          .text(RSA.recordName(), RSA.recordText())
          .text(ED25519.recordName(), ED25519.recordText());
  private static final Signer SIGNER =
      new Signer(
          domain -> domain.equals("example.org") ? List.of(ED25519, RSA) : List.of(),
          CLOCK,
          Duration.ofDays(7));

  private static String signed(String text) {
    return String.join("\r\n", SIGNER.sign(mail(text).octets())) + "\r\n" + text;
  }

  private static List<Check> verify(String text) {
    return new Verifier(DNS, CLOCK).verify(mail(text));
  }

  private static String random(RandomGenerator random) {
    StringBuilder text = new StringBuilder("From: a@Example.ORG\r\nTo: b@example.net\r\n");
    for (int i = random.nextInt(6); i > 0; i--) {
      String name = List.of("Subject", "cc", "Date", "References").get(random.nextInt(4));
      text.append(name).append(":").append(words(random, " \t")).append("\r\n");
    }
    text.append("\r\n");
    for (int i = random.nextInt(20); i > 0; i--) {
      text.append(words(random, " \t\u00e9=")).append(random.nextInt(9) == 0 ? "" : "\r\n");
    }
    return text.toString();
  }

  private static String words(RandomGenerator random, String blanks) {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      boolean blank = random.nextInt(3) == 0;
      text.append(
          blank
              ? blanks.charAt(random.nextInt(blanks.length()))
              : (char) ('a' + random.nextInt(26)));
    }
    return text.toString();
  }

  @Test
  void whatIsSignedPassesWithBothKeys() {
    Cases.forAll(random -> {
      String text = signed(random(random));
      assertThat(verify(text)).as(text).hasSize(2).allMatch(Check::passed);
    });
  }

  @Test
  void rsaStandsFirst() {
    List<String> fields = SIGNER.sign(mail("From: a@example.org\r\n\r\n").octets());
    assertThat(fields.get(0)).contains("a=rsa-sha256").contains(" x=");
    assertThat(fields.get(1)).contains("a=ed25519-sha256");
    assertThat(fields)
        .allSatisfy(
            field -> assertThat(field.split("\r\n", -1)).allMatch(line -> line.length() <= 78));
  }

  @Test
  void mailOfOthersIsNotSigned() {
    assertThat(SIGNER.sign(mail("From: a@example.net\r\n\r\n").octets())).isEmpty();
    assertThat(SIGNER.sign(mail("From: nobody\r\n\r\n").octets())).isEmpty();
    assertThat(SIGNER.sign(mail("").octets())).isEmpty();
  }

  /// A changed letter, never one of white space, for that may be form.
  @Test
  void oneChangedLetterFails() {
    Cases.forAll(random -> {
      String text = signed(random(random));
      int from = text.indexOf("\r\nFrom:") + 2;
      List<Integer> letters = new ArrayList<>();
      for (int i = from; i < text.length(); i++) {
        if (text.charAt(i) > ' ') {
          letters.add(i);
        }
      }
      int at = letters.get(random.nextInt(letters.size()));
      char other = text.charAt(at) == '!' ? '?' : '!';
      String changed = text.substring(0, at) + other + text.substring(at + 1);
      assertThat(verify(changed)).as("at %d of %s", at, text).noneMatch(Check::passed);
    });
  }

  @Test
  void foldsAndBlanksMayChange() {
    String text = signed("From: a@example.org\r\nSubject: a b\tc\r\n\r\nd e \r\n\r\nf\r\n");
    String changed =
        text.replace("Subject: a b\tc", "SUBJECT :\r\n\ta \t b\r\n c  ")
                .replace("d e ", "d \t e")
                .replace("DKIM-Signature: v=1;", "dkim-signature:v=1;\t")
            + "\r\n\r\n";
    assertThat(verify(changed)).hasSize(2).allMatch(Check::passed);
  }

  @Test
  void noSecondAuthorSubjectOrRecipientCanBeAdded() {
    String text = signed("From: a@example.org\r\nDate: x\r\n\r\nbody\r\n");
    for (String field : List.of("From: b@example.net", "Subject: s", "To: c@example.net")) {
      assertThat(verify(field + "\r\n" + text)).as(field).noneMatch(Check::passed);
      assertThat(verify(text.replace("Date: x", "Date: x\r\n" + field)))
          .as(field)
          .noneMatch(Check::passed);
    }
    assertThat(verify("X-Other: x\r\n" + text)).allMatch(Check::passed);
  }

  @Test
  void everyPieceOfASignedMailIsChecked() {
    String text = signed("From: a@example.org\r\nTo: b@example.net\r\n\r\nbody\r\n");
    for (int length = 0; length < text.length() - 1; length++) {
      List<Check> checks = verify(text.substring(0, length));
      assertThat(checks).as("cut at %d", length).isNotEmpty();
      // Without its last line end the body's form is the same.
      boolean whole = length >= text.length() - 2;
      assertThat(checks.stream().anyMatch(Check::passed)).as("cut at %d", length).isEqualTo(whole);
    }
  }

  @Test
  void aLongBodyIsReadInPieces() {
    String text = "From: a@example.org\r\n\r\n" + "word  word \r\n".repeat(100_000);
    RawMail mail = mail(signed(text));
    assertThat(new Verifier(DNS, CLOCK).verify(mail)).allMatch(Check::passed);
  }
}
