package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.support.Cases;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class NulTest {
  @Test
  void onlyNulIsReplacedAndOnlyInsideTheRange() {
    Cases.forAll(random -> {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = random.nextInt(20) == 0 ? 0 : bytes[i];
      }
      int from = random.nextInt(bytes.length + 1);
      int to = random.nextInt(from, bytes.length + 1);
      byte[] wanted = bytes.clone();
      for (int i = from; i < to; i++) {
        wanted[i] = wanted[i] == 0 ? (byte) 0x80 : wanted[i];
      }

      Nul.hide(ByteBuffer.wrap(bytes), from, to);

      assertThat(bytes).isEqualTo(wanted);
    });
  }
}
