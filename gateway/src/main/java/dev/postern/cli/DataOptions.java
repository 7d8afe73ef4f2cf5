package dev.postern.cli;

import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// A request as the API has it, from a file or from `--data`; other options win over its members.
final class DataOptions {
  @Option(
      names = "--data-file",
      paramLabel = "FILE",
      description =
          "A file with the request as the API has it; --data takes it too, as a text in braces.")
  private @Nullable Path file;

  /// Returns what was given, to be added to; an empty object if nothing was.
  ///
  /// @throws WrongUse if it is no JSON object
  JsonObject read(ServerOptions server) {
    Optional<String> data = server.request();
    if (data.isPresent() && file != null) {
      throw new WrongUse("name either --data or --data-file");
    }
    try {
      byte[] text = file != null ? Files.readAllBytes(file) : octets(data);
      return JsonObject.copyOf(JsonBody.parse(text));
    } catch (IOException e) {
      throw new WrongUse("--data-file cannot be read: " + e, e);
    } catch (GatewayException e) {
      throw new WrongUse((file == null ? "--data" : file) + " is not one JSON object", e);
    }
  }

  private static byte[] octets(Optional<String> text) {
    return text.orElse("").getBytes(StandardCharsets.UTF_8);
  }
}
