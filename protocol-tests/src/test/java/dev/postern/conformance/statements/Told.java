package dev.postern.conformance.statements;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// What an IMAP transcript is about, from its name and its first comment.
///
/// @param rfc such as `9051`
/// @param section such as `6.4.4`
/// @param what the comment without statement numbers
/// @param name of the file
/// @param dovecot `same` or `differs`
record Told(String rfc, String section, String what, String name, String dovecot) {
  /// Returns all transcripts, by RFC and name.
  static List<Told> all(Path project) {
    Path folder = project.resolve("protocol-tests/src/test/resources/transcripts/imap");
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".txt"))
          .sorted()
          .map(Told::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Told read(Path file) {
    try {
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      String name = file.getFileName().toString().replace(".txt", "");
      String[] parts = name.split("-", 3);
      if (parts.length < 3 || !parts[0].startsWith("rfc")) {
        throw new IllegalStateException(name + " is not named rfcNNNN-SECTION-what");
      }
      String comment = lines.getFirst().substring(1).trim();
      String what = comment.replaceFirst("^([CSQI]-\\d+(, )?)+: ", "");
      boolean same = lines.contains("dovecot: same");
      return new Told(parts[0].substring(3), parts[1], what, name, same ? "same" : "differs");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  String row() {
    String text = what.replace("|", "\\|");
    return "| %s | %s | %s | `%s` | %s |\n".formatted(rfc, section, text, name, dovecot);
  }
}
