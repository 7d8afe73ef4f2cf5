package dev.postern.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LenientCommandTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "MAIL FROM:<a@b>                  | MAIL FROM:<a@b>          | []",
        "mail from:a@b                    | MAIL FROM:<a@b>          | [BARE_ADDRESS]",
        "MAIL FROM: a@b SIZE=5            | MAIL FROM:<a@b> SIZE=5   | [BARE_ADDRESS]",
        "MAIL FROM: <a@b>                 | MAIL FROM:<a@b>          | [SPACES_IN_PATH]",
        "MAIL FROM:< a@b >                | MAIL FROM:<a@b>          | [SPACES_IN_PATH]",
        "MAIL FROM : <a@b>                | MAIL FROM:<a@b>          | [SPACES_IN_PATH]",
        "MAIL FROM <a@b>                  | MAIL FROM:<a@b>          | [SPACES_IN_PATH]",
        "MAIL FROM:\"Scan, <x>\" <a@b>    | MAIL FROM:<a@b>          | [SPACES_IN_PATH]",
        "MAIL FROM:<a@b                   | MAIL FROM:<a@b>          | [SPACES_IN_PATH]",
        "MAIL FROM:<\"a>b\"@c>            | MAIL FROM:<\"a>b\"@c>    | []",
        "MAIL FROM:<>                     | MAIL FROM:<>             | []",
        "MAIL FROM:<a@b> AUTH=<>          | MAIL FROM:<a@b>          | [UNKNOWN_PARAMETER]",
        "MAIL FROM:<a@b> BODY= SIZE=      | MAIL FROM:<a@b>          | [UNKNOWN_PARAMETER]",
        "MAIL FROM:<a@b> BODY=8bitmime    | MAIL FROM:<a@b> BODY=8bitmime | []",
        "MAIL FROM:<a@b> X-VENDOR Q=1     | MAIL FROM:<a@b>          | [UNKNOWN_PARAMETER]",
        "MAIL FROM:<a@b> =                | MAIL FROM:<a@b>          | [UNKNOWN_PARAMETER]",
        "RCPT TO:a@b                      | RCPT TO:<a@b>            | [BARE_ADDRESS]",
        "RCPT TO:<a@b> NOTIFY=NEVER       | RCPT TO:<a@b> NOTIFY=NEVER | []",
        "RCPT TO:                         | RCPT TO:<>               | [BARE_ADDRESS]",
        "RCPT                             | RCPT                     | []",
        "HELO                             | HELO [x]                 | [MISSING_HELLO]",
        "EHLO a b                         | EHLO a b                 | []",
        "data now                         | DATA                     | []",
        "QUIT .                           | QUIT                     | []",
        "``                               | ``                       | []"
      })
  @Tag("Q-63")
  void whatIsMeantIsFoundOut(String sent, String meant, String mended) {
    LenientCommand command = LenientCommand.of(sent, "[x]");
    assertThat(command.line()).isEqualTo(meant);
    assertThat(command.mended().toString()).isEqualTo(mended);
  }
}
