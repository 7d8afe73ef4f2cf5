package dev.postern.conformance.crash;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.peer.Folders;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Imports and exports are killed, on either side, and given again.
///
/// `-Dpostern.test.seed=N` repeats a run as far as time allows; `-Dpostern.test.scale=long` takes
/// 10,000 messages instead of 1,000.
class TransferCrashTest {
  private static final boolean LONG = "long".equals(System.getProperty("postern.test.scale"));
  private static final int MESSAGES = LONG ? 10_000 : 1_000;
  private static final int KILLS = LONG ? 12 : 4;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final long seed =
      Long.getLong("postern.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));
  private final SplittableRandom random = new SplittableRandom(seed);

  @Test
  void whatIsInterruptedGoesOnAndEachMessageComesOnce() throws Exception {
    Path home = Folders.create("transfer-");
    try (Postern server = Postern.start()) {
      String ann = server.agent("ann");
      Path mbox = home.resolve("old.mbox");
      write(mbox);
      List<String> command = List.of("import", ann, mbox.toString(), "--folder", "Old");
      for (int kill = 1; kill <= KILLS; kill++) {
        killed(server, ann, command, MESSAGES * (long) kill / (KILLS + 2), kill % 2 == 0);
      }
      assertThat(run(server, command)).as(server.log()).isZero();
      assertWhole(server, ann, "Old");
      assertThat(run(server, command)).isZero();
      assertWhole(server, ann, "Old");
      String bob = server.agent("bob");
      roundTrip(server, ann, bob, home.resolve("out"));
      assertWhole(server, bob, "Old");
    } finally {
      Folders.delete(home);
    }
  }

  private void roundTrip(Postern server, String from, String to, Path out) throws Exception {
    List<String> export = List.of("export", from, out.toString());
    for (int kill = 0; kill < KILLS; kill++) {
      Process client = server.run(with(server, export));
      await().atMost(PATIENCE).until(() -> Files.exists(out) || !client.isAlive());
      client.waitFor(random.nextInt(1, 600), TimeUnit.MILLISECONDS);
      client.destroyForcibly().waitFor();
    }
    assertThat(run(server, export)).as(server.log()).isZero();
    assertThat(run(server, List.of("import", to, out.toString()))).as(server.log()).isZero();
  }

  private static List<String> with(Postern server, List<String> command) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--data", server.data().toString()));
    return all;
  }

  private static int run(Postern server, List<String> command) throws Exception {
    Process client = server.run(with(server, command));
    assertThat(client.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return client.exitValue();
  }

  private void killed(Postern server, String agent, List<String> command, long at, boolean both)
      throws Exception {
    Process client = server.run(with(server, command));
    Api api = server.api();
    await("%d messages, seed %d".formatted(at, seed))
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> count(api, server.grant(agent)) >= at || !client.isAlive());
    assertThat(client.isAlive()).as(server.log()).isTrue();
    client.waitFor(random.nextInt(1, 30), TimeUnit.MILLISECONDS);
    if (both) {
      server.kill();
    }
    client.destroyForcibly().waitFor();
    if (both) {
      server.restart();
    }
  }

  private static JsonNode folder(Api api, String grant, String name) throws IOException {
    for (JsonNode folder : api.get("/v3/grants/" + grant + "/export").data()) {
      if (folder.path("name").asString().equals(name)) {
        return folder;
      }
    }
    return api.get("/v3/grants/" + grant + "/export").data().get(0);
  }

  private static long count(Api api, String grant) throws IOException {
    return folder(api, grant, "Old").path("count").asLong();
  }

  private static String body(int i) {
    return "Message-ID: <"
        + i
        + "@old.test>\nSubject: "
        + i
        + "\nStatus: "
        + (i % 2 == 0 ? "RO" : "O")
        + "\nX-Status: "
        + (i % 3 == 0 ? "F" : "")
        + (i % 5 == 0 ? "A" : "")
        + "\n\n"
        + "From "
        + i
        + "\n\u00e4\u0000>\n"
        + "x\n".repeat(i % 97)
        + "y".repeat(3_000)
        + "\n";
  }

  private static void write(Path mbox) throws IOException {
    try (OutputStream out = Files.newOutputStream(mbox)) {
      for (int i = 0; i < MESSAGES; i++) {
        String second = "%02d".formatted(i % 60);
        String text =
            "From a@b Thu Jan  1 10:20:%s 2026\n".formatted(second)
                + body(i).replace("\nFrom ", "\n>From ")
                + "\n";
        out.write(text.getBytes(ISO_8859_1));
      }
    }
  }

  private void assertWhole(Postern server, String agent, String name) throws IOException {
    Api api = server.api();
    String base = "/v3/grants/" + server.grant(agent);
    String folder = folder(api, server.grant(agent), name).path("folder_id").asString();
    String token = "";
    int i = 0;
    do {
      Api.Answer page = api.get(base + "/export/" + folder + "?limit=1000" + token);
      for (JsonNode each : page.data()) {
        assertMessage(api, base, each, i++);
      }
      String next = page.json().path("next_cursor").asString("");
      token = next.isEmpty() ? "" : "&page_token=" + next;
    } while (!token.isEmpty());
    assertThat(i).as("messages, seed %d", seed).isEqualTo(MESSAGES);
  }

  private void assertMessage(Api api, String base, JsonNode each, int i) throws IOException {
    List<String> flags = new ArrayList<>();
    each.path("flags").forEach(flag -> flags.add(flag.asString()));
    List<String> wanted = new ArrayList<>();
    if (i % 2 == 0) {
      wanted.add("\\Seen");
    }
    if (i % 5 == 0) {
      wanted.add("\\Answered");
    }
    if (i % 3 == 0) {
      wanted.add("\\Flagged");
    }
    assertThat(flags).as("message %d, seed %d", i, seed).isEqualTo(wanted);
    assertThat(each.path("date").asString())
        .isEqualTo("2026-01-01T10:20" + (i % 60 == 0 ? "Z" : ":%02dZ".formatted(i % 60)));
    byte[] bytes = api.bytes(base + "/messages/" + each.path("message_id").asString() + "/raw");
    assertThat(new String(bytes, ISO_8859_1))
        .as("message %d, seed %d", i, seed)
        .isEqualTo(body(i).replace("\n", "\r\n"));
  }
}
