package dev.postern.conformance.transcript;

import dev.postern.conformance.peer.Peer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

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
    String address = address(values, words);
    String message = body.isEmpty() ? small(address) : written(values, body);
    String options = String.join(" ", words.subList(2, words.size()));
    try (Wire wire = login(address)) {
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

  /// Runs `await NAME FOLDER N`: asks until the folder has that many messages.
  void await(Map<String, String> values, List<String> words) throws IOException {
    String folder = words.get(2);
    String wanted = "(MESSAGES " + words.get(3) + ")";
    try (Wire wire = login(address(values, words))) {
      Awaitility.await(folder + " has " + wanted)
          .atMost(Duration.ofSeconds(10))
          .pollInterval(Duration.ofMillis(10))
          .until(() -> command(wire, "x STATUS " + folder + " (MESSAGES)").contains(wanted));
    }
  }

  private static String address(Map<String, String> values, List<String> words) throws IOException {
    String address = values.get(words.get(1));
    if (address == null) {
      throw new IOException("no agent " + words.get(1));
    }
    return address;
  }

  private Wire login(String address) throws IOException {
    Wire wire = Wire.to(peer.port("imap"));
    wire.line();
    command(wire, "x LOGIN " + address + " " + peer.password());
    return wire;
  }

  private static String written(Map<String, String> values, List<String> body) {
    return Pattern.fill(String.join("\r\n", body), values) + "\r\n";
  }

  /// Returns the untagged lines.
  private static String command(Wire wire, String command) throws IOException {
    wire.write(command + "\r\n");
    var untagged = new StringBuilder();
    String answer = wire.response();
    while (answer.startsWith("* ")) {
      untagged.append(answer).append('\n');
      answer = wire.response();
    }
    if (!answer.startsWith("x OK ")) {
      throw new IOException(answer);
    }
    return untagged.toString();
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
