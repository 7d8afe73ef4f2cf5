package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.Envelope;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Makes the [Request] of an HTTP head and has it answered.
final class Exchange {
  private Exchange() {}

  /// What becomes of the connection after the answer.
  enum Outcome {
    KEEP,
    CLOSE
  }

  static Response answer(
      ApiService service,
      String id,
      Peer peer,
      HttpRequest head,
      Map<String, String> headers,
      Body body,
      Trail trail) {
    String method = head.method().name();
    Target target;
    try {
      target = Target.parse(head.uri());
    } catch (GatewayException refusal) {
      return Response.of(400, new Envelope(id).error(Fault.SYNTAX.apiType(), refusal.text()));
    }
    Request request =
        new Request(id, method, target, peer, new Caller.Anybody(), Map.of(), headers, body, trail);
    return service.answer(request);
  }

  /// Answers bytes that are no HTTP request.
  static Response malformed(String id, @Nullable Throwable cause) {
    int status =
        switch (cause) {
          case TooLongHttpLineException _ -> 414;
          case TooLongHttpHeaderException _ -> 431;
          case null, default -> 400;
        };
    String message = status == 400 ? "malformed HTTP request" : "request head is too long";
    return Response.of(status, new Envelope(id).error(Fault.SYNTAX.apiType(), message));
  }
}
