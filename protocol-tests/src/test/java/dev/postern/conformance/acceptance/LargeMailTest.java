package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.peer.Postern;
import dev.postern.conformance.transcript.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// C-75: bodies larger together than the server's heap of 512 MB go in and out, byte for byte.
class LargeMailTest {
  private static final int CLIENTS = 6;
  private static final int MEGABYTES = 90;
  private static final String HEADER =
      "Subject: large\r\nContent-Type: application/octet-stream\r\n\r\n";

  @Test
  @Tag("C-75")
  void manyLargeMailsStreamInAndOutAtOnce() throws Exception {
    try (Postern server = Postern.start("limits.message-size=100MB");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var trips = new ArrayList<Future<?>>();
      for (int i = 0; i < CLIENTS; i++) {
        String address = server.agent("agent");
        int seed = i;
        trips.add(threads.submit(() -> roundTrip(server, address, seed)));
      }
      for (Future<?> trip : trips) {
        trip.get();
      }
    }
  }

  /// Parts whose decoded forms would fill the heap together, asked for at once.
  @Test
  @Tag("C-73")
  @Tag("C-75")
  void largePartsAreDecodedAsTheyAreSent() throws Exception {
    try (Postern server = Postern.start("limits.message-size=100MB");
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var trips = new ArrayList<Future<?>>();
      for (int i = 0; i < CLIENTS; i++) {
        String address = server.agent("agent");
        trips.add(threads.submit(() -> decoded(server, address)));
      }
      for (Future<?> trip : trips) {
        trip.get();
      }
    }
  }

  private static boolean decoded(Postern server, String address) throws Exception {
    String header = HEADER.replace("\r\n\r\n", "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
    byte[] block =
        "YWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFhYWFh\r\n"
            .repeat(20_000)
            .getBytes(StandardCharsets.US_ASCII);
    try (Wire wire = Wire.to(server.port("imap"))) {
      wire.line();
      command(wire, "a LOGIN " + address + " " + server.password());
      wire.write("x APPEND INBOX {" + (header.length() + MEGABYTES * block.length) + "}\r\n");
      assertThat(wire.line()).startsWith("+");
      wire.write(header);
      for (int i = 0; i < MEGABYTES; i++) {
        wire.write(block);
      }
      wire.write("\r\n");
      tagged(wire, "x");
      command(wire, "b SELECT INBOX");
      int length = MEGABYTES * 20_000 * 36;
      wire.write("c FETCH 1 (BINARY.SIZE[1] BINARY.PEEK[1])\r\n");
      assertThat(wire.line())
          .isEqualTo("* 1 FETCH (BINARY.SIZE[1] %d BINARY[1] {%d}".formatted(length, length));
      wire.read(length, LargeMailTest::requireLettersA);
      assertThat(wire.line()).isEqualTo(")");
      tagged(wire, "c");
      return true;
    }
  }

  private static void requireLettersA(byte[] piece) {
    for (byte octet : piece) {
      if (octet != 'a') {
        throw new AssertionError("another octet than was sent: " + octet);
      }
    }
  }

  private static boolean roundTrip(Postern server, String address, int seed) throws Exception {
    try (Wire wire = Wire.to(server.port("imap"))) {
      wire.line();
      command(wire, "a LOGIN " + address + " " + server.password());
      String sent = append(wire, seed);
      command(wire, "b SELECT INBOX");
      assertThat(fetch(wire)).isEqualTo(sent);
      command(wire, "d NOOP");
      return true;
    }
  }

  private static void command(Wire wire, String command) throws IOException {
    wire.write(command + "\r\n");
    tagged(wire, command.substring(0, 1));
  }

  private static void tagged(Wire wire, String tag) throws IOException {
    String line = wire.line();
    while (line.startsWith("* ")) {
      line = wire.line();
    }
    assertThat(line).startsWith(tag + " OK");
  }

  /// Returns the hash of what was sent.
  private static String append(Wire wire, int seed) throws Exception {
    var random = new SplittableRandom(seed);
    MessageDigest digest = digest();
    byte[] header = HEADER.getBytes(StandardCharsets.US_ASCII);
    byte[] block = block(random);
    int size = header.length + MEGABYTES * block.length;
    wire.write("x APPEND INBOX {" + size + "}\r\n");
    assertThat(wire.line()).startsWith("+");
    digest.update(header);
    wire.write(header);
    for (int i = 0; i < MEGABYTES; i++) {
      block[i] ^= 1;
      digest.update(block);
      wire.write(block);
    }
    wire.write("\r\n");
    tagged(wire, "x");
    return HexFormat.of().formatHex(digest.digest());
  }

  private static byte[] block(SplittableRandom random) {
    byte[] block = new byte[1_000_000];
    for (int i = 0; i < block.length; i++) {
      block[i] = (byte) (i % 76 == 75 ? '\n' : i % 76 == 74 ? '\r' : 'A' + random.nextInt(26));
    }
    return block;
  }

  private static String fetch(Wire wire) throws IOException {
    wire.write("c FETCH 1 BODY.PEEK[]\r\n");
    String line = wire.line();
    assertThat(line).matches("\\* 1 FETCH \\(BODY\\[] \\{\\d+}");
    MessageDigest digest = digest();
    wire.read(Integer.parseInt(line.replaceAll(".*\\{(\\d+)}", "$1")), digest::update);
    assertThat(wire.line()).isEqualTo(")");
    tagged(wire, "c");
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
