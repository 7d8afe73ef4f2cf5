package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Imap;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Bodies whose charsets blow up or shift without end are searched by several clients at once,
/// without harm to the server.
class CharsetBombTest {
  private static final int OCTETS = 4 << 20;
  private static final int CLIENTS = 4;
  private static final Duration PATIENCE = Duration.ofSeconds(50);

  /// What a line of each body is made of; octets, one for each character.
  private static final SortedMap<String, String> BOMBS =
      new TreeMap<>(
          Map.of(
              "utf-7", "+AGEAYQBh-+2D3eAA-+",
              "iso-2022-jp", "\033$B\033(B\033$@\033(J",
              "iso-2022-kr", "\016\017\016\017\016\017",
              "iso-2022-jp-2", "\033.A\033N!\033.F\033N!",
              "gb18030", "\u00810\u00810\u00e32\u009a5",
              "hz-gb-2312", "~{~}~{~}~~~{",
              "utf-32", "\0\0\0a\0\1\u00f6\0",
              "cesu-8", "\u00ed\u00a0\u00bd\u00ed\u00b8\u0080"));

  private static byte[] letter(String charset, String unit) {
    String head = "Subject: bomb\r\nContent-Type: text/plain; charset=" + charset + "\r\n\r\n";
    String line = unit.repeat(900 / unit.length()) + "\r\n";
    // ASCII again, in those that shift: what stands at the end is found.
    String end = "\r\n\017\033(B~}needle\r\n";
    String text = head + line.repeat(OCTETS / line.length()) + end;
    return text.replace("\0", "\1").getBytes(StandardCharsets.ISO_8859_1);
  }

  @Test
  @Tag("I-59")
  void theyAreSearchedWindowByWindow() throws Exception {
    try (Postern server = Postern.start();
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS)) {
      String ann = server.agent("ann");
      try (Imap imap = Imap.login(server, ann)) {
        for (Map.Entry<String, String> bomb : BOMBS.entrySet()) {
          imap.append("INBOX", letter(bomb.getKey(), bomb.getValue()));
        }
      }
      List<Future<String>> found = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        found.add(clients.submit(() -> search(server, ann)));
      }
      for (Future<String> one : found) {
        assertThat(one.get()).isEqualTo(found.getFirst().get()).contains("* SEARCH 1]");
      }
      assertThat(server.logged("OutOfMemoryError")).isZero();
    }
  }

  /// Asks for what no index can know, one message after the other: none may take long.
  private static String search(Postern server, String agent) throws IOException {
    StringBuilder found = new StringBuilder();
    try (Imap imap = Imap.login(server, agent)) {
      imap.command("SELECT INBOX");
      for (int seq = 1; seq <= BOMBS.size(); seq++) {
        Instant begun = Instant.now();
        assertThat(imap.command("SEARCH " + seq + " BODY \"edle nowhere\"").lines())
            .containsExactly("* SEARCH");
        found.append(imap.command("SEARCH " + seq + " BODY eedl").lines());
        assertThat(Duration.between(begun, Instant.now())).isLessThan(PATIENCE);
      }
    }
    return found.toString();
  }
}
