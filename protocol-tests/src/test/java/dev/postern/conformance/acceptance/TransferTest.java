package dev.postern.conformance.acceptance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.peer.Folders;
import dev.postern.conformance.peer.Postern;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// A mailbox goes out into files, or over to another server, and comes in again as it was.
class TransferTest {
  private static final List<String> FOLDERS =
      List.of("INBOX", "Sent", "Drafts", "Trash", "Work", "Work/2026", "Grüße & mehr", "a.b");
  private static final String[] PIECES = {
    "From ",
    ">From ",
    "\n",
    "\r\n",
    "\r",
    "\0",
    "\u00ff",
    "Status: RO\n",
    "text",
    ".",
    "Subject: s\r\n"
  };

  private final long seed =
      Long.getLong("postern.test.seed", ThreadLocalRandom.current().nextLong(1_000_000));
  private final SplittableRandom random = new SplittableRandom(seed);
  private Path home;
  private Postern server;

  @BeforeEach
  void start() throws IOException {
    home = Folders.create("transfer-");
    server = Postern.start();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
    Folders.delete(home);
  }

  @Test
  void whatIsExportedAndImportedIsTheSameMailbox() throws Exception {
    String ann = server.agent("ann");
    fill(ann);
    Map<String, List<String>> was = seen(server, ann);
    assertThat(was.get("Work/2026")).isNotEmpty();
    for (String format : List.of("mbox", "maildir", "eml")) {
      String copy = server.agent(format);
      String out = home.resolve(format).toString();
      run(server, "", 0, "export", ann, out, "--format", format);
      run(server, "", 0, "import", copy, out);
      assertThat(seen(server, copy)).as("%s, seed %d", format, seed).isEqualTo(was);
    }
  }

  @Test
  void aSecondMigrationBringsWhatIsNewAndNothingTwice() throws Exception {
    String ann = server.agent("ann");
    fill(ann);
    Api api = server.api();
    api.post("/v3/lists", Map.of("name", "bad", "type", "domain"));
    String list = api.get("/v3/lists").data().get(0).path("id").asString();
    api.post("/v3/lists/" + list + "/items", Map.of("items", List.of("bad.test", "worse.test")));
    String rule =
        """
        {"name":"no bad","trigger":"inbound","actions":[{"type":"block"}],
         "match":{"conditions":[{"field":"from.domain","operator":"in_list","value":["%s"]}]}}
        """
            .formatted(list);
    assertThat(api.send("POST", "/v3/rules", rule).status()).isEqualTo(201);
    try (Postern other = Postern.start()) {
      String[] command = {"migrate", "--from", api.url(), "--api-key-stdin"};
      run(other, api.key(), 0, command);
      Map<String, List<String>> there = messages(other.api(), ann);
      assertThat(there).as("seed %d", seed).isEqualTo(messages(api, ann));
      Api target = other.api();
      String lists = target.get("/v3/lists").data().get(0).path("id").asString();
      assertThat(target.get("/v3/lists/" + lists + "/items").data()).hasSize(2);
      assertThat(target.get("/v3/rules").json().toString()).contains(lists).doesNotContain(list);
      bring(ann, "more", List.of(message("INBOX", 9_999)));
      run(other, api.key(), 0, command);
      run(other, api.key(), 0, command);
      assertThat(messages(target, ann)).isEqualTo(messages(api, ann)).isNotEqualTo(there);
      assertThat(target.get("/v3/rules").data().path("items")).hasSize(1);
    }
  }

  private static void run(Postern on, String input, int wanted, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of(words));
    command.addAll(List.of("--data", on.data().toString()));
    Process process = on.run(command);
    try (OutputStream to = process.getOutputStream()) {
      to.write((input + "\n").getBytes(UTF_8));
    } catch (IOException _) {
      // It reads no input.
    }
    assertThat(process.waitFor(5, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(on.log()).isEqualTo(wanted);
  }

  private void fill(String agent) throws Exception {
    for (String folder : FOLDERS) {
      List<byte[]> messages = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        messages.add(message(folder, i));
      }
      bring(agent, "fill", messages);
    }
    server.api().post("/v3/grants/" + server.grant(agent) + "/folders", Map.of("name", "Empty"));
  }

  private byte[] message(String folder, int i) {
    StringBuilder text =
        new StringBuilder("Message-ID: <%s-%d@x.test>\r\n\r\n".formatted(folder.hashCode(), i));
    for (int n = random.nextInt(30); n > 0; n--) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    List<String> flags = new ArrayList<>();
    for (String flag :
        List.of("\\\\Seen", "\\\\Answered", "\\\\Flagged", "\\\\Deleted", "$Forwarded", "a", "b")) {
      if (random.nextInt(2) == 0) {
        flags.add("\"" + flag + "\"");
      }
    }
    String date =
        "20%02d-0%d-1%dT1%d:00:00%s0%d:30"
            .formatted(
                random.nextInt(10, 26),
                random.nextInt(1, 10),
                random.nextInt(10),
                random.nextInt(10),
                random.nextInt(2) == 0 ? "+" : "-",
                random.nextInt(1, 10));
    String head =
        "{\"key\":\"%s %d\",\"folder\":\"%s\",\"flags\":[%s],\"date\":\"%s\",\"size\":%d}\n"
            .formatted(folder, i, folder, String.join(",", flags), date, text.length());
    ByteArrayOutputStream framed = new ByteArrayOutputStream();
    framed.writeBytes(head.getBytes(UTF_8));
    framed.writeBytes(text.toString().getBytes(ISO_8859_1));
    return framed.toByteArray();
  }

  private void bring(String agent, String job, List<byte[]> messages) throws Exception {
    Api api = server.api();
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create(api.url() + "/v3/grants/" + server.grant(agent) + "/imports/" + job))
            .header("Authorization", "Bearer " + api.key())
            .POST(BodyPublishers.ofByteArrays(messages))
            .build();
    var answer = api.http().send(request, BodyHandlers.ofString());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("refused");
  }

  // What lies in each folder, in its order: flags, date and bytes.
  private static Map<String, List<String>> seen(Postern on, String agent) throws IOException {
    Api api = on.api();
    String base = "/v3/grants/" + on.grant(agent);
    Map<String, List<String>> all = new TreeMap<>();
    for (JsonNode folder : api.get(base + "/export").data()) {
      String path = base + "/export/" + folder.path("folder_id").asString() + "?limit=1000";
      List<String> lying = new ArrayList<>();
      for (JsonNode each : api.get(path).data()) {
        List<String> flags = new ArrayList<>();
        each.path("flags").forEach(flag -> flags.add(flag.asString()));
        flags.sort(null);
        String raw = base + "/messages/" + each.path("message_id").asString() + "/raw";
        lying.add(
            flags
                + " "
                + each.path("date").asString()
                + " "
                + new String(api.bytes(raw + "?revision=" + each.path("revision")), ISO_8859_1));
      }
      all.put(folder.path("name").asString(), lying);
    }
    return all;
  }

  // What the API shows of each message.
  private static Map<String, List<String>> messages(Api api, String agent) throws IOException {
    String grant = api.get("/v3/grants?email=" + agent).data().get(0).path("id").asString();
    String base = "/v3/grants/" + grant;
    Map<String, String> names = new TreeMap<>();
    api.get(base + "/folders")
        .data()
        .forEach(each -> names.put(each.path("id").asString(), each.path("name").asString()));
    Map<String, List<String>> all = new TreeMap<>();
    String token = "";
    do {
      Api.Answer page = api.get(base + "/messages?limit=200" + token);
      for (JsonNode each : page.data()) {
        List<String> folders = new ArrayList<>();
        each.path("folders").forEach(id -> folders.add(names.get(id.asString())));
        byte[] raw = api.bytes(base + "/messages/" + each.path("id").asString() + "/raw");
        all.put(
            new String(raw, ISO_8859_1),
            List.of(
                folders.toString(),
                each.path("date").toString(),
                each.path("unread").toString(),
                each.path("starred").toString()));
      }
      String next = page.json().path("next_cursor").asString("");
      token = next.isEmpty() ? "" : "&page_token=" + next;
    } while (!token.isEmpty());
    return all;
  }
}
