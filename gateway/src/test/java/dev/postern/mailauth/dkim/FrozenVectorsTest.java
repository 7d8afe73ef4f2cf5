package dev.postern.mailauth.dkim;

import static dev.postern.mailauth.SignedMails.CLOCK;
import static dev.postern.mailauth.SignedMails.mail;
import static dev.postern.mailauth.SignedMails.vector;
import static dev.postern.mailauth.SignedMails.vectorKeys;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailauth.Check;
import dev.postern.mailauth.RawMail;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Mails that dkimpy signed (`independent.py vectors`): each form, each algorithm, odd bodies.
class FrozenVectorsTest {
  private static List<Check> verify(RawMail mail) {
    return new Verifier(vectorKeys(), CLOCK).verify(mail);
  }

  static List<String> names() {
    List<String> names = new ArrayList<>();
    for (String algorithm : List.of("rsa", "ed25519")) {
      for (String header : List.of("simple", "relaxed")) {
        for (String body : List.of("simple", "relaxed")) {
          for (String kind : List.of("plain", "blank", "none", "open", "tail", "octets")) {
            names.add(String.join("-", "dkim", algorithm, header, body, kind));
          }
        }
      }
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("names")
  void whatAnotherSignedPasses(String name) {
    assertThat(verify(mail(vector(name + ".eml")))).hasSize(1).allMatch(Check::passed);
  }

  @ParameterizedTest
  @MethodSource("names")
  void moreTextFails(String name) {
    RawMail more = mail(vector(name + ".eml") + "more\r\n");
    assertThat(verify(more)).extracting(Check::reason).containsExactly("body does not match");
  }
}
