package dev.postern.conformance.corpus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mail.MessageReader;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.apache.james.mime4j.MimeException;
import org.junit.jupiter.api.Test;

/// Compares our BODYSTRUCTURE of every sample with Apache James Mime4j's reading of the same bytes.
class CorpusStructureTest {
  private static final double WANTED = 0.98;

  @Test
  void structureEqualsTheOraclesAndEveryDifferenceIsExplained() throws Exception {
    List<Corpus.Sample> samples = Corpus.samples();
    List<String> different = new ArrayList<>();
    for (Corpus.Sample sample : samples) {
      String ours = ours(sample.bytes());
      String oracle = oracle(sample.bytes());
      if (!ours.equals(oracle)) {
        different.add(sample.name());
        System.out.printf("%s%n  ours   %s%n  oracle %s%n", sample, ours, oracle);
      }
    }
    double equal = 1 - (double) different.size() / samples.size();
    System.out.printf("corpus: %d messages, %.2f %% equal%n", samples.size(), 100 * equal);
    assertThat(samples).hasSizeGreaterThanOrEqualTo(300);
    assertThat(equal).isGreaterThanOrEqualTo(WANTED);
    assertThat(different).containsExactlyInAnyOrderElementsOf(Corpus.explained());
  }

  private static String ours(byte[] message) {
    MemorySegment segment = MemorySegment.ofArray(message);
    return StructureText.of(MessageReader.read(segment).wire().bodyStructure());
  }

  private static String oracle(byte[] message) throws Exception {
    try {
      return Mime4jStructure.of(message);
    } catch (MimeException e) {
      return "refused: " + e.getMessage();
    }
  }
}
