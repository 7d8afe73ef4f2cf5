package dev.postern.api;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/// A request as the bytes of it.
///
/// @param target as it stands in the request line
/// @param headers whole lines
/// @param body what follows the head, with the framing that the head announces
record RawRequest(String method, String target, List<String> headers, byte[] body) {
  /// Returns the request with a body and the field that gives its length.
  static RawRequest sized(String method, String target, List<String> headers, byte[] body) {
    List<String> all = new ArrayList<>(headers);
    all.add("Content-Length: " + body.length);
    return new RawRequest(method, target, all, body);
  }

  /// Returns the request with its body in pieces of this many octets.
  static RawRequest chunked(
      String method, String target, List<String> headers, byte[] body, int piece) {
    List<String> all = new ArrayList<>(headers);
    all.add("Transfer-Encoding: chunked");
    ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += piece) {
      int length = Math.min(piece, body.length - at);
      pieces.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      pieces.write(body, at, length);
      pieces.writeBytes(new byte[] {'\r', '\n'});
    }
    pieces.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return new RawRequest(method, target, all, pieces.toByteArray());
  }

  /// Returns what goes over the wire.
  byte[] bytes() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.1\r\n");
    headers.forEach(line -> head.append(line).append("\r\n"));
    bytes.writeBytes(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    bytes.writeBytes(body);
    return bytes.toByteArray();
  }

  /// Returns a command that sends nearly the same: curl frames the body itself.
  String curl(int port) {
    StringBuilder command = new StringBuilder();
    if (body.length > 0) {
      String text = Base64.getEncoder().encodeToString(body);
      command.append("echo ").append(text.length() > 20_000 ? "…" : text).append(" | base64 -d | ");
    }
    command.append("curl -sS --path-as-is -X '").append(method).append("'");
    headers.stream()
        .filter(line -> !line.matches("(?i)(host|content-length|transfer-encoding):.*"))
        .forEach(line -> command.append(" -H '").append(line.replace("'", "'\\''")).append("'"));
    if (body.length > 0) {
      command.append(" --data-binary @-");
    }
    return command + " 'http://127.0.0.1:" + port + target.replace("'", "'\\''") + "'";
  }
}
