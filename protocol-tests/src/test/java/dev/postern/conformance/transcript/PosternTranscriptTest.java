package dev.postern.conformance.transcript;

import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Every transcript against the product; files that need a setting share one server for it.
class PosternTranscriptTest {
  private static final Map<List<String>, Postern> SERVERS = new HashMap<>();

  @BeforeAll
  static void start() throws IOException {
    SERVERS.put(List.of(), Postern.start());
  }

  @AfterAll
  static void stop() {
    SERVERS.values().forEach(Postern::close);
    SERVERS.clear();
  }

  @TestFactory
  Stream<DynamicTest> imap() {
    return tests("imap", "imap");
  }

  @TestFactory
  Stream<DynamicTest> submission() {
    return tests("smtp/submission", "submission");
  }

  @TestFactory
  Stream<DynamicTest> mx() {
    return tests("smtp/mx", "mx");
  }

  @TestFactory
  Stream<DynamicTest> legacy() {
    return tests("smtp/legacy", "legacy");
  }

  @TestFactory
  Stream<DynamicTest> http() {
    return tests("http", "api");
  }

  private static Stream<DynamicTest> tests(String folder, String listener) {
    return Transcript.all(folder).stream()
        .map(transcript ->
            DynamicTest.dynamicTest(transcript.name(), () -> run(transcript, listener)));
  }

  private static void run(Transcript transcript, String listener) throws IOException {
    List<String> settings = settings(transcript, listener);
    Postern server = SERVERS.get(settings);
    if (server == null) {
      server = Postern.start(settings.toArray(String[]::new));
      SERVERS.put(settings, server);
    }
    try (var conversation = new Conversation(transcript, server, listener)) {
      conversation.run();
    }
  }

  private static List<String> settings(Transcript transcript, String listener) {
    return listener.equals("legacy")
        ? Stream.concat(Stream.of("listeners.legacy=127.0.0.1:0"), transcript.needs().stream())
            .toList()
        : transcript.needs();
  }
}
