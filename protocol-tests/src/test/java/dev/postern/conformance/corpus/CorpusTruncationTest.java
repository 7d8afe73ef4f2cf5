package dev.postern.conformance.corpus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.postern.mail.Attachments;
import dev.postern.mail.BodyText;
import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mail.Part;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Reads real messages that end too early, as broken connections leave them.
class CorpusTruncationTest {
  private static final int CUTS = 40;

  @Test
  @Tag("I-55")
  void everyCutOffMessageIsRead() {
    for (Corpus.Sample sample : Corpus.samples()) {
      Random random = new Random(sample.name().hashCode());
      for (int cut = 0; cut < CUTS; cut++) {
        int length = random.nextInt(sample.bytes().length + 1);
        MemorySegment message = MemorySegment.ofArray(sample.bytes()).asSlice(0, length);
        assertThatCode(() -> read(message))
            .as("first %d octets of %s", length, sample)
            .doesNotThrowAnyException();
      }
    }
  }

  private static void read(MemorySegment message) {
    Digest digest = MessageReader.read(message);
    BodyText.of(message, digest.parts());
    Attachments.of(digest);
    for (Part part : digest.parts()) {
      assertThat(part.lines()).isNotNegative();
      assertThat(part.bodyEnd()).isBetween(part.bodyStart(), message.byteSize());
    }
  }
}
