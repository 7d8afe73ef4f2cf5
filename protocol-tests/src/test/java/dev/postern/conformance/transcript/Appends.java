package dev.postern.conformance.transcript;

import dev.postern.conformance.peer.Peer;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/// Puts messages into mailboxes before or during a conversation, over a connection of its own.
final class Appends {
  private final Peer peer;
  private int made;

  Appends(Peer peer) {
    this.peer = peer;
  }

  /// Runs `append NAME FOLDER [(FLAGS)] ["DATE"]`.
  ///
  /// @param body the message's lines; none asks for a small message
  void append(Map<String, String> values, List<String> words, List<String> body)
      throws IOException {
    made++;
    String address = values.get(words.get(1));
    if (address == null) {
      throw new IOException("no agent " + words.get(1));
    }
    String message = body.isEmpty() ? small(address) : written(values, body);
    String options = String.join(" ", words.subList(2, words.size()));
    try (Wire wire = Wire.to(peer.port("imap"))) {
      wire.line();
      command(wire, "x LOGIN " + address + " " + peer.password());
      wire.write("x APPEND " + options + " {" + message.length() + "}\r\n");
      String go = wire.line();
      if (!go.startsWith("+")) {
        throw new IOException(go);
      }
      command(wire, message);
      // Whoever selects first takes \Recent, so that no conversation has to expect it.
      command(wire, "x SELECT " + words.get(2));
    }
  }

  private static String written(Map<String, String> values, List<String> body) {
    return Pattern.fill(String.join("\r\n", body), values) + "\r\n";
  }

  private static void command(Wire wire, String command) throws IOException {
    wire.write(command + "\r\n");
    String answer = wire.response();
    while (answer.startsWith("* ")) {
      answer = wire.response();
    }
    if (!answer.startsWith("x OK ")) {
      throw new IOException(answer);
    }
  }

  private String small(String address) {
    return """
    From: Peer <peer@example.net>
    To: <%s>
    Subject: message %d
    Date: Mon, 2 Mar 2026 10:00:00 +0000
    Message-ID: <%d@example.net>

    text %d
    """
        .formatted(address, made, made, made)
        .replace("\n", "\r\n");
  }
}
