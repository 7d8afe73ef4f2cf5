package dev.postern.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Holds `config/postern.yaml` and [Keys] together.
class DocumentedKeysTest {
  private static final Path FILE =
      Path.of(System.getProperty("postern.root", "..")).resolve("config/postern.yaml");

  static List<Key<?>> keys() {
    return Keys.ALL;
  }

  @ParameterizedTest
  @MethodSource("keys")
  void everyKeyStandsInTheFileAtItsDefaultWithAComment(Key<?> key) throws IOException {
    var errors = new ArrayList<String>();
    Map<String, Setting> settings = YamlFile.read(FILE, errors);
    assertThat(errors).isEmpty();
    Setting setting = settings.get(key.name());
    String text = setting == null ? "" : setting.text();
    assertThat(text).as("default of %s", key.name()).isEqualTo(key.fallback());
    List<String> lines = Files.readAllLines(FILE);
    int line = lineOf(key.name(), lines);
    assertThat(line).as("line of %s", key.name()).isPositive();
    assertThat(lines.get(line - 1).strip()).as("comment of %s", key.name()).startsWith("#");
  }

  @Test
  void theFileAsItStandsGivesTheDefaults() throws ConfigException {
    Map<String, String> empty = Map.of();
    var none = Optional.<Path>empty();
    Config fromFile = new ConfigSource(Optional.of(FILE), none, List.of(), empty).load().config();
    Config defaults =
        new ConfigSource(none, Optional.of(fromFile.data()), List.of(), empty).load().config();
    assertThat(fromFile).isEqualTo(defaults);
  }

  @Test
  void theExampleOfARouteIsOneAndHasEveryKey() throws Exception {
    List<String> example =
        Files.readAllLines(FILE).stream()
            .filter(line -> line.startsWith("#  "))
            .map(line -> line.substring(1))
            .toList();
    Path file = Files.createTempFile("routes", ".yaml");
    Files.writeString(file, "routes:\n" + String.join("\n", example) + "\n");
    var errors = new ArrayList<String>();
    Map<String, Setting> settings = YamlFile.read(file, errors);
    Files.delete(file);
    assertThat(errors).isEmpty();
    assertThat(settings.keySet())
        .containsExactlyInAnyOrderElementsOf(
            RouteKeys.MEMBERS.stream().map(member -> "routes.office." + member).toList());
  }

  /// Finds a key by its words, each deeper than the last.
  private static int lineOf(String name, List<String> lines) {
    int line = 0;
    String indent = "";
    for (String word : name.split("\\.", -1)) {
      String start = indent + word + ":";
      while (line < lines.size() && !lines.get(line).startsWith(start)) {
        line++;
      }
      if (line == lines.size()) {
        return -1;
      }
      indent += "  ";
    }
    return line;
  }
}
