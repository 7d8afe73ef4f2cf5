package dev.postern.api;

import dev.postern.v3.JsonBody;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A client of `text/event-stream` that counts octets, so that it can be cut anywhere.
final class StreamClient implements AutoCloseable {
  /// An event that came whole.
  record Event(String id, String name, String data) {
    JsonBody object() {
      return JsonBody.parse(data.getBytes(StandardCharsets.UTF_8))
          .object("data")
          .flatMap(envelope -> envelope.object("object"))
          .orElseThrow(() -> new AssertionError(data));
    }
  }

  private final RawHttp http;
  private final String head;
  private final boolean chunked;
  private int chunk;
  private long budget = Long.MAX_VALUE;
  private String id;

  private StreamClient(int port, String request, String id) throws IOException {
    http = new RawHttp(port);
    http.send(request);
    head = http.upTo("\r\n\r\n");
    chunked = head.toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
    this.id = id;
  }

  /// Opens a stream as most clients do.
  ///
  /// @param id where to go on; empty: from now on
  static StreamClient open(int port, String path, String id) throws IOException {
    String last = id.isEmpty() ? "" : "Last-Event-ID: " + id + "\r\n";
    return raw(
        port,
        "GET %s HTTP/1.1\r\nHost: x\r\nAccept-Encoding: gzip\r\nAuthorization: Bearer %s\r\n%s\r\n"
            .formatted(path, ApiStage.KEY, last),
        id);
  }

  static StreamClient raw(int port, String request, String id) throws IOException {
    return new StreamClient(port, request, id);
  }

  String head() {
    return head;
  }

  /// Lets only so many more octets come; then the connection is cut.
  void cutAfter(long octets) {
    budget = octets;
  }

  /// Returns the id to come again with.
  String id() {
    return id;
  }

  /// Returns the connection below.
  RawHttp raw() {
    return http;
  }

  /// Returns the next event; empty if the stream ended or was cut before it was whole.
  Optional<Event> next() throws IOException {
    String name = "message";
    String data = "";
    String seen = id;
    while (true) {
      String line = line();
      if (line == null) {
        return Optional.empty();
      }
      if (line.isEmpty()) {
        id = seen;
        if (!data.isEmpty()) {
          return Optional.of(new Event(id, name, data));
        }
      } else if (line.startsWith("id: ")) {
        seen = line.substring(4);
      } else if (line.startsWith("event: ")) {
        name = line.substring(7);
      } else if (line.startsWith("data: ")) {
        data = line.substring(6);
      } else if (!line.startsWith(":") && !line.startsWith("retry: ")) {
        throw new AssertionError("no line of an event stream: " + line);
      }
    }
  }

  /// Reads on to the end of the first block, which tells the position.
  StreamClient opened() throws IOException {
    for (String line = line(); line != null && !line.isEmpty(); line = line()) {
      if (line.startsWith("id: ")) {
        id = line.substring(4);
      }
    }
    return this;
  }

  /// Returns a line of the text; null at its end.
  private @Nullable String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = octet(); octet != '\n'; octet = octet()) {
      if (octet < 0) {
        return null;
      }
      line.write(octet);
    }
    return line.toString(StandardCharsets.UTF_8);
  }

  private int octet() throws IOException {
    if (!chunked) {
      return read();
    }
    if (chunk == 0) {
      String size = framing();
      if (size.isEmpty()) {
        size = framing();
      }
      chunk = size.isEmpty() ? 0 : Integer.parseInt(size, 16);
      if (chunk == 0) {
        return -1;
      }
    }
    chunk--;
    return read();
  }

  private String framing() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = read(); octet != '\n'; octet = read()) {
      if (octet < 0) {
        return "";
      }
      if (octet != '\r') {
        line.append((char) octet);
      }
    }
    return line.toString();
  }

  private int read() throws IOException {
    if (budget-- <= 0) {
      return -1;
    }
    return http.read();
  }

  @Override
  public void close() throws IOException {
    http.close();
  }
}
