package dev.postern.webhook.send;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Speaks HTTP/1.1 to a webhook's receiver: one request on one connection, no redirects.
///
/// The JDK's client resolves names itself, so it cannot be held to an address that was checked;
/// this one connects to the address it is given.
final class HookHttp {
  private static final int MAX_BODY = 64 * 1024;

  private final SSLSocketFactory tls;
  private final ScheduledExecutorService scheduler;
  private final Duration limit;

  /// @param limit of one exchange, from connecting to the last octet of the answer
  HookHttp(SSLSocketFactory tls, ScheduledExecutorService scheduler, Duration limit) {
    this.tls = tls;
    this.scheduler = scheduler;
    this.limit = limit;
  }

  /// What the receiver answered; `body` is empty unless it was asked for.
  record Reply(int status, byte[] body) {
    boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  /// Gets `path` and the answer's body, at most 64 KiB of it.
  Reply get(HookTarget target, String path) throws IOException {
    return exchange(target, "GET", path, Map.of(), new byte[0]);
  }

  /// Posts `body` and returns the answer's status.
  Reply post(HookTarget target, Map<String, String> headers, byte[] body) throws IOException {
    return exchange(target, "POST", target.path(), headers, body);
  }

  private Reply exchange(
      HookTarget target, String method, String path, Map<String, String> headers, byte[] body)
      throws IOException {
    AtomicReference<Socket> current = new AtomicReference<>(new Socket());
    ScheduledFuture<?> end =
        scheduler.schedule(() -> close(current), limit.toMillis(), TimeUnit.MILLISECONDS);
    try (Socket socket = connect(target, current, end)) {
      try (Socket wrapped = target.isTls() ? secure(socket, target) : socket) {
        OutputStream out = wrapped.getOutputStream();
        out.write(request(target, method, path, headers, body));
        out.flush();
        return reply(new BufferedInputStream(wrapped.getInputStream()), method.equals("GET"));
      }
    } catch (IOException e) {
      throw end.isDone() ? new IOException("no answer in " + limit.toSeconds() + " s", e) : e;
    } finally {
      end.cancel(false);
      close(current);
    }
  }

  // Takes the first address that answers, as long as there is time.
  private Socket connect(HookTarget target, AtomicReference<Socket> current, ScheduledFuture<?> end)
      throws IOException {
    IOException failure = new IOException("no address");
    int patience = Math.toIntExact(limit.toMillis() / target.addresses().size());
    for (InetAddress address : target.addresses()) {
      Socket socket = new Socket();
      current.set(socket);
      try {
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, target.port()), patience);
        return socket;
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
      if (end.isDone()) {
        break;
      }
    }
    throw failure;
  }

  private SSLSocket secure(Socket socket, HookTarget target) throws IOException {
    String host = target.url().getHost();
    SSLSocket secured = (SSLSocket) tls.createSocket(socket, host, target.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static byte[] request(
      HookTarget target, String method, String path, Map<String, String> headers, byte[] body) {
    StringBuilder head = new StringBuilder();
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(target.url().getRawAuthority()).append("\r\n");
    head.append("User-Agent: Postern\r\nAccept: */*\r\nConnection: close\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    if (method.equals("POST")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream all = new ByteArrayOutputStream(start.length + body.length);
    all.writeBytes(start);
    all.writeBytes(body);
    return all.toByteArray();
  }

  private static Reply reply(InputStream in, boolean wantsBody) throws IOException {
    ReplyHead head = ReplyHead.read(in);
    while (head.status() / 100 == 1) {
      head = ReplyHead.read(in);
    }
    byte[] body = wantsBody ? head.body(in, MAX_BODY) : new byte[0];
    return new Reply(head.status(), body);
  }

  private static void close(AtomicReference<Socket> socket) {
    try {
      socket.get().close();
    } catch (IOException _) {
      // It is being given up.
    }
  }
}
