package dev.postern.smtp.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineFramerTest {
  @Test
  void linesComeOutTheSameHoweverTheyArrive() {
    byte[] stream = bytes("EHLO a\r\nbare\nNO\rOP\r\nN\0OOP\r\n\r\nRCPT TO:<\u00e9@x>\r\nQUIT\r\n");
    List<String> whole = frame(stream, stream.length, false);
    assertThat(whole).containsExactly("EHLO a", "500", "500", "500", "", "RCPT TO:<é@x>", "QUIT");
    for (int split = 1; split < stream.length; split++) {
      assertThat(frame(stream, split, false)).as("split at %d", split).isEqualTo(whole);
    }
  }

  @Test
  void aTruncatedCharacterIsRefused() {
    byte[] line = bytes("RCPT TO:<\u00e9@x>\r\n");
    line[10] = '@';
    assertThat(frame(line, 100, false)).containsExactly("500");
  }

  @Test
  void aLongLineIsDroppedAndRefusedOnce() {
    byte[] stream = bytes("x".repeat(LineFramer.MAX_LINE - 1) + "\r\nNOOP\r\n");
    assertThat(frame(stream, 100, false)).containsExactly("500", "NOOP");
    assertThat(frame(stream, stream.length, false)).containsExactly("500", "NOOP");
    byte[] longest = bytes("x".repeat(LineFramer.MAX_LINE - 2) + "\r\n");
    assertThat(frame(longest, 64, false)).hasSize(1).doesNotContain("500");
  }

  @Test
  void signInsMayBeLonger() {
    String response = "A".repeat(10_000);
    assertThat(frame(bytes("auth PLAIN " + response + "\r\n"), 999, false))
        .containsExactly("auth PLAIN " + response);
    assertThat(frame(bytes(response + "\r\n"), 999, true)).containsExactly(response);
    assertThat(frame(bytes(response + response + "\r\n"), 999, true)).containsExactly("500");
  }

  @Test
  void nothingIsHeldOfALineWithoutEnd() {
    LineFramer framer = new LineFramer();
    ByteBuf in = Unpooled.buffer();
    Optional<Line> line = Optional.empty();
    for (int sent = 0; line.isEmpty() && sent <= LineFramer.MAX_SKIPPED; sent += 1000) {
      in.writeZero(1000);
      line = framer.next(in, false);
      assertThat(in.readableBytes()).isLessThanOrEqualTo(LineFramer.MAX_LINE);
      in.discardReadBytes();
    }
    assertThat(line).contains(new Line.Endless());
  }

  private static List<String> frame(byte[] stream, int step, boolean sasl) {
    LineFramer framer = new LineFramer();
    ByteBuf in = Unpooled.buffer();
    List<String> lines = new ArrayList<>();
    for (int at = 0; at < stream.length; at += step) {
      in.writeBytes(stream, at, Math.min(step, stream.length - at));
      for (var line = framer.next(in, sasl); line.isPresent(); line = framer.next(in, sasl)) {
        lines.add(
            switch (line.get()) {
              case Line.Text text -> text.text();
              case Line.Broken broken -> String.valueOf(broken.reply().code());
              case Line.Endless _ -> "endless";
            });
      }
    }
    return lines;
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
