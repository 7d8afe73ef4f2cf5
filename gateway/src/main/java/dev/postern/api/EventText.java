package dev.postern.api;

import dev.postern.v3.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/// A piece of a `text/event-stream` (HTML, section 9.2), already framed as one HTTP chunk. It is
/// written once and shared by all who get it.
///
/// @param chunk the octets with their chunk's frame (RFC 9112 section 7.1)
/// @param start of the text alone; `length` likewise
record EventText(byte[] chunk, int start, int length) {
  /// Nothing happened: the connection is kept alive.
  static final EventText BEAT = of(":\n\n");

  /// The end of the last chunk.
  static final byte[] LAST_CHUNK = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

  /// How soon a client that lost its connection should come again, in milliseconds.
  private static final int RETRY = 2000;

  /// Begins a stream, so that a client knows its position before the first event.
  static EventText opening(Position at) {
    return of("retry: " + RETRY + "\nid: " + at + "\n\n");
  }

  /// Moves a client on over what it did not ask for.
  static EventText moved(Position at) {
    return of(":\nid: " + at + "\n\n");
  }

  static EventText event(Position at, String trigger, byte[] json) {
    byte[] before = bytes("id: " + at + "\nevent: " + trigger + "\ndata: ");
    byte[] whole = new byte[before.length + json.length + 2];
    System.arraycopy(before, 0, whole, 0, before.length);
    System.arraycopy(json, 0, whole, before.length, json.length);
    whole[whole.length - 2] = '\n';
    whole[whole.length - 1] = '\n';
    return of(whole);
  }

  /// Tells a client that events are lost to it, and where it stands now.
  static EventText reset(UUID grant, Position at) {
    JsonObject json =
        new JsonObject()
            .put("type", "reset")
            .put("grant_id", grant.toString())
            .put("position", at.toString())
            .put("message", "the events after your position are not kept any more: list anew");
    return event(at, "reset", json.bytes());
  }

  private static EventText of(String text) {
    return of(bytes(text));
  }

  private static EventText of(byte[] text) {
    byte[] size = bytes(Integer.toHexString(text.length) + "\r\n");
    ByteArrayOutputStream chunk = new ByteArrayOutputStream(size.length + text.length + 2);
    chunk.writeBytes(size);
    chunk.writeBytes(text);
    chunk.writeBytes(bytes("\r\n"));
    return new EventText(chunk.toByteArray(), size.length, text.length);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
