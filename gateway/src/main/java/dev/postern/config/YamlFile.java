package dev.postern.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/// Reads a YAML file into settings that remember their lines.
///
/// Sections nest (`listeners:` / ` imap:`) or are written with dots (`listeners.imap:`). A value
/// that is empty or `~` leaves the key at its default.
final class YamlFile {
  private final Path file;
  private final List<String> errors;
  private final Map<String, Setting> settings = new HashMap<>();

  private YamlFile(Path file, List<String> errors) {
    this.file = file;
    this.errors = errors;
  }

  /// Returns the file's settings by key; mistakes go to `errors`.
  static Map<String, Setting> read(Path file, List<String> errors) {
    var reading = new YamlFile(file, errors);
    try {
      reading.document(Files.readString(file));
    } catch (IOException unreadable) {
      errors.add(file + ": cannot be read: " + unreadable);
    } catch (MarkedYamlEngineException broken) {
      String line = broken.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      errors.add(file + line + ": not YAML: " + broken.getProblem());
    } catch (YamlEngineException broken) {
      errors.add(file + ": not YAML: " + broken.getMessage());
    }
    return reading.settings;
  }

  private void document(String text) {
    // The core schema knows "~" as null; the default one does not.
    LoadSettings load =
        LoadSettings.builder().setLabel(file.toString()).setSchema(new CoreSchema()).build();
    Optional<Node> root = new Compose(load).composeString(text);
    if (root.isEmpty() || root.get().getTag().equals(Tag.NULL)) {
      return;
    }
    if (root.get() instanceof MappingNode mapping) {
      section("", mapping);
    } else {
      errors.add(origin(root.get()) + ": expected keys and values");
    }
  }

  private void section(String prefix, MappingNode mapping) {
    for (NodeTuple entry : mapping.getValue()) {
      if (entry.getKeyNode() instanceof ScalarNode key) {
        entry(prefix + key.getValue(), key, entry.getValueNode());
      } else {
        errors.add(origin(entry.getKeyNode()) + ": a key must be a word");
      }
    }
  }

  private void entry(String name, Node key, Node value) {
    boolean known =
        Keys.ALL.stream().anyMatch(each -> each.name().equals(name))
            || RouteKeys.nameIn(name).isPresent();
    boolean isSection =
        Keys.ALL.stream().anyMatch(each -> each.name().startsWith(name + "."))
            || RouteKeys.isSection(name);
    if (!known && !isSection) {
      errors.add(origin(key) + ": " + Nearest.unknown(name));
    } else if (value instanceof MappingNode mapping && isSection) {
      section(name + ".", mapping);
    } else if (value.getTag().equals(Tag.NULL)) {
      return;
    } else if (!known) {
      errors.add(origin(value) + ": " + name + " is a section: its keys go below it, indented");
    } else {
      value(name, key, value);
    }
  }

  private void value(String name, Node key, Node value) {
    Setting setting =
        switch (value) {
          case ScalarNode scalar -> new Setting(scalar.getValue(), false, origin(key));
          case SequenceNode sequence -> new Setting(items(name, sequence), true, origin(key));
          default -> {
            errors.add(origin(key) + ": " + name + " takes a value, not a section");
            yield null;
          }
        };
    if (setting != null && settings.put(name, setting) != null) {
      errors.add(origin(key) + ": " + name + " is given twice");
    }
  }

  private String items(String name, SequenceNode sequence) {
    var items = new ArrayList<String>();
    for (Node item : sequence.getValue()) {
      if (item instanceof ScalarNode scalar) {
        items.add(scalar.getValue());
      } else {
        errors.add(origin(item) + ": " + name + " is a list of words");
      }
    }
    return String.join(",", items);
  }

  private String origin(Node node) {
    Optional<Mark> mark = node.getStartMark();
    return file + mark.map(at -> ":" + (at.getLine() + 1)).orElse("");
  }
}
