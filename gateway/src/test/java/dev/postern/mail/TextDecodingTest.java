package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextDecodingTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "=?utf-8?Q?Gr=C3=BC=C3=9Fe?= an alle|Grüße an alle",
        "=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?_b?=|a b",
        "=?utf-8?B?4oI=?= =?utf-8?B?rA==?=|€",
        "=?utf-8?b?w7xi?=x|übx",
        "=?utf-8*de?q?=C3=BC?=|ü",
        "=?x-none?q?=FC?=|ü",
        "=?utf-8?x?a?=|=?utf-8?x?a?=",
        "=?utf-8?q?a|=?utf-8?q?a",
        "a =? b|a =? b",
        "=?utf-8?B?!!!?=|=?utf-8?B?!!!?=",
        "=?us-ascii?q?a=0D=0ABcc:_x?=|a  Bcc: x",
      })
  void encodedWordsAreDecoded(String text, String expected) {
    assertThat(EncodedWords.decode(text)).isEqualTo(expected);
  }

  @Test
  void rawEightBitTextIsUtf8OrElseWindows1252() {
    String utf8 = new String("Grüße".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    assertThat(EncodedWords.decodeRaw(utf8)).isEqualTo("Grüße");
    assertThat(EncodedWords.decodeRaw("Gr\u00fc\u00dfe \u0080")).isEqualTo("Grüße €");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "utf-7",
        "x-unknown",
        "../../etc",
        "iso-2022-kr",
        "utf-16",
        "utf-32",
        "unicode-1-1-utf-7",
        "\0",
        "ISO-2022-CN",
        "x-JISAutoDetect",
        "hz-gb-2312",
        "ibm-thai",
        "cesu-8"
      })
  @Tag("I-59")
  void noCharsetMakesDecodingThrow(String charset) {
    byte[] octets = new byte[256];
    for (int i = 0; i < octets.length; i++) {
      octets[i] = (byte) i;
    }
    assertThat(Charsets.decode(octets, charset)).hasSizeLessThanOrEqualTo(512);
    assertThat(Charsets.decode(new byte[] {27, '$', 'B'}, charset)).isNotNull();
  }

  @Test
  @Tag("I-59")
  void utf7IsNotDecoded() {
    byte[] octets = "+ADw-script+AD4-".getBytes(StandardCharsets.US_ASCII);
    assertThat(Charsets.decode(octets, "UTF-7")).isEqualTo("+ADw-script+AD4-");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "attachment; filename=\"q.pdf\"|q.pdf",
        "attachment; filename=q 1.pdf; size=3|q 1.pdf",
        "attachment; filename=report(1).pdf|report(1).pdf",
        "attachment; filename*=utf-8''%e2%82%ac.txt; filename=evil.exe|€.txt",
        "attachment; filename=evil.exe; filename*0*=utf-8''%e2%82; filename*1*=%ac.txt|€.txt",
        "attachment; filename*1=b; filename*0=a|ab",
        "attachment; filename*0=a; filename*2=c|a",
        "attachment; filename=\"=?utf-8?Q?=C3=BC.txt?=\"|ü.txt",
        "attachment; FileName=\"a\\\"b.txt\"|a\"b.txt",
        "filename=x.txt|x.txt",
        "attachment (a; b); filename=x.txt|x.txt",
      })
  @Tag("I-17")
  void allFormsOfAFileNameGiveOneAnswer(String disposition, String expected) {
    String message = "Content-Disposition: " + disposition + "\n\n";
    Part part = MessageReader.read(Messages.of(message)).parts().getFirst();
    assertThat(part.filename()).isEqualTo(expected);
    assertThat(part.disposition()).isEqualTo("attachment");
    String named = disposition.replaceFirst("(?i)^(attachment[^;]*; )?", "image/png; ");
    String type = "Content-Type: " + named.replaceAll("(?i)filename", "name") + "\n\n";
    assertThat(MessageReader.read(Messages.of(type)).parts().getFirst().filename())
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a=3Db=|a=b",
        "a  \t~b|a~b",
        "a =~b|a b",
        "a= ~b|ab",
        "a=zz|a=zz",
        "a=4|a=4",
        "=41=42|AB",
        "a=~~b|a~b",
      })
  void quotedPrintableIsDecoded(String encoded, String expected) {
    String head = "Content-Transfer-Encoding: quoted-printable\n\n";
    assertThat(content(head + encoded.replace('~', '\n'))).isEqualTo(expected.replace("~", "\r\n"));
  }

  @ParameterizedTest
  @CsvSource({"aGVsbG8=", "'aGVs\nbG8'", "a.G-V_s bG8=", "aGVsbG8=====aGk="})
  void base64SkipsStrangersAndEndsAtThePadding(String encoded) {
    assertThat(content("Content-Transfer-Encoding: base64\n\n" + encoded)).isEqualTo("hello");
  }

  private static String content(String text) {
    var message = Messages.of(text);
    List<Part> parts = MessageReader.read(message).parts();
    return Messages.text(PartDecoder.head(message, parts.getFirst(), 1_000));
  }
}
