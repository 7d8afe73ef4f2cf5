package dev.postern.imap;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Messages with something odd in every field that IMAP tells of, and broken ones made of them.
final class OddMessages {
  private static final String NASTY = "\r\n\0:;=\"()<>@,\\-b \t\u00ff{}[]?*'%+";

  static final List<String> SAMPLES =
      List.of(
          """
          From: "A \\"B\\" \\\\" <@route,@other:a@example.org>, group: x@y, z (c \\) d@;, =?x?q?=22?= <e@f>
          Sender: <>
          Reply-To: root, "open <g@h
          To: undisclosed-recipients:;
          Cc: caf\u00e9 <caf\u00e9@example.org>, , ,
          Bcc:
          Subject: \\ "quoted" \u00ff
           folded {12}
          Message-ID: <"a\\b"@c>
          In-Reply-To: ("
          Date: not a date
          MIME-Version: 1.0
          Content-Type: multipart/mixed; boundary="b"; x*0*=utf-8''%41; x*1=b; y="; z=\\"

          preamble
          --b
          Content-Type: text/plain; charset="a\\"b"; name=caf\u00e9
          Content-ID: <a"b@c>
          Content-Description: \u00e9 "
          Content-Language: en, , "de
          Content-Location: http://example.org/"\\
          Content-MD5: "

          text
          --b
          Content-Type: message/rfc822
          Content-Disposition: attachment; filename="a\\"b

          Subject: in
          From: inner
          Content-Type: multipart/alternative; boundary=bb

          --bb
          Content-Type: text/html

          <p>
          --bb
          Content-Type: /
          Content-Transfer-Encoding:

          --bb--
          --b
          Content-Type: message/global

          Subject: \u00e9

          x
          --b
          Content-Type: message/rfc822
          --b
          Content-Type: message/delivery-status
          Content-Disposition: ;

          Status: 5.0.0
          --b
          Content-Type: multipart/digest; boundary=d

          --d

          From: q

          text
          --d--
          --b--
          """,
          "\n\nbody",
          "Content-Type: multipart/mixed; boundary=x\n\n--x--\n--x\n",
          "Content-Type: message/rfc822\n\n",
          "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: {3}\n",
          "Content-Type: text\n\nx",
          "Content-Type: \"te xt\"/pl\"ain; =; a=; =b\nContent-Transfer-Encoding: \"\"\n\nx\n",
          "Content-Type: multipart/; boundary=b\n\n--b\n\nx\n--b--\n",
          "Content-Type: multipart/mixed; boundary=b\n\n"
              + "--b\n"
              + "Content-Type: multipart/mixed\n\n"
              + "--b--\n",
          "Subject: a\r\rContent-Type: text/plain\0\0\r\r\0");

  private OddMessages() {}

  static byte[] octets(String sample) {
    return sample.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Returns a sample with some octets moved, replaced or cut off; never empty.
  static byte[] mutated(Random random) {
    byte[] bytes = octets(SAMPLES.get(random.nextInt(3) == 0 ? random.nextInt(SAMPLES.size()) : 0));
    for (int edits = random.nextInt(12); edits >= 0; edits--) {
      int at = random.nextInt(bytes.length);
      int from = random.nextInt(bytes.length);
      int length = Math.min(random.nextInt(40) + 1, bytes.length - Math.max(at, from));
      if (random.nextBoolean()) {
        System.arraycopy(bytes, from, bytes, at, length);
      } else {
        bytes[at] = (byte) NASTY.charAt(random.nextInt(NASTY.length()));
      }
    }
    return random.nextInt(4) == 0 ? Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length)) : bytes;
  }
}
