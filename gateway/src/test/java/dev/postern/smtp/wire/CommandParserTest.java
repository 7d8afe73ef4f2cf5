package dev.postern.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.smtp.wire.SmtpCommand.Parameter;
import dev.postern.support.Cases;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CommandParserTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RCPT TO:<a@b.test>                | a@b.test
          rcpt to: <a@b.test>               | a@b.test
          RCPT TO:a@b.test                  | a@b.test
          RCPT TO:<@x,@y:c@d>               | c@d
          RCPT TO:<"a > b"@c.test>          | "a > b"@c.test
          RCPT TO:<"a \\" > b"@c.test>      | "a \\" > b"@c.test
          RCPT TO:<a@[IPv6:::1]>            | a@[IPv6:::1]
          RCPT TO:<Postmaster>              | Postmaster
          """)
  void pathsAreRead(String line, String path) {
    assertThat(CommandParser.parse(line, true)).isEqualTo(new SmtpCommand.Rcpt(path, List.of()));
  }

  @Test
  void parametersAreRead() {
    assertThat(CommandParser.parse("MAIL FROM:<>  SIZE=100 Body=8BITMIME SMTPUTF8", true))
        .isEqualTo(
            new SmtpCommand.Mail(
                "",
                List.of(
                    new Parameter("SIZE", "100"),
                    new Parameter("BODY", "8BITMIME"),
                    new Parameter("SMTPUTF8", ""))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MAIL",
        "MAIL a@b",
        "MAIL FROM:",
        "MAIL FROM:<a@b",
        "MAIL FROM:<a@b>x",
        "RCPT TO:<@x>",
        "EHLO",
        "DATA now",
        "MAIL FROM:<a@b> =",
        "AUTH",
        "AUTH PLAIN a b"
      })
  void mistakesAreSyntaxErrors(String line) {
    assertThatThrownBy(() -> CommandParser.parse(line, true))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.SYNTAX));
  }

  @ParameterizedTest
  @ValueSource(strings = {"MAIL FROM:a@b.test", "MAIL FROM: a@b.test SIZE=1", "RCPT TO:a@b.test"})
  void addressesNeedBracketsWhereTheyAreAskedFor(String line) {
    assertThatThrownBy(() -> CommandParser.parse(line, false))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.SYNTAX));
    assertThat(CommandParser.parse("MAIL FROM:<a@b.test>", false))
        .isEqualTo(new SmtpCommand.Mail("a@b.test", List.of()));
  }

  @Test
  void noLineBreaksTheParser() {
    String pieces = "MAIL FROM:<>\"\\@,: =RCPTOAUH";
    Cases.forAll(random -> {
      StringBuilder line = new StringBuilder(random.nextBoolean() ? "MAIL FROM:" : "RCPT TO:");
      for (int i = random.nextInt(30); i > 0; i--) {
        line.append(pieces.charAt(random.nextInt(pieces.length())));
      }
      try {
        SmtpCommand _ = CommandParser.parse(line.toString(), true);
      } catch (GatewayException e) {
        assertThat(e.fault()).isIn(Fault.SYNTAX, Fault.UNKNOWN_COMMAND);
      }
    });
  }

  @Test
  void passwordsAreNotShown() {
    assertThat(CommandParser.parse("AUTH PLAIN c2VjcmV0", true).toString())
        .doesNotContain("c2VjcmV0");
    assertThat(new Line.Text("c2VjcmV0").toString()).doesNotContain("c2VjcmV0");
  }
}
