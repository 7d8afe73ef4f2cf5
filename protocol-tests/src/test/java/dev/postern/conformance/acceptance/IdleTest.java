package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import dev.postern.conformance.transcript.Wire;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// C-106, C-108: all idle connections hear of a delivery at once.
class IdleTest {
  private static final int CONNECTIONS = 20;
  private static final int DELIVERIES = 30;
  private static final Duration BOUND = Duration.ofSeconds(1);

  @Test
  @Tag("C-108")
  @Tag("I-63")
  void everyIdleConnectionHearsOfEveryDeliveryWithinASecond() throws IOException {
    try (Postern server = Postern.start()) {
      String ann = server.agent("ann");
      List<Wire> idle = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        idle.add(idle(server, ann));
      }
      try (Smtp smtp = Smtp.mx(server)) {
        for (int i = 1; i <= DELIVERIES; i++) {
          long start = System.nanoTime();
          smtp.send("peer@example.net", ann, "Subject: " + i + "\r\n\r\ntext\r\n");
          for (Wire wire : idle) {
            awaitExists(wire, i);
          }
          assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(BOUND);
        }
      }
      for (Wire wire : idle) {
        wire.write("DONE\r\n");
        assertThat(lastLine(wire)).startsWith("c OK");
        wire.close();
      }
    }
  }

  private static Wire idle(Postern server, String ann) throws IOException {
    Wire wire = Wire.to(server.port("imap"));
    wire.line();
    wire.write("a LOGIN " + ann + " " + server.password() + "\r\nb SELECT INBOX\r\nc IDLE\r\n");
    String line = wire.line();
    while (!line.startsWith("+")) {
      assertThat(line).doesNotContain(" NO ").doesNotContain(" BAD ");
      line = wire.line();
    }
    return wire;
  }

  private static void awaitExists(Wire wire, int number) throws IOException {
    String line = wire.line();
    while (!line.equals("* " + number + " EXISTS")) {
      assertThat(line).startsWith("* ").doesNotContain("BYE");
      line = wire.line();
    }
  }

  private static String lastLine(Wire wire) throws IOException {
    String line = wire.line();
    while (line.startsWith("* ")) {
      line = wire.line();
    }
    return line;
  }
}
