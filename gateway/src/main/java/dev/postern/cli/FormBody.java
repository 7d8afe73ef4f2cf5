package dev.postern.cli;

import dev.postern.v3.JsonObject;
import java.io.FileNotFoundException;
import java.net.URLConnection;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// A `multipart/form-data` body: a message as JSON with files beside it, which are read when they
/// are sent.
record FormBody(JsonObject message, List<Path> files, String boundary) {
  FormBody {
    files = List.copyOf(files);
  }

  static FormBody of(JsonObject message, List<Path> files) {
    return new FormBody(message, files, "postern-" + UUID.randomUUID());
  }

  String type() {
    return "multipart/form-data; boundary=" + boundary;
  }

  /// @throws CommandFailure if a file is not there
  BodyPublisher publisher() {
    var parts = new ArrayList<BodyPublisher>();
    parts.add(head("name=\"message\"", "application/json"));
    parts.add(BodyPublishers.ofByteArray(message.bytes()));
    for (int i = 0; i < files.size(); i++) {
      Path file = files.get(i);
      String name = file.getFileName().toString();
      String quoted = name.replace("\\", "\\\\").replace("\"", "\\\"");
      parts.add(text("\r\n"));
      parts.add(head("name=\"file" + i + "\"; filename=\"" + quoted + "\"", mediaType(name)));
      parts.add(content(file));
    }
    parts.add(text("\r\n--" + boundary + "--\r\n"));
    return BodyPublishers.concat(parts.toArray(BodyPublisher[]::new));
  }

  private static BodyPublisher content(Path file) {
    try {
      return BodyPublishers.ofFile(file);
    } catch (FileNotFoundException e) {
      throw new CommandFailure("there is no file " + file, e);
    }
  }

  private BodyPublisher head(String disposition, String type) {
    return text(
        "--%s\r\nContent-Disposition: form-data; %s\r\nContent-Type: %s\r\n\r\n"
            .formatted(boundary, disposition, type));
  }

  private static BodyPublisher text(String text) {
    return BodyPublishers.ofString(text, StandardCharsets.UTF_8);
  }

  private static String mediaType(String name) {
    return Optional.ofNullable(URLConnection.guessContentTypeFromName(name))
        .orElse("application/octet-stream");
  }
}
