package dev.postern.webhook.send;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/// Speaks HTTP/1.1 to a webhook's receiver, over connections that are kept as long as there is
/// something to send; no redirects.
///
/// The JDK's client resolves names itself, so it cannot be held to an address that was checked;
/// this one connects to the address it was given.
final class HookHttp {
  private final SSLSocketFactory tls;
  private final ScheduledExecutorService scheduler;
  private final Executor lookups;
  private final Duration limit;
  private final boolean allowPrivate;
  private final HookPool pool;

  /// @param lookups runs look-ups of names, which block a thread each
  /// @param limit of one exchange, from the look-up to the last octet of the answer
  HookHttp(
      SSLSocketFactory tls,
      ScheduledExecutorService scheduler,
      Executor lookups,
      Duration limit,
      boolean allowPrivate) {
    this.tls = tls;
    this.scheduler = scheduler;
    this.lookups = lookups;
    this.limit = limit;
    this.allowPrivate = allowPrivate;
    this.pool = new HookPool(scheduler);
  }

  /// What the receiver answered; `body` is empty unless it was asked for.
  record Reply(int status, byte[] body, Optional<String> retryAfter) {
    boolean isSuccess() {
      return status / 100 == 2;
    }
  }

  /// Gets `path` at the URL's host and the answer's body, at most 64 KiB of it.
  Reply get(HookUrl url, String path) throws IOException {
    return exchange(url, request(url, "GET", path, Map.of(), new byte[0]), true);
  }

  /// Posts `body` and returns the answer's status.
  Reply post(HookUrl url, Map<String, String> headers, byte[] body) throws IOException {
    return exchange(url, request(url, "POST", url.path(), headers, body), false);
  }

  private Reply exchange(HookUrl url, byte[] request, boolean wantsBody) throws IOException {
    try (Deadline deadline = new Deadline(scheduler, limit)) {
      try {
        Optional<HookConnection> kept = pool.take(url.origin());
        if (kept.isPresent()) {
          try {
            return ask(url, kept.get(), deadline, request, wantsBody);
          } catch (HookConnection.StaleException _) {
            // It was closed while it waited; unless there is no more time, a new one is tried.
            Duration _ = deadline.left();
          }
        }
        return ask(url, connect(url, deadline), deadline, request, wantsBody);
      } catch (IOException e) {
        throw deadline.explain(e);
      }
    }
  }

  private Reply ask(
      HookUrl url, HookConnection connection, Deadline deadline, byte[] request, boolean wantsBody)
      throws IOException {
    boolean answered = false;
    try {
      deadline.guard(connection);
      Reply reply = connection.ask(request, wantsBody);
      deadline.guard(() -> {});
      answered = true;
      pool.give(url.origin(), connection);
      return reply;
    } finally {
      if (!answered) {
        connection.close();
      }
    }
  }

  // Takes the first address that answers, as long as there is time.
  private HookConnection connect(HookUrl url, Deadline deadline) throws IOException {
    HookTarget target = HookTarget.of(url, allowPrivate, lookups, deadline.left());
    IOException failure = new IOException("no address");
    int patience = Math.toIntExact(limit.toMillis() / target.addresses().size());
    for (InetAddress address : target.addresses()) {
      Socket socket = new Socket();
      try {
        deadline.guard(socket);
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, url.port()), patience);
        return new HookConnection(socket, url.isTls() ? secure(socket, url) : socket);
      } catch (IOException e) {
        socket.close();
        failure = e;
      }
      Duration _ = deadline.left();
    }
    throw failure;
  }

  private SSLSocket secure(Socket socket, HookUrl url) throws IOException {
    SSLSocket secured = (SSLSocket) tls.createSocket(socket, url.host(), url.port(), true);
    SSLParameters parameters = secured.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    secured.setSSLParameters(parameters);
    secured.startHandshake();
    return secured;
  }

  private static byte[] request(
      HookUrl url, String method, String path, Map<String, String> headers, byte[] body) {
    StringBuilder head = new StringBuilder(512);
    head.append(method).append(' ').append(path).append(" HTTP/1.1\r\n");
    head.append("Host: ").append(url.authority()).append("\r\n");
    head.append("User-Agent: Postern\r\nAccept: */*\r\n");
    headers.forEach((name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
    if (method.equals("POST")) {
      head.append("Content-Length: ").append(body.length).append("\r\n");
    }
    byte[] start = head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
    ByteArrayOutputStream all = new ByteArrayOutputStream(start.length + body.length);
    all.writeBytes(start);
    all.writeBytes(body);
    return all.toByteArray();
  }
}
