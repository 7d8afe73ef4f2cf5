package dev.postern.api;

import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.LogEntry.Reported;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Two agents, of whom one sends tracked mail to the other.
@SuppressWarnings("NullAway.Init") // begin sets them
abstract class TrackingStage {
  private static final Pattern LINK = Pattern.compile("https://mail\\.example/x(/t/[^\"'> ]+)");
  static final String ALL = "\"opens\":true,\"links\":true,\"thread_replies\":true";

  static final String HTML =
      ",\"body\":\"<p>See <a href='https://boats.example/?a=1&amp;b=ä'>here</a> or <a"
          + " href='mailto:a@b.example'>write</a></p>\"";

  @TempDir Path directory;
  ApiStage stage;
  String annGrant;
  String ann;
  String bob;

  @BeforeEach
  void start() throws IOException {
    begin(Optional.of(URI.create("https://mail.example/x")));
  }

  void begin(Optional<URI> url) throws IOException {
    ApiOptions usual = ApiOptions.defaults();
    stage =
        new ApiStage(
            directory,
            new ApiOptions(
                usual.maxJson(),
                usual.maxMultipart(),
                usual.maxMessage(),
                usual.maxRecipients(),
                false,
                url,
                Duration.ofSeconds(60),
                usual.uploadMemory(),
                usual.requests(),
                usual.metrics(),
                false));
    annGrant = stage.agent("ann");
    ann = "/v3/grants/" + annGrant;
    bob = "/v3/grants/" + stage.agent("bob");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  Answer send(String path, String from, String to, String more) {
    return stage.call(
        "POST",
        from + path,
        "{\"to\":[{\"email\":\"%s@agents.test\"}],\"subject\":\"Boats\"%s}".formatted(to, more));
  }

  JsonBody arrived(String at) {
    await().until(() -> !stage.get(at + "/messages?in=inbox").list().isEmpty());
    return stage.get(at + "/messages?in=inbox").list().getFirst();
  }

  static List<String> tracked(JsonBody message) {
    List<String> paths = new ArrayList<>();
    Matcher links = LINK.matcher(message.text("body").orElseThrow());
    while (links.find()) {
      paths.add(links.group(1));
    }
    return paths;
  }

  List<Reported> reports() {
    List<Reported> reports = new ArrayList<>();
    for (LogEntry entry : stage.mail().changesSince(stage.account(annGrant), 0, 1000)) {
      if (entry.change() instanceof Reported reported
          && !reported.trigger().startsWith("message.send")) {
        reports.add(reported);
      }
    }
    return reports;
  }
}
