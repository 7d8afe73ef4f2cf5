package dev.postern.config;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the process was told from outside: `POSTERN_…` variables and the platform's places.
public final class Environment {
  static final String PREFIX = "POSTERN_";

  /// Variables that are no keys of the configuration.
  static final Set<String> OTHERS =
      Set.of("POSTERN_API_URL", "POSTERN_API_KEY", "POSTERN_CONFIG", "POSTERN_GRANT_ID");

  private Environment() {}

  /// Returns a variable's value; empty if it is unset or blank.
  public static Optional<String> variable(String name) {
    return Optional.ofNullable(System.getenv(name)).filter(value -> !value.isBlank());
  }

  /// Returns all variables.
  public static Map<String, String> variables() {
    return System.getenv();
  }

  /// Returns the data directory when no flag, variable or file names one: the platform's place for
  /// application data.
  public static Path defaultData() {
    return defaultData(System.getProperty("os.name", ""), variables());
  }

  static Path defaultData(String system, Map<String, String> variables) {
    String os = system.toLowerCase(Locale.ROOT);
    Path home = Path.of(System.getProperty("user.home", "."));
    if (os.startsWith("mac")) {
      return home.resolve("Library/Application Support/postern");
    }
    if (os.startsWith("windows")) {
      String local = variables.get("LOCALAPPDATA");
      return (local == null ? home.resolve("AppData/Local") : Path.of(local)).resolve("postern");
    }
    String xdg = variables.get("XDG_DATA_HOME");
    // The XDG base directory specification: a path that is not absolute is to be ignored.
    return xdg != null && xdg.startsWith("/")
        ? Path.of(xdg, "postern")
        : home.resolve(".local/share/postern");
  }
}
