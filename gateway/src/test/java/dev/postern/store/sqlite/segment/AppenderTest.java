package dev.postern.store.sqlite.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A body counts as stored only when its sync was done, whoever was to do it.
class AppenderTest {
  @TempDir private Path directory;

  private static final class CountingDisk extends Disk {
    private int syncs;
    private boolean failing;

    @Override
    public void force(FileChannel channel) throws IOException {
      syncs++;
      if (failing) {
        throw new IOException("no");
      }
      super.force(channel);
    }
  }

  private final CountingDisk disk = new CountingDisk();

  private SegmentFiles files() throws IOException {
    return new SegmentFiles(directory.resolve("segments"), disk, 0);
  }

  @Test
  void aSyncThatCouldNotBeStartedIsStillDone() throws IOException {
    try (SegmentFiles files = files();
        Appender appender =
            new Appender(
                files,
                1 << 20,
                _ -> {
                  throw new RejectedExecutionException("no thread");
                })) {
      appender.append(new byte[10]);
      assertThatThrownBy(appender::startSync).isInstanceOf(RejectedExecutionException.class);
      assertThat(disk.syncs).isZero();
      appender.sync();
      assertThat(disk.syncs).isEqualTo(1);
    }
  }

  @Test
  void whatComesAfterAStartedSyncIsSyncedToo() throws IOException {
    try (SegmentFiles files = files();
        Appender appender = new Appender(files, 1 << 20, Runnable::run)) {
      appender.append(new byte[10]);
      appender.startSync();
      appender.append(new byte[10]);
      appender.sync();
      assertThat(disk.syncs).isEqualTo(2);
    }
  }

  @Test
  void aStartedSyncThatFailsIsToldAndTheSegmentIsLeft() throws IOException {
    try (SegmentFiles files = files();
        Appender appender = new Appender(files, 1 << 20, Runnable::run)) {
      Place before = appender.append(new byte[10]);
      disk.failing = true;
      appender.startSync();
      assertThatThrownBy(appender::sync).isInstanceOf(StorageFailure.class);
      appender.rewind();
      disk.failing = false;
      assertThat(appender.append(new byte[10]).segment()).isGreaterThan(before.segment());
      appender.sync();
    }
  }
}
