package dev.postern.smtp.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.outbound.Transport.Outcome;
import dev.postern.support.MemorySink;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// What a hop that cannot take a mail as it is gets of it.
@Tag("S-7")
class DowngradeTest {
  private static final String EIGHT_BIT =
      "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=iso-8859-1\r\n"
          + "Content-Transfer-Encoding: 8bit\r\n\r\n\u00e9\r\n";
  private static final String BINARY =
      "MIME-Version: 1.0\r\nContent-Type: application/x\r\n"
          + "Content-Transfer-Encoding: binary\r\n\r\n\u00ff\n\r.\r\n";

  private FakeHop hop;
  private ClientStage stage;

  @BeforeEach
  void start() throws IOException {
    hop = new FakeHop();
    hop.extensions.remove("8BITMIME");
    stage = ClientStage.smarthost(hop.port());
  }

  @AfterEach
  void stop() throws IOException {
    stage.close();
    hop.close();
  }

  @Test
  void aSevenBitHopGetsItEncodedAndTheSignatureIsOfThat() {
    List<String> signed = new ArrayList<>();
    stage.signer =
        (_, message) -> {
          byte[] octets = message.toArray(ValueLayout.JAVA_BYTE);
          signed.add(new String(octets, StandardCharsets.ISO_8859_1));
          return List.of("DKIM-Signature: x");
        };
    assertThat(stage.send(EIGHT_BIT, "b@x.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    String sent = hop.mails.getFirst().text();
    assertThat(sent).endsWith("Encoding: quoted-printable\r\n\r\n=E9\r\n");
    assertThat(signed).containsExactly(sent.substring("DKIM-Signature: x\r\n".length()));
    assertThat(hop.said("MAIL").getFirst()).doesNotContain("BODY");
    assertThat(hop.said("MAIL").getFirst()).endsWith("SIZE=" + sent.length());
  }

  @Test
  void whatOthersSignedIsNotChanged() {
    assertThat(stage.send("DKIM-Signature: v=1\r\n" + EIGHT_BIT, "b@x.test").getFirst())
        .isInstanceOfSatisfying(
            Outcome.Refused.class, r -> assertThat(r.diagnostic()).startsWith("554 5.6.3"));
    assertThat(hop.mails).isEmpty();
  }

  @Test
  void longLinesAreEncoded() {
    hop.offer("8BITMIME");
    String large = "A: b\r\n\r\n" + ("word ".repeat(300) + "\r\n").repeat(2000);
    assertThat(stage.send(large, "b@x.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.mails.getFirst().text().lines()).allMatch(line -> line.length() <= 76);
    assertThat(stage.send("A: " + "x".repeat(1000) + "\r\n\r\n", "b@x.test").getFirst())
        .isInstanceOf(Outcome.Refused.class);
  }

  @Test
  void whatIsChangedIsWrittenWhereTheStoreKeepsItAndWaitsIfThatIsFull() {
    List<MemorySink> made = new ArrayList<>();
    long[] room = {100};
    stage.scratch =
        () -> {
          made.add(new MemorySink(room[0]));
          return made.getLast();
        };
    String large = EIGHT_BIT + "\u00e9\r\n".repeat(1000);
    assertThat(stage.send(large, "b@x.test").getFirst())
        .isInstanceOfSatisfying(
            Outcome.Deferred.class, d -> assertThat(d.diagnostic()).startsWith("452 4.3.1"));
    assertThat(hop.mails).isEmpty();
    room[0] = 1 << 20;
    assertThat(stage.send(large, "b@x.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    assertThat(made).hasSize(2).allMatch(MemorySink::closed);
    assertThat(stage.send("A: b\r\n\r\nc\r\n", "b@x.test").getFirst())
        .isInstanceOf(Outcome.Accepted.class);
    assertThat(made).as("what need not be changed").hasSize(2);
  }

  @Test
  void binaryGoesAsItIsOrEncoded() {
    assertThat(stage.send(BINARY, "b@x.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    assertThat(hop.mails.getFirst().text()).endsWith("Encoding: base64\r\n\r\n/woNLg0K\r\n");
    hop.offer("BINARYMIME", "CHUNKING");
    try (ClientStage again = ClientStage.smarthost(hop.port())) {
      assertThat(again.send(BINARY, "b@x.test").getFirst()).isInstanceOf(Outcome.Accepted.class);
    }
    assertThat(hop.mails.getLast().text()).isEqualTo(BINARY);
    assertThat(hop.said("MAIL").getLast()).endsWith("BODY=BINARYMIME");
  }
}
