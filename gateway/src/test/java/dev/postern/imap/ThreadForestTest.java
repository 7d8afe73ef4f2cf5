package dev.postern.imap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.imap.wire.ResponseWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ThreadForestTest {
  /// Has no more room than there is.
  private static final class Full implements ResponseWriter.Sink {
    @Override
    public void turn(ResponseWriter writer) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void copy(long from, long to, ResponseWriter.Source source) {
      throw new UnsupportedOperationException();
    }
  }

  private static String written(ThreadForest forest, int messages) {
    byte[] region = new byte[1 << 20];
    ResponseWriter out = new ResponseWriter(new Full());
    out.region(region, 0, region.length);
    forest.write(out, i -> i < messages ? i + 1L : 0);
    return new String(region, 0, out.at(), StandardCharsets.US_ASCII);
  }

  private static SortHead head(boolean reply, long id, long... references) {
    byte[] subject = {'s'};
    return new SortHead(
        subject, reply, subject, subject, subject, subject, subject, 0, id, references);
  }

  private static long[] dates(int count) {
    return IntStream.range(0, count).asLongStream().toArray();
  }

  @Test
  @Tag("I-29")
  void aConversationMayBeAsDeepAsTheFolderIsLong() {
    int depth = 100_000;
    SortHead[] heads = new SortHead[depth];
    for (int i = 0; i < depth; i++) {
      // Newest first in the folder: every parent comes after its child.
      heads[i] = head(true, i + 1, i + 2);
    }
    long[] dates = dates(depth);
    ThreadForest forest = References.of(heads, dates, new long[depth]);
    String text = written(forest, depth);
    assertThat(text).startsWith("(100000 99999 99998 ").endsWith(" 3 2 1)");
  }

  @Test
  @Tag("I-28")
  void hostileReferencesTakeLinearTime() {
    int count = 20_000;
    SortHead[] heads = new SortHead[count];
    for (int i = 0; i < count; i++) {
      heads[i] = head(true, i + 1, i);
    }
    long[] loops = new long[200];
    Arrays.setAll(loops, i -> i % 2 == 0 ? count : 1);
    for (int i = count / 2; i < count; i++) {
      heads[i] = head(true, i + 1, loops);
    }
    long start = System.nanoTime();
    References.of(heads, dates(count), new long[count]);
    assertThat(System.nanoTime() - start).isLessThan(5_000_000_000L);
  }

  @Test
  void branchesNest() {
    ThreadForest forest = new ThreadForest(10);
    forest.addRoot(0);
    forest.addRoot(2);
    forest.addChild(2, 3);
    forest.addChild(3, 4);
    forest.addChild(3, 5);
    forest.addChild(4, 6);
    forest.addChild(5, 7);
    forest.addChild(5, 8);
    assertThat(written(forest, 9)).isEqualTo("(1)(3 4 (5 7)(6 (8)(9)))");
  }

  @Test
  void aMissingMessageHasNoNumber() {
    ThreadForest forest =
        References.of(
            new SortHead[] {head(true, 1, 9), head(true, 2, 9)}, dates(2), new long[] {7, 7});
    assertThat(written(forest, 2)).isEqualTo("((1)(2))");
  }

  @Test
  void oneSubjectOfTwoStoredThreadsStaysTwoThreads() {
    ThreadForest forest =
        References.of(
            new SortHead[] {head(false, 1), head(false, 2), head(true, 3)},
            dates(3),
            new long[] {7, 8, 7});
    assertThat(written(forest, 3)).isEqualTo("(1 3)(2)");
  }
}
