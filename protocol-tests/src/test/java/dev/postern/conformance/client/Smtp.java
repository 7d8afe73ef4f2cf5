package dev.postern.conformance.client;

import dev.postern.conformance.peer.Peer;
import dev.postern.conformance.transcript.Wire;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// A bare SMTP connection after EHLO; replies that are not what was hoped for are IOExceptions.
public final class Smtp implements AutoCloseable {
  private final Wire wire;

  private Smtp(Wire wire) {
    this.wire = wire;
  }

  /// Greets the MX port.
  public static Smtp mx(Peer peer) throws IOException {
    return greeted(peer.port("mx"));
  }

  /// Greets a server that is no peer.
  public static Smtp to(int port) throws IOException {
    return greeted(port);
  }

  /// Greets the submission port and signs in.
  public static Smtp submission(Peer peer, String address) throws IOException {
    Smtp smtp = greeted(peer.port("submission"));
    String plain = "\0" + address + "\0" + peer.password();
    String encoded = Base64.getEncoder().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    smtp.command("AUTH PLAIN " + encoded, "235");
    return smtp;
  }

  private static Smtp greeted(int port) throws IOException {
    var smtp = new Smtp(Wire.to(port));
    smtp.reply("220");
    smtp.command("EHLO client.example.net", "250");
    return smtp;
  }

  /// Sends one message; when this returns, the server has taken it.
  ///
  /// @param message lines end with CRLF, the last one too
  public void send(String from, String to, String message) throws IOException {
    send(from, List.of(to), message);
  }

  /// Sends one message to several recipients.
  public void send(String from, List<String> to, String message) throws IOException {
    transact("MAIL FROM:<" + from + ">", to, message);
  }

  /// Sends one message that is to leave in some seconds (RFC 4865); when this returns, the server
  /// has taken it.
  public void sendLater(String from, String to, String message, int seconds) throws IOException {
    transact("MAIL FROM:<" + from + "> HOLDFOR=" + seconds, List.of(to), message);
  }

  private void transact(String mail, List<String> to, String message) throws IOException {
    command(mail, "250");
    for (String recipient : to) {
      command("RCPT TO:<" + recipient + ">", "250");
    }
    command("DATA", "354");
    wire.write(message.replace("\r\n.", "\r\n..") + ".\r\n");
    reply("250");
  }

  /// Writes one line and returns the last line of the reply.
  public String command(String line, String code) throws IOException {
    wire.write(line + "\r\n");
    return reply(code);
  }

  private String reply(String code) throws IOException {
    String line = wire.line();
    while (line.length() > 3 && line.charAt(3) == '-') {
      line = wire.line();
    }
    if (!line.startsWith(code)) {
      throw new IOException(line);
    }
    return line;
  }

  /// Closes without QUIT.
  @Override
  public void close() throws IOException {
    wire.close();
  }
}
