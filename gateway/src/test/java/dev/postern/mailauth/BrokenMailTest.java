package dev.postern.mailauth;

import static dev.postern.mailauth.SignedMails.CLOCK;
import static dev.postern.mailauth.SignedMails.mail;
import static dev.postern.mailauth.SignedMails.vector;
import static dev.postern.mailauth.SignedMails.vectorKeys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.HeaderEdit;
import dev.postern.mailauth.arc.ArcVerifier;
import dev.postern.mailauth.dkim.Verifier;
import dev.postern.mailauth.dmarc.Dmarc;
import dev.postern.support.Cases;
import dev.postern.support.MemoryDns;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Mail that was torn and glued at random: every check ends, and all fit into the field.
class BrokenMailTest {
  private static final List<String> WHOLE =
      List.of(
          vector("dkim-rsa-relaxed-relaxed-tail.eml"),
          vector("dkim-ed25519-simple-simple-octets.eml"),
          vector("arc-3.eml"));
  private static final MemoryDns DNS =
      vectorKeys().text("_dmarc.example.org", "v=DMARC1; p=reject; sp=none");

  private static String torn(RandomGenerator random) {
    StringBuilder text = new StringBuilder(WHOLE.get(random.nextInt(WHOLE.size())));
    for (int i = random.nextInt(1, 8); i > 0; i--) {
      int from = random.nextInt(text.length());
      int to = Math.min(text.length(), from + random.nextInt(1, 80));
      switch (random.nextInt(4)) {
        case 0 -> text.delete(from, to);
        case 1 -> text.insert(random.nextInt(text.length()), text.substring(from, to));
        case 2 -> text.setCharAt(from, (char) random.nextInt(256));
        default -> text.insert(from, ";=: \t\r\n\"(\\".charAt(random.nextInt(10)));
      }
      text.append(text.isEmpty() ? "\r\n" : "");
    }
    return text.toString();
  }

  @Test
  void everyCheckEnds() {
    Cases.forAll(random -> {
      RawMail mail = mail(torn(random));
      List<Check> checks = new ArrayList<>(new Verifier(DNS, CLOCK).verify(mail));
      checks.add(new ArcVerifier(DNS).verify(mail, "2001:db8::1").check());
      checks.add(new Dmarc(DNS).evaluate(mail, checks).check());
      String field = new AuthenticationResults("mx.example.org", checks).field();
      HeaderEdit.of(mail.octets()).prepend(field);
      assertThat(checks)
          .allSatisfy(
              check -> assertThat(check.reason().chars()).allMatch(c -> c >= ' ' && c < 127));
      assertThat(AuthenticationResults.parse(field.substring(field.indexOf(':') + 1)))
          .hasValue(new AuthenticationResults("mx.example.org", checks));
    });
  }
}
