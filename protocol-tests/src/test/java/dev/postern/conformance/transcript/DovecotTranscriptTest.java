package dev.postern.conformance.transcript;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.conformance.peer.Dovecot;
import java.io.IOException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Proves the IMAP transcripts on a server that nobody here wrote.
class DovecotTranscriptTest {
  private static @Nullable Dovecot dovecot;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(Dovecot.isInstalled(), "dovecot with imapd is not installed on this machine");
    dovecot = Dovecot.start();
  }

  @AfterAll
  static void stop() {
    if (dovecot != null) {
      dovecot.close();
    }
  }

  @TestFactory
  Stream<DynamicTest> whatIsMarkedSameHoldsThere() {
    return Transcript.all("imap").stream()
        .filter(transcript -> transcript.differs().isEmpty())
        .map(transcript -> DynamicTest.dynamicTest(transcript.name(), () -> run(transcript)));
  }

  private static void run(Transcript transcript) throws IOException {
    if (dovecot == null) {
      throw new IllegalStateException("not started");
    }
    try (var conversation = new Conversation(transcript, dovecot, "imap")) {
      conversation.run();
    }
  }

  @Test
  void mostTranscriptsAreMarkedSame() {
    var all = Transcript.all("imap");
    long same = all.stream().filter(transcript -> transcript.differs().isEmpty()).count();
    assertThat(same * 100 / all.size()).isGreaterThanOrEqualTo(60);
  }
}
