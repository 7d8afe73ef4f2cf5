package dev.postern.conformance.statements;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// A line of `statements.txt`.
///
/// @param number such as `C-43`
/// @param source an RFC with its section, a client, or the field an incident was in
/// @param text what holds
/// @param untested why no test is needed, or nothing
record Statement(String number, String source, String text, Optional<String> untested) {
  /// Returns all statements in the order of the file.
  static List<Statement> all() {
    try (InputStream in = Statement.class.getResourceAsStream("/statements.txt")) {
      if (in == null) {
        throw new IllegalStateException("statements.txt is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Statement::of)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Statement of(String line) {
    List<String> cells = List.of(line.split(" \\| ", -1));
    if (cells.size() < 3 || cells.size() > 4) {
      throw new IllegalStateException("not a statement: " + line);
    }
    Optional<String> untested = cells.size() == 4 ? Optional.of(cells.get(3)) : Optional.empty();
    return new Statement(cells.get(0), cells.get(1), cells.get(2), untested);
  }
}
