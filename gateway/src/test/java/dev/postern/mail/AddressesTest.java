package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Ann.Lee+x@Example.ORG|Ann.Lee+x@example.org",
        "\"a b\"@example.org|\"a b\"@example.org",
        "\"ann\"@example.org|ann@example.org",
        "\"a@b\"@example.org|\"a@b\"@example.org",
        "jürgen@example.org|jürgen@example.org",
        "a@bücher.example|a@xn--bcher-kva.example",
        "a@[192.0.2.1]|a@[192.0.2.1]",
        "a@[IPv6:2001:db8::1]|a@[IPv6:2001:db8::1]",
        "a@localhost|a@localhost",
        "!#$%&'*+/=?^_{}~-@x|!#$%&'*+/=?^_{}~-@x",
      })
  void validAddressesAreRead(String text, String expected) {
    assertThat(MailAddresses.parse(text)).hasToString("Optional[" + expected + "]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a",
        "@",
        "a@",
        "@b",
        "a b@c",
        "a@b c",
        ".a@b",
        "a.@b",
        "a..b@c",
        "a@-b",
        "a@b-",
        "a@b..c",
        "a@b.",
        "<a@b>",
        "A <a@b>",
        "a@b,c@d",
        "a@b\r\nBcc: x@y",
        "a\r\n@b",
        "a\0@b",
        "a\u2028@b",
        "\"a\"b\"@c",
        "\"a\\\"@b",
        "\"\"@b",
        "a@[1.2.3.4",
        "a@[]",
        "a@[x\r\n]",
        "a\ud800@b",
        "a\u00a0b@c",
        "(c)a@b",
        "a@b(c)",
        "a@b>",
        "a@exa mple"
      })
  void otherTextIsNoAddress(String text) {
    assertThat(MailAddresses.parse(text)).isEmpty();
  }

  @Test
  void lengthsAreThoseOfRfc5321() {
    assertThat(MailAddresses.parse("a".repeat(64) + "@b")).isPresent();
    assertThat(MailAddresses.parse("a".repeat(65) + "@b")).isEmpty();
    assertThat(MailAddresses.parse("ü".repeat(33) + "@b")).isEmpty();
    assertThat(MailAddresses.parse("a@" + "b".repeat(63) + ".c")).isPresent();
    assertThat(MailAddresses.parse("a@" + "b".repeat(64))).isEmpty();
    assertThat(MailAddresses.parse("a@" + "b.".repeat(127) + "b")).isPresent();
    assertThat(MailAddresses.parse("a@" + "b.".repeat(128) + "b")).isEmpty();
  }

  @Test
  void headerListsAreReadLeniently() {
    assertThat(
            MailAddresses.parseHeader(
                "=?utf-8?Q?J=C3=BCrgen?= <j@x>, k@x (Kai), \"L, M\" <l@x> n@x, team: o@x;, p,"
                    + " <@r1,@r2:q@x>, \"r s\"@x"))
        .containsExactly(
            new Mailbox("Jürgen", "j@x"),
            new Mailbox("Kai", "k@x"),
            new Mailbox("L, M", "l@x"),
            new Mailbox("", "n@x"),
            new Mailbox("", "o@x"),
            new Mailbox("", "p"),
            new Mailbox("", "q@x"),
            new Mailbox("", "\"r s\"@x"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "undisclosed-recipients:;", ":;", ",,,", "(", "\"", "\\", "<", "(\\", "\"\\"})
  void listsWithoutAddressesAreEmpty(String value) {
    assertThat(MailAddresses.parseHeader(value)).filteredOn(m -> m.email().contains("@")).isEmpty();
  }

  @Test
  void anUnquotedCommaInTheAuthorsNameSplitsNothing() {
    Digest digest = MessageReader.read(Messages.of("From: Doe, John <j@x>\nTo: root, B <b@x>\n\n"));
    assertThat(digest.from()).containsExactly(new Mailbox("Doe, John", "j@x"));
    assertThat(digest.to()).containsExactly(new Mailbox("", "root"), new Mailbox("B", "b@x"));
  }

  @Test
  @Tag("S-14")
  void accountsAreLookedUpByOneSpelling() {
    for (String text :
        List.of(
            "jo\u00e9@b\u00fccher.test",
            "JO\u00c9+tag@B\u00dcCHER.test",
            "joe\u0301@xn--bcher-kva.test",
            "JOE\u0301+x@xn--BCHER-kva.test")) {
      assertThat(MailAddresses.parse(text).orElseThrow().canonical())
          .as(text)
          .isEqualTo("jo\u00e9@xn--bcher-kva.test");
    }
  }
}
