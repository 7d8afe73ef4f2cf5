package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Imap;
import dev.postern.conformance.corpus.Corpus;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A corpus of mail that nobody here wrote, stored and returned byte for byte through both doors.
class CorpusTest {
  private static final int LEAST = 300;

  @Test
  @Tag("C-51")
  void everyMessageComesBackByteForByte() throws IOException {
    var samples = Corpus.samples();
    assertThat(samples).hasSizeGreaterThanOrEqualTo(LEAST);
    try (Postern server = Postern.start();
        var trip = new Trip(server, server.agent("ann"))) {
      for (Corpus.Sample sample : samples) {
        trip.take(sample);
      }
    }
  }

  /// A mailbox that holds one message at a time.
  private record Trip(Postern server, String ann, Imap imap) implements AutoCloseable {
    Trip(Postern server, String ann) throws IOException {
      this(server, ann, Imap.login(server, ann));
      imap.command("SELECT INBOX");
    }

    void take(Corpus.Sample sample) throws IOException {
      imap.append("INBOX", sample.bytes());
      String line = imap.command("FETCH 1 (RFC822.SIZE BODY.PEEK[])").lines().getFirst();
      assertThat(line).contains("RFC822.SIZE " + sample.bytes().length);
      assertThat(Imap.literal(line, "BODY[]")).as(sample.name()).isEqualTo(shown(sample.bytes()));
      String messages = "/v3/grants/" + server.grant(ann) + "/messages";
      String id = get(messages + "?in=inbox").data().path(0).path("id").asString();
      String raw = get(messages + "/" + id + "?fields=raw_mime").data().path("raw_mime").asString();
      assertThat(Base64.getUrlDecoder().decode(raw)).as(sample.name()).isEqualTo(sample.bytes());
      imap.command("STORE 1 +FLAGS.SILENT (\\Deleted)");
      imap.command("EXPUNGE");
    }

    private Api.Answer get(String path) throws IOException {
      Api.Answer answer = server.api().get(path);
      assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
      return answer;
    }

    /// IMAP cannot say NUL, so BODY shows 0x80 in its place.
    private static byte[] shown(byte[] message) {
      String text = new String(message, StandardCharsets.ISO_8859_1);
      return text.replace('\0', '\u0080').getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
      imap.close();
    }
  }
}
