package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.EventReader;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/// The stream of events and the wait for messages, of a whole server that is killed between them.
class EventStreamTest {
  private static final int ROUNDS = 3;
  private static final int MAILS = 8;

  @Test
  void nothingIsMissedOrToldTwiceWhenTheServerIsKilled() throws Exception {
    try (Postern server = Postern.start()) {
      String ann = server.agent("ann");
      String bob = server.agent("bob");
      String grant = server.grant(bob);
      String id;
      try (EventReader first = new EventReader(server.api(), grant, "")) {
        id = first.id();
      }
      Set<String> sent = new HashSet<>();
      List<String> told = new ArrayList<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < MAILS; i++) {
          String subject = "mail " + round + " " + i;
          send(server, ann, bob, subject);
          sent.add(subject);
        }
        try (EventReader reader = new EventReader(server.api(), grant, id)) {
          // Some are left for after the next start.
          for (int i = 0; i < MAILS - round; i++) {
            told.add(reader.next().at("/data/object/subject").asString());
            id = reader.id();
          }
        }
        server.kill();
        server.restart();
      }
      try (EventReader reader = new EventReader(server.api(), grant, id)) {
        while (told.size() < sent.size()) {
          told.add(reader.next().at("/data/object/subject").asString());
        }
      }
      assertThat(told).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(sent);
    }
  }

  @Test
  void aWaitEndsWhenTheMailIsThere() throws Exception {
    try (Postern server = Postern.start()) {
      String ann = server.agent("ann");
      String bob = server.agent("bob");
      Api api = server.api();
      String path = "/v3/grants/" + server.grant(bob) + "/messages/wait?timeout=";
      String after = api.get(path + 0).json().path("next_cursor").asString();
      CompletableFuture<Api.Answer> answer =
          CompletableFuture.supplyAsync(() -> get(api, path + "20&subject=second&after=" + after));
      send(server, ann, bob, "first");
      send(server, ann, bob, "second");
      assertThat(answer.join().data().path(0).path("subject").asString()).isEqualTo("second");
    }
  }

  private static Api.Answer get(Api api, String path) {
    try {
      return api.get(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void send(Postern server, String from, String to, String subject)
      throws IOException {
    Api.Answer answer =
        server
            .api()
            .post(
                "/v3/grants/" + server.grant(from) + "/messages/send",
                Map.of("to", List.of(Map.of("email", to)), "subject", subject, "body", "text"));
    assertThat(answer.status()).isEqualTo(200);
  }
}
