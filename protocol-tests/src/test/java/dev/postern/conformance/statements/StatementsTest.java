package dev.postern.conformance.statements;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Every statement has a test, and the table that says so is true. `-Dpostern.write-table=true`
/// writes the table anew.
class StatementsTest {
  private static final Path ROOT = Path.of(System.getProperty("postern.root", ".."));
  private static final Path TABLE = ROOT.resolve("protocol-tests/STATEMENTS.md");

  private final Proofs proofs = Proofs.of(ROOT);
  private final List<Statement> statements = Statement.all();

  @Test
  void everyStatementHasATest() {
    assertThat(statements)
        .filteredOn(statement -> statement.untested().isEmpty())
        .filteredOn(statement -> proofs.of(statement.number()).isEmpty())
        .isEmpty();
  }

  @Test
  void noTestNamesAStatementThatDoesNotExist() {
    SortedSet<String> named = proofs.numbers();
    statements.forEach(statement -> named.remove(statement.number()));
    assertThat(named).isEmpty();
  }

  @Test
  void theTableIsTrue() throws IOException {
    String table = table();
    if (Boolean.getBoolean("postern.write-table")) {
      Files.writeString(TABLE, table);
    }
    assertThat(Files.readString(TABLE)).isEqualTo(table);
  }

  private String table() {
    var text = new StringBuilder();
    text.append("# Statements and their tests\n\n");
    text.append("Made by `StatementsTest` from `statements.txt` and the tests' own numbers:\n");
    text.append("C is IMAP, S SMTP, Q a client's habit, I an incident of another server.\n\n");
    text.append("| | source | statement | tests |\n|---|---|---|---|\n");
    for (Statement statement : statements) {
      String tests =
          statement
              .untested()
              .map(why -> "none: " + why)
              .orElseGet(() ->
                  proofs.of(statement.number()).stream()
                      .map(name -> "`" + name + "`")
                      .collect(Collectors.joining(", ")));
      text.append("| ").append(statement.number());
      text.append(" | ").append(statement.source());
      text.append(" | ").append(statement.text());
      text.append(" | ").append(tests).append(" |\n");
    }
    text.append("\n## IMAP transcripts\n\n");
    text.append("| RFC | section | what | transcript | Dovecot |\n|---|---|---|---|---|\n");
    Told.all(ROOT).forEach(told -> text.append(told.row()));
    return text.toString();
  }
}
