package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Bytes that were made to break readers; seeds are in the failure texts. Whoever reads them in
/// more than linear time does not end in time.
@Timeout(60)
class HostileMessagesTest {
  private static final String NASTY = "\r\n\0:;=\"()<>@,\\-b \t\u00ff?*'%";
  private static final List<String> SAMPLES =
      List.of(
          """
          From: "A \\"B\\"" <@route:a@example.org>, group: x@y, z (c \\
          To: undisclosed-recipients:;
          Subject: =?utf-8?B?w4Q=?= =?x?Q?=ff?= =?
          Content-Type: multipart/mixed; boundary="b"; x*0*=utf-8''%41; x*1=b

          --b
          Content-Type: multipart/alternative; boundary=bb

          --bb
          Content-Type: text/plain; charset=iso-2022-jp
          Content-Transfer-Encoding: quoted-printable

          =1B$B=
          =1B(B  \t
          --bb
          Content-Type: text/html; charset="utf-7"
          Content-Transfer-Encoding: base64

          PGI+aGk8L2I+=
          --bb--
          --b
          Content-Type: message/rfc822

          Subject: x
          Content-Type: multipart/digest; boundary=d

          --d

          From: q

          text
          --d--
          --b
          Content-Disposition: attachment; filename*0*=utf-8''a%20; filename*1=b.pdf

          --b--
          """,
          "\n\nbody",
          "Content-Type: multipart/mixed; boundary=x\n\n--x--\n--x\n",
          "Subject: a\r\rContent-Type: text/plain\0\0\r\r\0");

  /// Reads everything that is read of a message anywhere and checks what always holds.
  static Digest readAll(MemorySegment message, String context) {
    Digest digest = MessageReader.read(message);
    List<Part> parts = digest.parts();
    assertThat(digest.wire().size()).as(context).isEqualTo(message.byteSize());
    assertTree(message, parts, context);
    BodyText.of(message, parts);
    Attachments.of(parts);
    HeaderBlock.of(message, 0, message.byteSize()).fields().forEach(HeaderField::decoded);
    try {
      for (Part part : parts) {
        long size = PartDecoder.decodedSize(message, part);
        byte[] content = PartDecoder.open(message, part).readAllBytes();
        assertThat((long) content.length).as(context).isEqualTo(size);
      }
    } catch (IOException e) {
      throw new AssertionError(context, e);
    }
    Digest copy =
        DigestCodec.decode(
            DigestCodec.encode(digest), WireCodec.decode(WireCodec.encode(digest.wire())));
    assertThat(copy.parts()).as(context).isEqualTo(parts);
    assertThat(DigestCodec.encode(copy)).as(context).isEqualTo(DigestCodec.encode(digest));
    assertThat(WireCodec.encode(copy.wire()))
        .as(context)
        .isEqualTo(WireCodec.encode(digest.wire()));
    return digest;
  }

  private static void assertTree(MemorySegment message, List<Part> parts, String context) {
    assertThat(parts).as(context).isNotEmpty();
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      assertThat(part.index()).as(context).isEqualTo(i);
      assertThat(part.parent()).as(context).isLessThan(i).isGreaterThanOrEqualTo(i == 0 ? -1 : 0);
      assertThat(part.lines()).as(context).isNotNegative();
      assertThat(part.headerStart()).as(context).isLessThanOrEqualTo(part.bodyStart());
      assertThat(part.bodyStart()).as(context).isLessThanOrEqualTo(part.bodyEnd());
      assertThat(part.bodyEnd()).as(context).isLessThanOrEqualTo(message.byteSize());
      if (i > 0) {
        Part parent = parts.get(part.parent());
        assertThat(part.headerStart())
            .as(context)
            .isGreaterThanOrEqualTo(parts.get(i - 1).headerStart())
            .isGreaterThanOrEqualTo(parent.bodyStart());
        assertThat(part.bodyEnd()).as(context).isLessThanOrEqualTo(parent.bodyEnd());
      }
    }
  }

  @Test
  @Tag("I-55")
  void everyTruncationIsRead() {
    for (String sample : SAMPLES) {
      byte[] whole = sample.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
      for (int length = 0; length <= whole.length; length++) {
        byte[] cut = Arrays.copyOf(whole, length);
        readAll(MemorySegment.ofArray(cut), "first " + length + " of " + sample);
      }
    }
  }

  @Test
  @Tag("I-51")
  void mutatedMessagesAreRead() {
    for (int seed = 0; seed < 2_000; seed++) {
      Random random = new Random(seed);
      byte[] bytes =
          SAMPLES.get(random.nextInt(SAMPLES.size())).getBytes(StandardCharsets.ISO_8859_1);
      for (int edits = random.nextInt(12); edits >= 0; edits--) {
        int at = random.nextInt(bytes.length);
        int from = random.nextInt(bytes.length);
        int length = Math.min(random.nextInt(30) + 1, bytes.length - Math.max(at, from));
        if (random.nextBoolean()) {
          System.arraycopy(bytes, from, bytes, at, length);
        } else {
          bytes[at] = (byte) NASTY.charAt(random.nextInt(NASTY.length()));
        }
      }
      readAll(MemorySegment.ofArray(bytes), "seed " + seed);
    }
  }

  @Test
  void randomOctetsAreRead() {
    for (int seed = 0; seed < 500; seed++) {
      Random random = new Random(seed);
      byte[] bytes = new byte[random.nextInt(300)];
      random.nextBytes(bytes);
      readAll(MemorySegment.ofArray(bytes), "seed " + seed);
    }
  }

  @Test
  @Tag("I-50")
  @Tag("C-68")
  void partsNestedAHundredThousandDeepAreCutOff() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("Content-Type: multipart/mixed; boundary=b").append(i);
      text.append("\n\n--b").append(i).append('\n');
    }
    List<Part> parts = MessageReader.read(Messages.of(text.toString())).parts();
    assertThat(parts).hasSize(PartScanner.MAX_DEPTH + 1);
    assertThat(parts.getLast().type()).isEqualTo("application");
    assertThat(parts.getLast().subtype()).isEqualTo("octet-stream");
  }

  @Test
  @Tag("I-51")
  void messagesNestedDeeplyAreCutOff() {
    String text = "Content-Type: message/rfc822\n\n".repeat(5_000) + "Subject: x\n\nend\n";
    List<Part> parts = MessageReader.read(Messages.of(text)).parts();
    assertThat(parts).hasSize(PartScanner.MAX_DEPTH + 1);
    assertThat(parts.getLast().path()).startsWith("1.1.1");
  }

  @Test
  @Tag("I-50")
  void aMillionSiblingsEndInOneOpaquePart() {
    String text = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(1_000_000);
    MemorySegment message = Messages.raw(text);
    List<Part> parts = MessageReader.read(message).parts();
    assertThat(parts).hasSize(PartScanner.MAX_PARTS);
    assertThat(parts.getLast().subtype()).isEqualTo("octet-stream");
    assertThat(parts.getLast().bodyEnd()).isEqualTo(message.byteSize());
    assertThat(parts.getLast().size()).isGreaterThan(6_000_000);
  }

  @Test
  @Tag("I-52")
  void addressesKeptOfAHeaderAreCapped() {
    String text = "To: a@example.org\n".repeat(200_000) + "Cc: " + "b@c, ".repeat(100_000) + "\n\n";
    Digest digest = MessageReader.read(Messages.of(text));
    assertThat(digest.to()).hasSize(AddressScanner.MAX_ADDRESSES);
    assertThat(digest.cc()).hasSize(AddressScanner.MAX_ADDRESSES);
  }

  @Test
  @Tag("I-54")
  void aFloodOfContinuedParametersIsCapped() {
    StringBuilder type = new StringBuilder("Content-Type: text/plain");
    for (int i = 0; i < 100_000; i++) {
      type.append("; a*").append(i).append("*=x");
    }
    Digest digest = MessageReader.read(Messages.of(type + "\n\nbody\n"));
    String value = digest.parts().getFirst().parameters().getOrDefault("a", "");
    assertThat(value).hasSizeLessThanOrEqualTo(Rfc2231.MAX_PARAMETERS);
  }

  @Test
  @Tag("I-53")
  void aHeaderOfTensOfMegabytesIsReadAndWhatIsKeptOfItIsBounded() {
    String line = "X-" + "h".repeat(70) + ": " + "v".repeat(900) + "\n";
    String many = "Subject: first\n" + line.repeat(20_000);
    String one = "Subject: " + "s".repeat(20 << 20) + "\n";
    for (String header : List.of(many, one)) {
      Digest digest = MessageReader.read(Messages.of(header + "\nbody\n"));
      assertThat(digest.wire().headerLength()).isEqualTo(header.replace("\n", "\r\n").length() + 2);
      assertThat(digest.subject().length()).isLessThanOrEqualTo(1 << 20);
    }
  }

  @Test
  void aDelimiterIsFoundAmongAHundredOpenBoundariesWithOneLookUp() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 99; i++) {
      String boundary = "x".repeat(i + 1);
      text.append("Content-Type: multipart/mixed; boundary=").append(boundary);
      text.append("\n\n--").append(boundary).append('\n');
    }
    text.append("\ninner\n--x\n\nouter\n--x--\n");
    MemorySegment message = Messages.of(text.toString());
    List<Part> parts = MessageReader.read(message).parts();
    assertThat(parts.get(parts.size() - 2).path()).endsWith("1.1.1");
    assertThat(parts.getLast().path()).isEqualTo("2");
    assertThat(Messages.body(message, parts.getLast())).isEqualTo("outer");
  }

  @Test
  @Tag("I-26")
  void corruptColumnsAreRefusedAndNothingElse() {
    Digest digest = MessageReader.read(Messages.of(SAMPLES.getFirst()));
    byte[] rest = DigestCodec.encode(digest);
    byte[] wire = WireCodec.encode(digest.wire());
    for (int seed = 0; seed < 5_000; seed++) {
      Random random = new Random(seed);
      byte[] broken = (seed % 2 == 0 ? rest : wire).clone();
      broken[random.nextInt(broken.length)] = (byte) random.nextInt();
      byte[] input = Arrays.copyOf(broken, random.nextInt(broken.length) + 1);
      try {
        if (seed % 2 == 0) {
          DigestCodec.decode(input, digest.wire());
        } else {
          WireCodec.decode(input);
        }
      } catch (IllegalArgumentException expected) {
        assertThat(expected).as("seed " + seed).hasMessageNotContaining("\0");
      }
    }
  }
}
