package dev.postern.conformance.statements;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Which tests name which statements: transcripts in their first comment line, JUnit tests with a
/// tag. Read from the sources, so that a test of either module counts.
final class Proofs {
  private static final Pattern NUMBER = Pattern.compile("\\b[CSQI]-[0-9]+\\b");
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"([CSQI]-[0-9]+)\"\\)");

  private final Map<String, SortedSet<String>> tests = new TreeMap<>();

  private Proofs() {}

  /// Reads the tests of the whole project.
  static Proofs of(Path project) {
    var proofs = new Proofs();
    proofs.read(project.resolve("gateway/src/test/java"), ".java", Proofs::tagged);
    proofs.read(project.resolve("protocol-tests/src/test/java"), ".java", Proofs::tagged);
    proofs.read(
        project.resolve("protocol-tests/src/test/resources/transcripts"), ".txt", Proofs::told);
    return proofs;
  }

  /// Returns the tests that name a statement, in the order of their names.
  SortedSet<String> of(String statement) {
    return tests.getOrDefault(statement, new TreeSet<>());
  }

  /// Returns every number that some test names.
  SortedSet<String> numbers() {
    return new TreeSet<>(tests.keySet());
  }

  private interface Reading {
    List<String> numbers(String text);
  }

  private void read(Path folder, String ending, Reading reading) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(path -> path.toString().endsWith(ending)).toList()) {
        String name = file.getFileName().toString().replace(ending, "");
        for (String number : reading.numbers(Files.readString(file, StandardCharsets.UTF_8))) {
          tests.computeIfAbsent(number, _ -> new TreeSet<>()).add(name);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> tagged(String source) {
    Matcher matcher = TAG.matcher(source);
    var found = new ArrayList<String>();
    while (matcher.find()) {
      found.add(matcher.group(1));
    }
    return found;
  }

  /// The comment that a transcript begins with, up to the first colon.
  private static List<String> told(String transcript) {
    String first = transcript.substring(0, Math.max(0, transcript.indexOf(':')));
    Matcher matcher = NUMBER.matcher(first);
    var found = new ArrayList<String>();
    while (matcher.find()) {
      found.add(matcher.group());
    }
    return found;
  }
}
