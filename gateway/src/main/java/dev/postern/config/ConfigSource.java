package dev.postern.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// Where a configuration comes from. A flag wins over the environment, the environment over the
/// file, the file over the default.
///
/// @param file `--config`, else `POSTERN_CONFIG`, else `postern.yaml` in the data directory if
///   there is one
/// @param data `--data`
/// @param sets each `--set`, as `key=value`
/// @param environment all variables of the process
public record ConfigSource(
    Optional<Path> file, Optional<Path> data, List<String> sets, Map<String, String> environment) {

  /// A checked configuration.
  ///
  /// @param file the file that was read; empty if none was
  /// @param warnings what was ignored, such as unknown variables
  public record Loaded(Config config, Optional<Path> file, List<String> warnings) {}

  /// Reads and checks everything.
  ///
  /// @throws ConfigException with every mistake there is
  public Loaded load() throws ConfigException {
    var errors = new ArrayList<String>();
    var warnings = new ArrayList<String>();
    Optional<Path> read = fileToRead();
    Map<String, Setting> settings = new HashMap<>();
    read.ifPresent(path -> settings.putAll(YamlFile.read(path, errors)));
    settings.putAll(fromEnvironment(warnings));
    settings.putAll(fromFlags(errors));
    SortedMap<String, RouteKeys> routes = RouteKeys.in(settings);
    List<Key<?>> keys = new ArrayList<>(Keys.ALL);
    routes.values().forEach(route -> keys.addAll(route.all()));
    Values values = new Values(values(keys, settings, errors), routes);
    if (errors.isEmpty()) {
      Config config = Config.of(values);
      errors.addAll(Rules.broken(config, settings));
      if (errors.isEmpty()) {
        return new Loaded(config, read, List.copyOf(warnings));
      }
    }
    throw new ConfigException(errors);
  }

  private Optional<Path> fileToRead() {
    Optional<Path> named = file.or(() -> variable("POSTERN_CONFIG").map(Path::of));
    if (named.isPresent()) {
      return named;
    }
    Path directory =
        data.or(() -> variable(Keys.DATA.variable()).map(Path::of))
            .orElseGet(Environment::defaultData);
    return Optional.of(directory.resolve("postern.yaml")).filter(Files::exists);
  }

  private Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  private Map<String, Setting> fromEnvironment(List<String> warnings) {
    Map<String, Setting> settings = new HashMap<>();
    for (Key<?> key : Keys.ALL) {
      variable(key.variable())
          .ifPresent(
              text -> settings.put(key.name(), new Setting(text, key.list(), key.variable())));
    }
    for (String name : environment.keySet()) {
      Optional<Key<?>> key = RouteKeys.ofVariable(name);
      if (key.isPresent() && variable(name).isPresent()) {
        String text = variable(name).get();
        settings.put(key.get().name(), new Setting(text, key.get().list(), name));
      }
    }
    environment.keySet().stream()
        .filter(name -> name.startsWith(Environment.PREFIX) && !Environment.OTHERS.contains(name))
        .filter(name -> Keys.ALL.stream().noneMatch(key -> key.variable().equals(name)))
        .filter(name -> RouteKeys.ofVariable(name).isEmpty())
        .sorted()
        .forEach(name -> warnings.add(name + ": no such setting; ignored"));
    return settings;
  }

  private Map<String, Setting> fromFlags(List<String> errors) {
    Map<String, Setting> settings = new HashMap<>();
    for (String set : sets) {
      int equals = set.indexOf('=');
      String name = equals < 0 ? set : set.substring(0, equals).strip();
      Key<?> key = find(name);
      if (equals < 0) {
        errors.add("--set " + set + ": expected key=value");
      } else if (key == null) {
        errors.add("--set " + name + ": " + Nearest.unknown(name));
      } else {
        settings.put(name, new Setting(set.substring(equals + 1).strip(), key.list(), "--set"));
      }
    }
    data.ifPresent(
        path -> settings.put(Keys.DATA.name(), new Setting(path.toString(), false, "--data")));
    return settings;
  }

  private static @Nullable Key<?> find(String name) {
    List<Key<?>> known = new ArrayList<>(Keys.ALL);
    RouteKeys.nameIn(name).ifPresent(route -> known.addAll(RouteKeys.of(route).all()));
    return known.stream().filter(key -> key.name().equals(name)).findFirst().orElse(null);
  }

  private static Map<Key<?>, Object> values(
      List<Key<?>> keys, Map<String, Setting> settings, List<String> errors) {
    Map<Key<?>, Object> values = new HashMap<>();
    for (Key<?> key : keys) {
      Setting setting =
          settings.getOrDefault(key.name(), new Setting(key.fallback(), key.list(), "default"));
      if (setting.list() && !key.list()) {
        errors.add(setting.origin() + ": " + key.name() + " takes one value, not a list");
        continue;
      }
      try {
        values.put(key, key.reader().apply(setting.text()));
      } catch (IllegalArgumentException invalid) {
        errors.add(setting.origin() + ": " + key.name() + ": " + complaint(key, setting, invalid));
      }
    }
    return values;
  }

  private static String complaint(Key<?> key, Setting setting, IllegalArgumentException invalid) {
    String shown = key.name().endsWith(".password") ? "the value" : "\"" + setting.text() + "\"";
    return shown + " " + invalid.getMessage();
  }
}
