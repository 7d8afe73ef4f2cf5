package dev.postern.conformance.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;

/// A webhook's receiver on loopback: answers the challenge and keeps every event.
public final class Hook implements AutoCloseable {
  /// One delivery.
  ///
  /// @param signature of `X-Nylas-Signature`
  /// @param body the bytes that were signed
  public record Event(String signature, byte[] body) {
    /// Returns the envelope.
    public JsonNode json() {
      return Json.read(new String(body, StandardCharsets.UTF_8));
    }

    /// Says whether the signature is that of the body under `secret`.
    public boolean isSignedWith(String secret) {
      try {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        return HexFormat.of().formatHex(mac.doFinal(body)).equals(signature);
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private final HttpServer server;
  private final List<Event> events = new CopyOnWriteArrayList<>();
  private final AtomicInteger posts = new AtomicInteger();
  private volatile int refusing;

  /// Listens on a free port.
  public Hook() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", this::answer);
    server.start();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      String query = exchange.getRequestURI().getQuery();
      boolean asks = query != null && query.startsWith("challenge=");
      if (!asks && refusing > 0 && posts.incrementAndGet() % refusing == 0) {
        exchange.sendResponseHeaders(503, -1);
        return;
      }
      if (!asks) {
        String signature = exchange.getRequestHeaders().getFirst("X-Nylas-Signature");
        events.add(new Event(signature == null ? "" : signature, body));
      }
      byte[] reply =
          asks
              ? query.substring("challenge=".length()).getBytes(StandardCharsets.UTF_8)
              : new byte[0];
      exchange.sendResponseHeaders(200, reply.length == 0 ? -1 : reply.length);
      exchange.getResponseBody().write(reply);
    }
  }

  /// Refuses every `each`th delivery from now on, which must then come again.
  public void refuseEvery(int each) {
    refusing = each;
  }

  /// Returns every event of one type that was taken.
  public List<Event> events(String type) {
    return events.stream()
        .filter(event -> event.json().path("type").asString().equals(type))
        .toList();
  }

  /// Returns where to post to.
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
  }

  /// Returns what came so far of one type about one grant.
  public List<Event> events(String type, String grant) {
    return events(type).stream()
        .filter(event -> event.json().at("/data/object/grant_id").asString().equals(grant))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
