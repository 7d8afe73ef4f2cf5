package dev.postern.api;

import dev.postern.contract.Talk;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Sends requests byte for byte over one connection after another, each as long as it lasts.
final class RawClient implements AutoCloseable {
  private static final int PATIENCE_MILLIS = 20_000;

  private final int port;
  private Socket socket = new Socket();
  private InputStream in = InputStream.nullInputStream();
  private boolean open;

  RawClient(int port) {
    this.port = port;
  }

  /// Returns what was answered.
  Talk send(RawRequest request) throws IOException {
    boolean reused = open;
    try {
      return exchange(request);
    } catch (IOException e) {
      close();
      // The server may have closed a connection that was idle, before it read this.
      if (!reused) {
        throw e;
      }
      return exchange(request);
    }
  }

  private Talk exchange(RawRequest request) throws IOException {
    if (!open) {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(PATIENCE_MILLIS);
      in = new BufferedInputStream(socket.getInputStream());
      open = true;
    }
    socket.getOutputStream().write(request.bytes());
    socket.getOutputStream().flush();
    int status = Integer.parseInt(line().split(" ", 3)[1]);
    Map<String, String> headers = new HashMap<>();
    for (String line = line(); !line.isEmpty(); line = line()) {
      int colon = line.indexOf(':');
      headers.put(
          line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
    }
    byte[] body = new byte[0];
    if (!request.method().equals("HEAD") && status != 304) {
      String length = headers.get("content-length");
      if (length == null) {
        throw new AssertionError("no Content-Length: " + headers);
      }
      body = in.readNBytes(Integer.parseInt(length));
    }
    if ("close".equalsIgnoreCase(headers.get("connection"))) {
      close();
    }
    return new Talk(
        request.method(),
        request.target(),
        status,
        name -> Optional.ofNullable(headers.get(name)),
        body);
  }

  private String line() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        throw new IOException("closed");
      }
      line.write(octet);
    }
    return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
  }

  @Override
  public void close() throws IOException {
    open = false;
    socket.close();
  }
}
