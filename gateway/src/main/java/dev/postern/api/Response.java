package dev.postern.api;

import dev.postern.v3.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// One answer.
///
/// @param headers besides length, type, encoding and request id
record Response(int status, Map<String, String> headers, Content content) {
  /// What an answer carries.
  sealed interface Content {}

  /// A JSON text, compressed if the client takes that.
  record Json(byte[] text) implements Content {}

  /// Bytes that are sent while they are read, then closed.
  ///
  /// @param length exactly how many octets `bytes` yields
  record Stream(String type, long length, InputStream bytes) implements Content {}

  /// Events that are sent as they happen, until either side ends it; nothing may follow on the
  /// connection.
  ///
  /// @param opening called once the head is sent
  /// @param unsent frees what is held if it never is
  record Events(EventSink.Opening opening, Runnable unsent) implements Content {}

  /// What HEAD gets instead of a [Stream].
  record Announced(String type, long length) implements Content {}

  static Response of(int status, JsonObject envelope) {
    return new Response(status, Map.of(), new Json(envelope.bytes()));
  }

  static Response data(Request request, JsonObject data) {
    return of(200, request.envelope().single(data));
  }

  static Response page(Request request, List<JsonObject> data, Optional<String> next) {
    return of(200, request.envelope().page(data, next));
  }

  /// The answer to a deletion: a body, because two official clients cannot read an empty one.
  static Response done(Request request) {
    return of(200, request.envelope().bare());
  }

  /// Frees what an answer holds that is not sent.
  void close() {
    switch (content) {
      case Json _, Announced _ -> {}
      case Stream stream -> {
        try {
          stream.bytes().close();
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
      case Events events -> events.unsent().run();
    }
  }

  /// Returns the answer to HEAD where this one is the answer to GET.
  Response withoutContent() {
    return switch (content) {
      case Json _, Announced _ -> this;
      case Stream(String type, long length, InputStream _) -> announced(type, length);
      case Events _ -> announced("text/event-stream", 0);
    };
  }

  private Response announced(String type, long length) {
    close();
    return new Response(status, headers, new Announced(type, length));
  }

  Response with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Response(status, more, content);
  }
}
