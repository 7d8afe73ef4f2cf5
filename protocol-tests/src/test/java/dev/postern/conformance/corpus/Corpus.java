package dev.postern.conformance.corpus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/// The sample messages under `src/test/resources/corpus`; their README says where they are from.
public final class Corpus {
  private static final Path ROOT = root();

  private Corpus() {}

  /// One message: its name, such as `python/msg_01.eml`, and its bytes.
  public record Sample(String name, byte[] bytes) {
    @Override
    public String toString() {
      return name;
    }
  }

  /// Reads all messages, ordered by name.
  public static List<Sample> samples() {
    try (Stream<Path> files = Files.walk(ROOT)) {
      return files
          .filter(file -> file.toString().endsWith(".eml"))
          .sorted()
          .map(Corpus::sample)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the names that `DIFFERENCES.md` explains.
  public static List<String> explained() {
    try (Stream<String> lines = Files.lines(ROOT.resolve("DIFFERENCES.md"))) {
      return lines
          .filter(line -> line.startsWith("|`"))
          .map(line -> line.substring(2, line.indexOf('`', 2)))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Sample sample(Path file) {
    try {
      String name = ROOT.relativize(file).toString().replace('\\', '/');
      return new Sample(name, Files.readAllBytes(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path root() {
    try {
      var readme = Objects.requireNonNull(Corpus.class.getResource("/corpus/README.md"));
      return Objects.requireNonNull(Path.of(readme.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
