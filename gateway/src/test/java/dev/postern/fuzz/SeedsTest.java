package dev.postern.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What fuzzers started from and once found goes through every target in every build.
class SeedsTest {
  interface Target {
    void take(byte[] input) throws IOException;
  }

  enum Targets {
    FRAMER(FramerTarget::fuzzerTestOneInput),
    PARSER(ParserTarget::fuzzerTestOneInput),
    MIME(MimeTarget::fuzzerTestOneInput),
    UTF7(Utf7Target::fuzzerTestOneInput),
    SESSION(SessionTarget::fuzzerTestOneInput);

    private final Target target;

    Targets(Target target) {
      this.target = target;
    }

    List<Path> seeds() throws IOException, URISyntaxException {
      String folder = "/fuzz/" + name().toLowerCase(java.util.Locale.ROOT);
      URI seeds = Objects.requireNonNull(SeedsTest.class.getResource(folder), folder).toURI();
      try (Stream<Path> files = Files.list(Path.of(seeds))) {
        return files.sorted().toList();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  @Tag("I-19")
  @Tag("I-28")
  void everySeedIsTaken(Targets target) throws IOException, URISyntaxException {
    assertThat(target.seeds()).isNotEmpty();
    for (Path seed : target.seeds()) {
      target.target.take(Files.readAllBytes(seed));
    }
  }
}
