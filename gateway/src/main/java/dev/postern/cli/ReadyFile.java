package dev.postern.cli;

import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// `ready.json` of a data directory: where the server that is using it can be reached.
///
/// @param apiUrl without a slash at its end; empty if that listener is off
/// @param ports the real port of each listener that is on, by the listener's key
public record ReadyFile(
    String version,
    long pid,
    String apiUrl,
    Map<String, Integer> ports,
    String caFile,
    String apiKeyFile) {
  private static final String NAME = "ready.json";

  /// The listeners, in the order they are shown.
  public static final List<String> LISTENERS =
      List.of("imap", "imaps", "submission", "submissions", "mx", "legacy", "api");

  /// Writes the file: whole or not at all.
  public void write(Path data) throws IOException {
    Path unfinished = data.resolve(NAME + ".new");
    Files.write(unfinished, json().bytes());
    Files.move(unfinished, data.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
  }

  JsonObject json() {
    var portsObject = new JsonObject();
    for (String listener : LISTENERS) {
      Integer port = ports.get(listener);
      if (port != null) {
        portsObject.put(listener, port.longValue());
      }
    }
    return new JsonObject()
        .put("version", version)
        .put("pid", pid)
        .put("api_url", apiUrl)
        .put("ports", portsObject)
        .put("ca_file", caFile)
        .put("api_key_file", apiKeyFile);
  }

  /// Returns one line for a person: `postern 1.0 is ready: imap 1143, …`.
  String line() {
    String listeners =
        LISTENERS.stream()
            .filter(ports::containsKey)
            .map(name -> name + " " + ports.get(name))
            .collect(Collectors.joining(", "));
    return "postern %s is ready: %s; API key in %s, CA in %s"
        .formatted(version, listeners, apiKeyFile, caFile);
  }

  /// Removes the file, if it is there.
  public static void remove(Path data) throws IOException {
    Files.deleteIfExists(data.resolve(NAME));
  }

  /// Returns what stands there; empty if no server is using `data`: there is no file, or the
  /// process it names is gone.
  public static Optional<ReadyFile> read(Path data) {
    try {
      ReadyFile ready = parse(Files.readAllBytes(data.resolve(NAME)));
      boolean alive = ProcessHandle.of(ready.pid).map(ProcessHandle::isAlive).orElse(false);
      return alive ? Optional.of(ready) : Optional.empty();
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException | GatewayException broken) {
      throw new CommandFailure(data.resolve(NAME) + " cannot be read: " + broken, broken);
    }
  }

  private static ReadyFile parse(byte[] text) {
    JsonBody body = JsonBody.parse(text);
    Map<String, Integer> ports = new LinkedHashMap<>();
    JsonBody given = body.object("ports").orElseGet(() -> JsonBody.parse(new byte[0]));
    for (String listener : LISTENERS) {
      given.number(listener).ifPresent(port -> ports.put(listener, port.intValue()));
    }
    return new ReadyFile(
        body.text("version").orElse(""),
        body.number("pid").orElse(-1L),
        body.text("api_url").orElse(""),
        ports,
        body.text("ca_file").orElse(""),
        body.text("api_key_file").orElse(""));
  }
}
