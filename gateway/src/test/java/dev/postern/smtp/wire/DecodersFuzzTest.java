package dev.postern.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fault.GatewayException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Any octets in any pieces: every decoder ends, takes no more steps than there are octets, and
/// throws nothing but refusals.
class DecodersFuzzTest {
  private static final int ROUNDS = 3_000;
  private static final String[] WORDS = {
    "EHLO ",
    "MAIL FROM:",
    "RCPT TO:",
    "BDAT ",
    "AUTH PLAIN ",
    "<",
    ">",
    "\"",
    "\\",
    "@",
    ".",
    ",",
    ":",
    "=",
    " ",
    "\r\n",
    "\r",
    "\n",
    "\0",
    "NOTIFY=",
    "ORCPT=utf-8;",
    "\\x{",
    "}",
    "+2B",
    "+",
    "LAST",
    "7",
    "99999999999999999999",
    "\u00fc",
    "\u2028",
    "\ud83d\ude00",
    "x",
    "SIZE="
  };

  private final long seed = new Random().nextLong();
  private final Random random = new Random(seed);

  private byte[] octets() {
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(40); i > 0; i--) {
      text.append(WORDS[random.nextInt(WORDS.length)]);
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    for (int flips = random.nextInt(3); flips > 0 && bytes.length > 0; flips--) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    return bytes;
  }

  @Test
  void linesAreCutAndParsed() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = octets();
      LineFramer framer = new LineFramer(LineEnds.strict());
      ByteBuf in = Unpooled.buffer();
      int steps = 0;
      for (int at = 0; at < bytes.length; ) {
        int length = Math.min(1 + random.nextInt(9), bytes.length - at);
        in.writeBytes(bytes, at, length);
        at += length;
        for (Optional<Line> line = framer.next(in, false);
            line.isPresent();
            line = framer.next(in, false)) {
          assertThat(++steps).as("seed %d", seed).isLessThanOrEqualTo(bytes.length);
          if (line.get() instanceof Line.Text(String text)) {
            parse(text);
          }
        }
      }
      in.release();
    }
  }

  private void parse(String text) {
    try {
      assertThat(CommandParser.parse(text, random.nextBoolean())).isNotNull();
    } catch (GatewayException e) {
      assertThat(e.fault().smtpReply()).as("seed %d", seed).isBetween(500, 555);
    }
  }

  @Test
  void whatXtextHidesIsNeverAControlCharacter() {
    for (int round = 0; round < ROUNDS; round++) {
      String text = new String(octets(), StandardCharsets.UTF_8);
      for (boolean unicode : new boolean[] {false, true}) {
        try {
          String plain = unicode ? Xtext.decodeUnicode(text) : Xtext.decode(text);
          assertThat(plain.chars().noneMatch(c -> Character.isISOControl(c) || c == '\u2028'))
              .as("seed %d: %s", seed, text)
              .isTrue();
        } catch (GatewayException e) {
          assertThat(e.fault().smtpReply()).as("seed %d", seed).isEqualTo(501);
        }
      }
    }
  }

  @Test
  void aMailIsTheSameInAnyPieces() {
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = octets();
      check(bytes, new DataDecoder(), new DataDecoder());
      ChunkDecoder whole = new ChunkDecoder(round % 2 == 0);
      ChunkDecoder pieces = new ChunkDecoder(round % 2 == 0);
      int size = random.nextInt(bytes.length + 2);
      whole.begin(size);
      pieces.begin(size);
      check(bytes, whole, pieces);
    }
  }

  private void check(byte[] bytes, MailDecoder whole, MailDecoder pieces) {
    int taken = whole.decode(bytes);
    byte[] expected = Arrays.copyOf(whole.output(), whole.length());
    ByteBuf yielded = Unpooled.buffer();
    int at = 0;
    for (int steps = 0; at < bytes.length && !pieces.ended(); steps++) {
      assertThat(steps).as("seed %d", seed).isLessThanOrEqualTo(bytes.length);
      int to = Math.min(at + 1 + random.nextInt(5), bytes.length);
      at += pieces.decode(Arrays.copyOfRange(bytes, at, to));
      yielded.writeBytes(pieces.output(), 0, pieces.length());
    }
    assertThat(at).as("seed %d", seed).isEqualTo(taken);
    assertThat(pieces.ended()).as("seed %d", seed).isEqualTo(whole.ended());
    assertThat(pieces.broken()).as("seed %d", seed).isEqualTo(whole.broken());
    byte[] all = new byte[yielded.readableBytes()];
    yielded.readBytes(all);
    yielded.release();
    assertThat(all).as("seed %d", seed).isEqualTo(expected);
  }
}
