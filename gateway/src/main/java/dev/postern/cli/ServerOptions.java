package dev.postern.cli;

import dev.postern.config.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// Where a command finds its server: `--api-url`, else `POSTERN_API_URL`, else `ready.json` of the
/// data directory. The key is `POSTERN_API_KEY`, else the data directory's own, which is sent to no
/// other server.
final class ServerOptions {
  @Option(
      names = "--api-url",
      paramLabel = "URL",
      description = "The server's API; default: POSTERN_API_URL, else the data directory's server.")
  private @Nullable String apiUrl;

  @Option(
      names = "--data",
      paramLabel = "DIR",
      description = "The data directory; default: POSTERN_DATA, else the platform's place.")
  private List<String> data = List.of();

  /// Returns the data directory.
  Path data() {
    return last(data.stream().filter(text -> !isRequest(text)))
        .map(Path::of)
        .or(() -> Environment.variable("POSTERN_DATA").map(Path::of))
        .orElseGet(Environment::defaultData)
        .toAbsolutePath();
  }

  /// Returns what `--data` says if that is no directory but a request: the official client's option
  /// of the same name holds JSON, and no directory is called so.
  Optional<String> request() {
    return last(data.stream().filter(ServerOptions::isRequest));
  }

  private static boolean isRequest(String text) {
    return text.stripLeading().startsWith("{");
  }

  private static Optional<String> last(Stream<String> all) {
    return all.reduce((_, later) -> later);
  }

  /// Says whether a server is named, by flag or variable.
  boolean named() {
    return apiUrl != null || Environment.variable("POSTERN_API_URL").isPresent();
  }

  /// Returns the server that is using the data directory, if one is.
  Optional<ReadyFile> running() {
    return ReadyFile.read(data());
  }

  /// Returns a client of the server.
  ApiClient client() {
    Optional<String> named =
        Optional.ofNullable(apiUrl).or(() -> Environment.variable("POSTERN_API_URL"));
    Optional<String> key = Environment.variable("POSTERN_API_KEY");
    if (named.isPresent() && key.isPresent()) {
      return new ApiClient(named.get(), key.get());
    }
    Optional<ReadyFile> local = running();
    if (named.isPresent() && local.filter(it -> same(it.apiUrl(), named.get())).isEmpty()) {
      throw new CommandFailure("set POSTERN_API_KEY to a key of " + named.get());
    }
    ReadyFile ready =
        local.orElseThrow(() ->
            new CommandFailure(
                "no server is using "
                    + data()
                    + ": start one with `postern serve`, or name one with --data, or with"
                    + " --api-url and POSTERN_API_KEY"));
    if (ready.apiUrl().isEmpty()) {
      throw new CommandFailure("the server that is using " + data() + " has listeners.api off");
    }
    return new ApiClient(ready.apiUrl(), key.orElseGet(() -> keyIn(Path.of(ready.apiKeyFile()))));
  }

  private static boolean same(String url, String other) {
    return url.equals(other.endsWith("/") ? other.substring(0, other.length() - 1) : other);
  }

  private static String keyIn(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandFailure("the API key cannot be read: " + e, e);
    }
  }
}
