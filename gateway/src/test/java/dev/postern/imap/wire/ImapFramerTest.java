package dev.postern.imap.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.support.Cases;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ImapFramerTest {
  private final List<String> heard = new ArrayList<>();

  /// Feeds a signed-in client's stream in pieces of `step` octets; every question is answered yes.
  private List<String> cut(String stream, int step, boolean signedIn) {
    ImapFramer framer = new ImapFramer();
    if (signedIn) {
      framer.signedIn(Long.MAX_VALUE);
    }
    return cut(stream, step, signedIn, framer);
  }

  private List<String> cut(String stream, int step, boolean signedIn, ImapFramer framer) {
    heard.clear();
    EmbeddedChannel channel = new EmbeddedChannel(framer);
    byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
    for (int at = 0; at < bytes.length; at += step) {
      int length = Math.min(step, bytes.length - at);
      channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
      drain(channel, framer, signedIn);
    }
    assertThat(channel.finish()).isFalse();
    return List.copyOf(heard);
  }

  private void drain(EmbeddedChannel channel, ImapFramer framer, boolean signedIn) {
    ChannelHandlerContext context = channel.pipeline().context(framer);
    for (Frame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
      hear(frame);
      frame.release();
      boolean waits =
          frame instanceof Frame.Asking
              || (frame instanceof Frame.Whole && !signedIn)
              || (frame instanceof Frame.AppendHead head && head.asking())
              || (frame instanceof Frame.AppendNext next && next.asking());
      if (waits) {
        framer.proceed(context, true);
      }
    }
  }

  private void hear(Frame frame) {
    switch (frame) {
      case Frame.Whole(ByteBuf bytes) -> heard.add("whole " + text(bytes));
      case Frame.Asking(ByteBuf bytes) -> heard.add("asking " + text(bytes));
      case Frame.AppendHead(ByteBuf bytes, long length, boolean asking) ->
          heard.add("append " + text(bytes) + length + (asking ? "?" : ""));
      case Frame.LiteralBytes(ByteBuf bytes) -> {
        String last = heard.getLast();
        String all = last.startsWith("bytes ") ? heard.removeLast() : "bytes ";
        heard.add(all + text(bytes));
      }
      case Frame.AppendNext(ByteBuf bytes, long length, boolean asking) ->
          heard.add("next " + text(bytes) + length + (asking ? "?" : ""));
      case Frame.LiteralEnd(String tail) -> heard.add("end" + (tail.isEmpty() ? "" : " " + tail));
      case Frame.NextRefused(String why, boolean close) ->
          heard.add("next refused " + why + (close ? " close" : ""));
      case Frame.Refused(String tag, String why, boolean close) ->
          heard.add("refused " + tag + " " + why + (close ? " close" : ""));
    }
  }

  private static String text(ByteBuf bytes) {
    return bytes.toString(StandardCharsets.ISO_8859_1);
  }

  @Test
  void aCommandIsALineWithItsLiterals() {
    assertThat(cut("a NOOP\r\nb LOGIN {3+}\r\nann {2+}\r\n\r\n\r\nc NOOP\n", 1000, true))
        .containsExactly("whole a NOOP", "whole b LOGIN {3+}\r\nann {2+}\r\n\r\n", "whole c NOOP");
  }

  @Test
  void aSynchronizingLiteralIsAskedFor() {
    assertThat(cut("a SELECT {5}\r\nINBOX\r\n", 1000, true))
        .containsExactly("asking a SELECT {5}", "whole a SELECT {5}\r\nINBOX");
  }

  @Test
  void anAppendStreams() {
    String stream =
        "a APPEND {5+}\r\nINBOX (\\Seen) {4}\r\nabcd\r\nb append x {0+}\r\n\r\nc NOOP\r\n";
    assertThat(cut(stream, 1000, true))
        .containsExactly(
            "append a APPEND {5+}\r\nINBOX (\\Seen) 4?",
            "bytes abcd",
            "end",
            "append b append x 0",
            "end",
            "whole c NOOP");
  }

  @Test
  void messagesFollowEachOtherInAnAppend() {
    String stream =
        "a APPEND x {2+}\r\nab (\\Seen) {9}\r\nq LOGOUT\n UTF8 (~{1+}\r\nc)\r\nb NOOP\r\n";
    assertThat(cut(stream, 1000, true))
        .containsExactly(
            "append a APPEND x 2",
            "bytes ab",
            "next  (\\Seen) 9?",
            "bytes q LOGOUT\n",
            "next  UTF8 (~1",
            "bytes c",
            "end )",
            "whole b NOOP");
  }

  @Test
  void aReplaceStreams() {
    String stream =
        "a REPLACE 4 {1+}\r\nx (\\Draft) {2+}\r\nab\r\nb UID REPLACE 7 x ~{2+}\r\n\0d\r\n";
    assertThat(cut(stream, 1000, true))
        .containsExactly(
            "append a REPLACE 4 {1+}\r\nx (\\Draft) 2",
            "bytes ab",
            "end",
            "append b UID REPLACE 7 x ~2",
            "bytes \0d",
            "end");
  }

  @Test
  @Tag("C-14")
  void aLaterLiteralIsBoundedAsTheFirstIs() {
    String payload = "\r\nx DELETE INBOX\r\n".repeat(300);
    String later = "a APPEND x {2+}\r\nab {" + payload.length() + "+}\r\n" + payload;
    for (int step : new int[] {1, 1000, 100_000}) {
      ImapFramer framer = new ImapFramer();
      framer.signedIn(4096);
      assertThat(cut(later + " {4+}\r\ncdef\r\nb NOOP\r\n", step, true, framer))
          .containsExactly(
              "append a APPEND x 2",
              "bytes ab",
              "next refused the literal is too long",
              "whole b NOOP");
    }
    assertThat(cut("a APPEND x {2+}\r\nab {9000000000+}\r\nb NOOP\r\n", 1000, true))
        .containsExactly(
            "append a APPEND x 2", "bytes ab", "next refused the literal is too long close");
  }

  @Test
  void whatFollowsAMessageIsShownAndSwallowed() {
    String long1 = "a APPEND x {2+}\r\nab" + "y".repeat(70_000) + " {4+}\r\nq L\n\r\nb NOOP\r\n";
    assertThat(cut(long1, 1000, true))
        .containsExactly(
            "append a APPEND x 2", "bytes ab", "end more than a line can hold", "whole b NOOP");
    assertThat(cut("a APPEND x {2+}\r\nab LOGOUT\r\nb NOOP\r\n", 1000, true))
        .containsExactly("append a APPEND x 2", "bytes ab", "end  LOGOUT", "whole b NOOP");
  }

  @Test
  @Tag("I-31")
  void theOctetsOfARefusedLiteralNeverBecomeCommands() {
    String payload = "\r\nx DELETE INBOX\r\n".repeat(7000);
    String stream =
        "a SEARCH BODY {" + payload.length() + "+}\r\n" + payload + " TEXT x\r\nb NOOP\r\n";
    assertThat(cut(stream, 4096, true))
        .containsExactly("refused a the literal is too long", "whole b NOOP");
  }

  @Test
  void anOverlongLineIsSkippedWithTheLiteralItAnnounces() {
    String stream = "a SEARCH " + "x".repeat(70_000) + " {12+}\r\nq LOGOUT\r\nxx\r\nb NOOP\r\n";
    assertThat(cut(stream, 1000, true))
        .containsExactly("refused a the line is too long", "whole b NOOP");
  }

  @Test
  @Tag("I-19")
  void beforeLoginALineTooLongEndsTheStream() {
    assertThat(cut("a NOOP " + "(".repeat(9000) + "\r\nb NOOP\r\n", 1000, false))
        .containsExactly("refused a the line is too long close");
  }

  /// An octet at a time, so that nothing is a slice of what the network brought.
  @Test
  @Tag("I-18")
  void aCommandThatNeverEndsHoldsNoMoreThanItsLineMayHave() {
    EmbeddedChannel channel = new EmbeddedChannel(new ImapFramer());
    ByteBuf first = channel.alloc().buffer();
    first.writeBytes("a NOOP ".getBytes(StandardCharsets.US_ASCII));
    channel.writeInbound(first);
    for (int i = 7; i < WireLimits.BEFORE_LOGIN.line(); i++) {
      channel.writeInbound(channel.alloc().buffer(1, 1).writeByte('('));
      assertThat(first.refCnt() == 0 || first.capacity() <= 2 * WireLimits.BEFORE_LOGIN.line())
          .isTrue();
    }
    assertThat(channel.inboundMessages()).isEmpty();
    channel.writeInbound(channel.alloc().buffer(1, 1).writeByte('('));
    Frame.Refused refused = channel.readInbound();
    assertThat(refused.close()).isTrue();
    channel.finish();
  }

  @Test
  @Tag("I-20")
  void beforeLoginALiteralTooLongIsNotAskedForOrEndsTheStream() {
    assertThat(cut("a LOGIN {4097}\r\nb NOOP\r\n", 1000, false))
        .containsExactly("refused a the literal is too long", "whole b NOOP");
    assertThat(cut("a LOGIN {4097+}\r\nb NOOP\r\n", 1000, false))
        .containsExactly("refused a the literal is too long close");
  }

  @Test
  @Tag("I-20")
  void numbersThatOverflowAreRefused() {
    assertThat(cut("a LOGIN {18446744073709551616}\r\nb NOOP\r\n", 1000, false))
        .containsExactly("refused a the literal is too long", "whole b NOOP");
    assertThat(cut("a LOGIN {-1}\r\nb LOGIN {5 }\r\n", 1000, false))
        .containsExactly("whole a LOGIN {-1}", "whole b LOGIN {5 }");
  }

  @Test
  @Tag("I-21")
  void manyLiteralsAreRefusedTogether() {
    String literal = " BODY {100000+}\r\n" + "x".repeat(100_000);
    String stream = "a SEARCH" + literal.repeat(12) + "\r\nb NOOP\r\n";
    assertThat(cut(stream, 50_000, true))
        .containsExactly("refused a the literal is too long", "whole b NOOP");
  }

  /// However the octets arrive, they are cut the same.
  @Test
  void thePiecesTheyComeInDoNotMatter() {
    Cases.forAll(random -> {
      String stream = anyStream(random);
      boolean signedIn = random.nextBoolean();
      List<String> whole = cut(stream, stream.length() + 1, signedIn);
      assertThat(cut(stream, 1, signedIn)).isEqualTo(whole);
      assertThat(cut(stream, 1 + random.nextInt(20), signedIn)).isEqualTo(whole);
    });
  }

  private static String anyStream(RandomGenerator random) {
    String[] pieces = {
      "a NOOP\r\n",
      "b LOGIN {3+}\r\nabc {2}\r\n\r\n\r\n",
      "c APPEND INBOX {4}\r\nab\r\n\r\n",
      "\r\n",
      "d APPEND {1+}\r\nx {0+}\r\n {2+}\r\n{}\r\n",
      "e {5000+}\r\n",
      "f {",
      "}\r\n",
      "+}",
      "9",
      "\n"
    };
    StringBuilder stream = new StringBuilder();
    int count = 1 + random.nextInt(8);
    for (int i = 0; i < count; i++) {
      stream.append(pieces[random.nextInt(pieces.length)]);
    }
    return stream.toString();
  }
}
