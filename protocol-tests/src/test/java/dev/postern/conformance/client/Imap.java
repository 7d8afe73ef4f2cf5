package dev.postern.conformance.client;

import dev.postern.conformance.peer.Peer;
import dev.postern.conformance.transcript.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// A bare IMAP connection that is signed in: one command at a time, answers as lines.
public final class Imap implements AutoCloseable {
  /// What a command brought.
  ///
  /// @param lines the untagged lines, literals in place of their line break
  /// @param text what stands after `OK ` in the tagged line
  public record Answer(List<String> lines, String text) {}

  private final Wire wire;
  private int tags;

  private Imap(Wire wire) {
    this.wire = wire;
  }

  /// Signs in on the plain port.
  public static Imap login(Peer peer, String address) throws IOException {
    return login(peer, address, peer.password());
  }

  /// Signs in on the plain port with a password of one's own.
  public static Imap login(Peer peer, String address, String password) throws IOException {
    var imap = new Imap(Wire.to(peer.port("imap")));
    imap.wire.line();
    imap.command("LOGIN " + address + " " + password);
    return imap;
  }

  /// Runs a command; anything but OK is an IOException with the server's words.
  public Answer command(String command) throws IOException {
    String tag = "t" + ++tags;
    wire.write(tag + " " + command + "\r\n");
    return answer(tag);
  }

  /// Appends a message, waiting for the server to ask for it.
  public Answer append(String folder, byte[] message) throws IOException {
    String tag = "t" + ++tags;
    wire.write(tag + " APPEND " + folder + " {" + message.length + "}\r\n");
    String go = wire.response();
    while (go.startsWith("* ")) {
      go = wire.response();
    }
    if (!go.startsWith("+")) {
      throw new IOException(go);
    }
    wire.write(message);
    wire.write("\r\n");
    return answer(tag);
  }

  private Answer answer(String tag) throws IOException {
    var lines = new ArrayList<String>();
    String line = wire.response();
    while (!line.startsWith(tag + " ")) {
      lines.add(line);
      line = wire.response();
    }
    if (!line.startsWith(tag + " OK")) {
      throw new IOException(line);
    }
    return new Answer(lines, line.substring(tag.length() + 4));
  }

  /// Returns the bytes of a literal in a line of [Answer], the first `{n}` after `item`.
  public static byte[] literal(String line, String item) {
    int open = line.indexOf('{', line.indexOf(item));
    int close = line.indexOf('}', open);
    if (open < 0 || close < 0) {
      return new byte[0];
    }
    int length = Integer.parseInt(line.substring(open + 1, close));
    return line.substring(close + 1, close + 1 + length).getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Closes without a LOGOUT.
  @Override
  public void close() throws IOException {
    wire.close();
  }
}
