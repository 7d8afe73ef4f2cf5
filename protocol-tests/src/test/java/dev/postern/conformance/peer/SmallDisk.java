package dev.postern.conformance.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A file system in memory that is soon full. Only where this process may mount one.
public final class SmallDisk implements AutoCloseable {
  private static final int[] BLOCKS = {1 << 20, 4096, 1};

  private final Path path;

  private SmallDisk(Path path) {
    this.path = path;
  }

  /// Mounts a disk, or skips the test that asks for it.
  public static SmallDisk mount(int megabytes) throws IOException {
    Path path = Folders.create("postern-disk-");
    String size = "size=" + megabytes + "m";
    boolean mounted = run(List.of("mount", "-t", "tmpfs", "-o", size, "tmpfs", path.toString()));
    if (!mounted) {
      Files.delete(path);
    }
    assumeTrue(mounted, "this process may not mount a file system");
    return new SmallDisk(path);
  }

  private static boolean run(List<String> command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException _) {
      // No such program here.
      return false;
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Returns the empty directory.
  public Path path() {
    return path;
  }

  private Path filler() {
    return path.resolve("filler");
  }

  /// Takes every octet that is left.
  public void fill() throws IOException {
    try (OutputStream out = Files.newOutputStream(filler(), StandardOpenOption.CREATE)) {
      for (int size : BLOCKS) {
        while (hasRoom(out, new byte[size])) {}
      }
    }
  }

  private static boolean hasRoom(OutputStream out, byte[] block) {
    try {
      out.write(block);
      return true;
    } catch (IOException _) {
      // What a full disk answers is the end that was looked for.
      return false;
    }
  }

  /// Gives back what [#fill] took.
  public void clear() throws IOException {
    Files.delete(filler());
  }

  @Override
  public void close() throws IOException {
    if (!run(List.of("umount", path.toString()))) {
      throw new IOException(path + " is still mounted");
    }
    Files.delete(path);
  }
}
