package dev.postern.smtp;

import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.MailStore;
import dev.postern.metrics.Tally;
import dev.postern.support.MemorySink;
import dev.postern.support.Unsupported;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;

/// A conversation with a door that has a [FakeIntake] behind it.
final class Talk {
  static final int MAX_MESSAGE = 5000;
  static final Instant NOW = Instant.parse("2026-11-22T23:30:00.5Z");

  final FakeConnection connection = new FakeConnection();
  final FakeIntake intake;
  long room = 1 << 20;
  Guard guard = Guard.of(MxOptions.defaults(), () -> NOW);
  MemorySink sink = new MemorySink(0);

  private Talk(boolean submission) {
    intake = new FakeIntake(submission);
  }

  static Talk mx() {
    return new Talk(false);
  }

  static Talk submission() {
    return new Talk(true);
  }

  /// A submission with EHLO said and signed in.
  static Talk signedIn() {
    Talk talk = submission();
    talk.open();
    talk.say("EHLO c", "AUTH PLAIN " + base64("\0ann@here.test\0" + FakeAgents.PASSWORD));
    return talk;
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  /// Connects and returns the greeting.
  String open() {
    connection.channel.pipeline().addLast(new SmtpConnection(connection, services()));
    // As a socket's channel does, which is active already when its handlers are added.
    connection.channel.pipeline().fireChannelActive();
    connection.channel.runPendingTasks();
    return heard();
  }

  SmtpServices services() {
    SmtpOptions options =
        new SmtpOptions(
            "mx.here.test", MAX_MESSAGE, 3, 20, 50, Duration.ofMinutes(30), FromPolicy.REJECT);
    return new SmtpServices(
        options,
        intake,
        FakeAgents.authenticator(),
        Unsupported.except(MailStore.class, this),
        "here.test",
        () -> NOW,
        () -> "1d",
        guard,
        new Tally(),
        Manners.STRICT);
  }

  @SuppressWarnings("unused") // called through the port
  BlobSink sink() {
    sink = new MemorySink(room);
    return sink;
  }

  /// Sends lines and returns everything that was answered, lines joined by LF.
  String say(String... lines) {
    return send(String.join("\r\n", lines) + "\r\n");
  }

  /// Sends text as it is.
  String send(String text) {
    return send(text, Integer.MAX_VALUE);
  }

  /// Sends text in pieces of `step` octets.
  String send(String text, int step) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    StringBuilder answers = new StringBuilder();
    for (int at = 0; at < bytes.length; ) {
      int length = Math.min(step, bytes.length - at);
      connection.channel.writeInbound(Unpooled.copiedBuffer(bytes, at, length));
      connection.channel.runPendingTasks();
      answers.append(heard());
      at += length;
    }
    return answers.toString();
  }

  /// Returns what was answered since last asked.
  String heard() {
    StringBuilder text = new StringBuilder();
    for (ByteBuf out = connection.channel.readOutbound();
        out != null;
        out = connection.channel.readOutbound()) {
      text.append(out.toString(StandardCharsets.US_ASCII).replace("\r\n", "\n"));
      out.release();
    }
    return text.toString();
  }

  boolean closed() {
    return !connection.channel.isOpen();
  }
}
