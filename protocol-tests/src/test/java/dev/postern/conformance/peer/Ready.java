package dev.postern.conformance.peer;

import dev.postern.conformance.client.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// What a server wrote into `ready.json` when all its listeners accepted.
record Ready(long pid, String apiUrl, Map<String, Integer> ports, Path caFile, Path keyFile) {
  /// Reads the file, or nothing while it is not whole.
  static Optional<Ready> in(Path data) throws IOException {
    try {
      JsonNode json = Json.read(Files.readString(data.resolve("ready.json")));
      return Optional.of(
          new Ready(
              json.path("pid").asLong(),
              json.path("api_url").asString(),
              ports(json.path("ports")),
              Path.of(json.path("ca_file").asString()),
              Path.of(json.path("api_key_file").asString())));
    } catch (NoSuchFileException | JacksonException _) {
      return Optional.empty();
    }
  }

  private static Map<String, Integer> ports(JsonNode ports) {
    return ports.properties().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, port -> port.getValue().asInt()));
  }
}
