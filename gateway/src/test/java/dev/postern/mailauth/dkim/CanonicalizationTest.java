package dev.postern.mailauth.dkim;

import static dev.postern.mailauth.SignedMails.mail;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalizationTest {
  private static String field(Canonicalization form, String field) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    form.writeField(field.getBytes(StandardCharsets.ISO_8859_1), out);
    return out.toString(StandardCharsets.ISO_8859_1);
  }

  /// RFC 6376 section 3.4.5.
  @Test
  void theExamplesOfTheRfc() {
    assertThat(field(Canonicalization.RELAXED, "A: X\r\n")).isEqualTo("a:X\r\n");
    assertThat(field(Canonicalization.RELAXED, "B : Y\t\r\n\tZ  \r\n")).isEqualTo("b:Y Z\r\n");
    assertThat(field(Canonicalization.SIMPLE, "B : Y\t\r\n\tZ  \r\n"))
        .isEqualTo("B : Y\t\r\n\tZ  \r\n");
    BodyHashes bodies = new BodyHashes(mail("A: X\r\n\r\n C \r\nD \t E\r\n\r\n\r\n"));
    assertThat(bodies.of(Canonicalization.RELAXED).sha256()).isEqualTo(hash(" C\r\nD E\r\n"));
    assertThat(bodies.of(Canonicalization.SIMPLE).sha256()).isEqualTo(hash(" C \r\nD \t E\r\n"));
  }

  /// Sections 3.4.3 and 3.4.4, and their errata; `^` is a CR, `_` an LF, `.` a blank.
  @ParameterizedTest
  @CsvSource({
    "'', '', ^_",
    "^_^_, '', ^_",
    ".^_.., '', .^_..^_",
    "a, a^_, a^_",
    "a^, a^^_, a^^_",
    "a^_^, a^_^^_, a^_^^_",
    "a_b, a_b^_, a_b^_",
    ".a..b.^_^_c^_^_, .a.b^_^_c^_, .a..b.^_^_c^_",
    "a^^_b, a^^_b^_, a^^_b^_",
    "a.^b, a.^b^_, a.^b^_",
  })
  void bodies(String body, String relaxed, String simple) {
    BodyHashes bodies = new BodyHashes(mail("A: X\r\n\r\n" + octets(body)));
    assertThat(bodies.of(Canonicalization.RELAXED).length()).isEqualTo(relaxed.length());
    assertThat(bodies.of(Canonicalization.RELAXED).sha256()).isEqualTo(hash(octets(relaxed)));
    assertThat(bodies.of(Canonicalization.SIMPLE).length()).isEqualTo(simple.length());
    assertThat(bodies.of(Canonicalization.SIMPLE).sha256()).isEqualTo(hash(octets(simple)));
  }

  private static String octets(String shown) {
    return shown.replace('^', '\r').replace('_', '\n').replace('.', ' ');
  }

  private static byte[] hash(String text) {
    return BodyHashes.sha256().digest(text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
