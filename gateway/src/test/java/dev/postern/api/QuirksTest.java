package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.contract.Talk;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/// Requests as the official SDKs write them, octet for octet: the file `quirks.txt`.
class QuirksTest {
  private static final String BLANK = "\r\n\r\n";

  @TempDir private Path directory;

  /// One of them.
  private record Quirk(String name, int status, String text, String request) {
    static Quirk of(String block) {
      String[] lines = block.split("\n", 3);
      String[] wanted = lines[1].split(" ", 3);
      return new Quirk(
          lines[0].strip(), Integer.parseInt(wanted[1]), wanted[2], lines[2].replace("\n", "\r\n"));
    }
  }

  @TestFactory
  Stream<DynamicTest> eachIsAnswered() throws IOException {
    try (InputStream in = QuirksTest.class.getResourceAsStream("quirks.txt")) {
      String all = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return Stream.of(all.split("(?m)^=== ", -1))
          .skip(1)
          .map(Quirk::of)
          .map(quirk -> DynamicTest.dynamicTest(quirk.name(), () -> replay(quirk)));
    }
  }

  private void replay(Quirk quirk) {
    try (ApiStage stage = ApiStage.still(Files.createTempDirectory(directory, "quirk"));
        RawClient client = new RawClient(stage.port())) {
      String grant = stage.agent("ann");
      String path = "/v3/grants/" + grant;
      String mail = "{\"to\":[{\"email\":\"ann@agents.test\"}],\"subject\":\"one two\"}";
      String message = stage.call("POST", path + "/messages/send", mail).id();
      String draft = stage.call("POST", path + "/drafts", mail).id();
      String filled =
          quirk
              .request()
              .replace("{grant}", grant)
              .replace("{message}", message)
              .replace("{draft}", draft);
      Talk talk = client.send(request(filled));
      String answer = new String(talk.body(), StandardCharsets.UTF_8);
      assertThat(talk.status()).as(answer).isEqualTo(quirk.status());
      assertThat(answer).contains(quirk.text());
      ApiStage.CONTRACT.check(talk);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RawRequest request(String text) {
    int blank = text.indexOf(BLANK);
    byte[] body = text.substring(blank + BLANK.length()).getBytes(StandardCharsets.UTF_8);
    List<String> lines =
        List.of(
            text.substring(0, blank)
                .replace("{length}", Integer.toString(body.length))
                .replace(
                    "Host: localhost", "Host: localhost\r\nAuthorization: Bearer " + ApiStage.KEY)
                .split("\r\n", -1));
    String[] start = lines.getFirst().split(" ", 3);
    return new RawRequest(start[0], start[1], lines.subList(1, lines.size()), body);
  }
}
