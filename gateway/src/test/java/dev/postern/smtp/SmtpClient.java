package dev.postern.smtp;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// A client over a socket that sends lines and returns the last line of each answer.
final class SmtpClient implements AutoCloseable {
  private final Socket socket;
  private final BufferedReader in;

  SmtpClient(int port) throws IOException {
    socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(20_000);
    in =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
    String _ = answer();
  }

  SmtpClient hello() throws IOException {
    String _ = say("EHLO client.test");
    return this;
  }

  SmtpClient signIn(String user) throws IOException {
    String response = "\0" + user + "\0" + MailServer.PASSWORD;
    String base64 =
        Base64.getEncoder().encodeToString(response.getBytes(StandardCharsets.US_ASCII));
    String answer = hello().say("AUTH PLAIN " + base64);
    if (!answer.startsWith("235")) {
      throw new IOException(answer);
    }
    return this;
  }

  String say(String line) throws IOException {
    send(line + "\r\n");
    return answer();
  }

  /// Hands a mail over and returns the answer to its end, or the first refusal.
  String mail(String sender, String mail, String... recipients) throws IOException {
    String answer = say("MAIL FROM:<" + sender + ">");
    for (String recipient : recipients) {
      answer = answer.startsWith("250") ? say("RCPT TO:<" + recipient + ">") : answer;
    }
    if (!answer.startsWith("250")) {
      String _ = say("RSET");
      return answer;
    }
    String _ = say("DATA");
    send(("\r\n" + mail).replace("\r\n.", "\r\n..").substring(2) + ".\r\n");
    return answer();
  }

  private void send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private String answer() throws IOException {
    String line = in.readLine();
    while (line != null && line.length() > 3 && line.charAt(3) == '-') {
      line = in.readLine();
    }
    return String.valueOf(line);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
