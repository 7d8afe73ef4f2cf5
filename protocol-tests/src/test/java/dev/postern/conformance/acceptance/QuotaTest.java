package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Imap;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// An account that is full takes no more through any door, keeps what it has, and takes mail again
/// as soon as there is room.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotaTest {
  private static final String SMALL = "Subject: small\r\n\r\nhello\r\n";
  private static final String LARGE = "Subject: large\r\n\r\n" + "a line\r\n".repeat(20_000);

  private Postern server;
  private String ann;
  private String bob;

  @BeforeAll
  void start() throws IOException {
    server = Postern.start("quota.messages=2", "quota.storage=100KiB");
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @BeforeEach
  void fill() throws IOException {
    ann = server.agent("ann");
    bob = server.agent("bob");
    try (Imap imap = Imap.login(server, ann)) {
      imap.append("INBOX", SMALL.getBytes(StandardCharsets.US_ASCII));
      imap.append("Archive", SMALL.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private void deliver(String to, String message) throws IOException {
    try (Smtp smtp = Smtp.mx(server)) {
      smtp.send("peer@example.net", to, message);
    }
  }

  private Api.Answer post(String from, String what) throws IOException {
    String path = "/v3/grants/" + server.grant(from) + what;
    var to = List.of(Map.of("email", bob));
    return server.api().post(path, Map.of("to", to, "subject", "sent", "body", "text"));
  }

  private String counts(String agent) throws IOException {
    var counts = new StringBuilder();
    try (Imap imap = Imap.login(server, agent)) {
      for (String folder : List.of("INBOX", "Archive", "Drafts", "Sent")) {
        String line = imap.command("STATUS " + folder + " (MESSAGES)").lines().getFirst();
        counts.append(line.replaceFirst(".*MESSAGES (\\d+)\\).*", "$1"));
      }
    }
    return counts.toString();
  }

  @Test
  @Tag("C-85")
  void deliveryToAFullAccountIsPutOff() throws IOException {
    assertThatThrownBy(() -> deliver(ann, SMALL)).hasMessageStartingWith("452 4.2.2");
    assertThat(counts(ann)).isEqualTo("1100");
    try (Imap imap = Imap.login(server, ann)) {
      imap.command("SELECT Archive");
      imap.command("STORE 1 +FLAGS (\\Deleted)");
      imap.command("EXPUNGE");
    }
    deliver(ann, SMALL);
    assertThat(counts(ann)).isEqualTo("2000");
  }

  @Test
  void whatIsLargerThanTheRoomLeftIsPutOff() throws IOException {
    assertThatThrownBy(() -> deliver(bob, LARGE)).hasMessageStartingWith("452 4.2.2");
    assertThat(counts(bob)).isEqualTo("0000");
    deliver(bob, SMALL);
    assertThat(counts(bob)).isEqualTo("1000");
  }

  @Test
  void theOthersOfSeveralRecipientsHaveTheirMail() throws IOException {
    try (Smtp smtp = Smtp.mx(server)) {
      smtp.command("MAIL FROM:<peer@example.net>", "250");
      smtp.command("RCPT TO:<" + ann + ">", "452");
      smtp.command("RCPT TO:<" + bob + ">", "250");
      smtp.command("DATA", "354");
      smtp.command(SMALL + ".", "250");
    }
    await().until(() -> counts(bob).equals("1000"));
    assertThat(counts(ann)).isEqualTo("1100");
  }

  @Test
  void theApiSendsNothingWithoutRoomForTheCopy() throws IOException {
    Api.Answer refused = post(ann, "/messages/send");
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.json().path("error").path("type").asString()).isEqualTo("rate_limit_error");
    assertThat(counts(ann)).isEqualTo("1100");
    // What is sent later arrives, so what was sent before would have.
    deliver(bob, SMALL);
    assertThat(counts(bob)).isEqualTo("1000");
  }

  @Test
  void theApiKeepsNoDraftWithoutRoom() throws IOException {
    assertThat(post(ann, "/drafts").status()).isEqualTo(429);
    assertThat(counts(ann)).isEqualTo("1100");
  }

  @Test
  void mailSubmittedToAFullAccountIsNotStoredThere() throws IOException {
    try (Smtp smtp = Smtp.submission(server, bob)) {
      smtp.send(bob, ann, SMALL.replace("Subject", "From: " + bob + "\r\nSubject"));
    }
    deliver(bob, SMALL);
    assertThat(counts(ann)).isEqualTo("1100");
  }
}
