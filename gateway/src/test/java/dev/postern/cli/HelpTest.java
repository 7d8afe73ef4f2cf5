package dev.postern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/// What every command says of itself.
class HelpTest {
  private static final String POSTERN = "postern ";
  private static final Pattern WORD = Pattern.compile("'([^']*)'|\"([^\"]*)\"|(\\S+)");

  @TempDir private Path data;

  private Set<CommandLine> all() {
    Set<CommandLine> found = new LinkedHashSet<>();
    add(found, Prompt.script(data).commands());
    return found;
  }

  private static void add(Set<CommandLine> found, CommandLine line) {
    if (found.add(line)) {
      line.getSubcommands().values().forEach(each -> add(found, each));
    }
  }

  @Test
  void everyCommandHasExamplesThatAreRight() {
    CommandLine root = Prompt.script(data).commands();
    for (CommandLine each : all()) {
      String name = each.getCommandSpec().qualifiedName();
      List<String> examples =
          Stream.of(each.getCommandSpec().usageMessage().footer())
              .filter(line -> line.contains(POSTERN))
              .toList();
      assertThat(examples).as(name).isNotEmpty();
      for (String example : examples) {
        List<String> words = words(example.substring(example.indexOf(POSTERN) + POSTERN.length()));
        root.parseArgs(words.toArray(String[]::new));
      }
    }
  }

  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    Matcher matcher = WORD.matcher(line.replaceFirst(" [>|] .*", ""));
    while (matcher.find()) {
      words.add(
          Stream.of(1, 2, 3).map(matcher::group).filter(Objects::nonNull).findFirst().orElse(""));
    }
    return words;
  }

  @Test
  void everyCommandTellsItsExitCodes() {
    for (CommandLine each : all()) {
      assertThat(each.getUsageMessage()).contains("Exit codes:", "wrong").contains("--help");
    }
  }

  @Test
  void everyCommandOfTheApiPrintsJsonOrIds() {
    for (CommandLine each : all()) {
      if (each.getCommandSpec().findOption("--api-url") != null) {
        String name = each.getCommandSpec().qualifiedName();
        boolean offline = name.equals("postern status") || name.equals("postern backup");
        assertThat(each.getCommandSpec().findOption("--json") != null || offline).as(name).isTrue();
      }
    }
  }

  @Test
  void aMistypedCommandIsToldWhatIsMeant() {
    Prompt prompt = Prompt.script(data);
    assertThat(prompt.commands().execute("agent", "polici", "get")).isEqualTo(2);
    assertThat(prompt.err()).contains("agent policy", "Try: postern agent --help");
    assertThat(prompt.out()).isEmpty();
  }

  @Test
  void aShellCompletesCommandsAndOptions() throws IOException, InterruptedException {
    Prompt prompt = Prompt.script(data);
    prompt.commands().execute("completion", "bash");
    String script = prompt.out();
    assertThat(script).contains("overview", "rotate-secret", "--quiet", "bashcompinit");
    Path file = data.resolve("completion");
    Files.writeString(file, script);
    Process bash = bash(". '" + file + "' && complete -p postern");
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).isZero();
    assertThat(said).contains("postern");
  }

  private static Process bash(String command) {
    try {
      return new ProcessBuilder("bash", "-c", command).redirectErrorStream(true).start();
    } catch (IOException none) {
      return Assumptions.abort("there is no bash here");
    }
  }
}
