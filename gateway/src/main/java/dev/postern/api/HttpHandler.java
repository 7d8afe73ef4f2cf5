package dev.postern.api;

import dev.postern.net.Connection;
import dev.postern.net.Farewell;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns a connection's HTTP messages into requests, answered one after another on the connection's
/// virtual threads.
///
/// While a request is being answered nothing beyond its body is read from the socket. Fields belong
/// to the event loop.
final class HttpHandler extends SimpleChannelInboundHandler<HttpObject> {
  private static final Logger LOG = LoggerFactory.getLogger(HttpHandler.class);

  /// A body that nobody wanted is read to its end up to this many octets; beyond it the connection
  /// is closed.
  private static final int DRAIN = 1 << 20;

  private static final int LINGER_SECONDS = 5;

  private final Connection connection;
  private final ApiService service;
  private final ApiOptions options;
  private final AccessLog log;
  private final HeadDeadline deadline;
  private @Nullable RequestBody arriving;
  private int running;
  // Set by the request that ends the connection, read by those that wait behind it.
  private volatile boolean ended;
  // The last answer is out; only the rest of its request is still read.
  private boolean lingering;
  // What the running request wants to be done when the connection ends.
  private @Nullable Runnable onEnding;

  HttpHandler(
      Connection connection,
      ApiService service,
      ApiOptions options,
      AccessLog log,
      HeadDeadline deadline) {
    this.connection = connection;
    this.service = service;
    this.options = options;
    this.log = log;
    this.deadline = deadline;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, HttpObject message) {
    if (message instanceof HttpRequest head && !ended) {
      begin(context, head);
    }
    if (message instanceof HttpContent content && arriving != null) {
      arriving.offer(ByteBufUtil.getBytes(content.content()));
      if (message.decoderResult().isFailure()) {
        arriving.broken();
      } else if (message instanceof LastHttpContent) {
        arriving.complete();
        arriving = null;
      }
    }
    if (lingering && message instanceof LastHttpContent) {
      context.close();
    }
    throttle();
  }

  private void begin(ChannelHandlerContext context, HttpRequest head) {
    boolean malformed = head.decoderResult().isFailure() || !namesOneHost(head);
    long declared = malformed ? 0 : HttpUtil.isTransferEncodingChunked(head) ? -1 : length(head);
    boolean waits = HttpUtil.is100ContinueExpected(head);
    RequestBody body =
        new RequestBody(
            declared,
            options.bodyTime(),
            () -> {
              if (waits) {
                sendContinue(context);
              }
            },
            () -> context.executor().execute(this::throttle),
            action -> context.executor().execute(() -> attend(context, action)));
    arriving = declared == 0 ? null : body;
    running++;
    deadline.arrived();
    String id = UUID.randomUUID().toString();
    long begun = System.nanoTime();
    connection.run(() -> {
      try {
        if (!ended) {
          answer(context, head, malformed, id, begun, body, waits);
        }
      } catch (ClientGone _) {
        context.close();
      } catch (RuntimeException e) {
        LOG.error("request {} failed", id, e);
        context.close();
      } finally {
        context.executor().execute(this::answered);
      }
    });
  }

  private void answer(
      ChannelHandlerContext context,
      HttpRequest head,
      boolean malformed,
      String id,
      long begun,
      RequestBody body,
      boolean waits) {
    Trail trail = new Trail(connection.remote(), connection.loopback());
    Map<String, String> headers = headers(head);
    Response response;
    Exchange.Outcome outcome;
    if (malformed) {
      response = Exchange.malformed(id, head.decoderResult().cause());
      outcome = Exchange.Outcome.CLOSE;
    } else {
      response = Exchange.answer(service, id, peer(), head, headers, body, trail);
      outcome =
          isWhole(response, body, waits) && HttpUtil.isKeepAlive(head) && response.status() != 408
              ? Exchange.Outcome.KEEP
              : Exchange.Outcome.CLOSE;
    }
    if (outcome == Exchange.Outcome.CLOSE) {
      ended = true;
    }
    body.ignore();
    ResponseWriter writer =
        new ResponseWriter(context.channel(), headers.getOrDefault("accept-encoding", ""), id);
    try {
      if (response.content() instanceof Response.Events events) {
        ended = true;
        boolean chunked = !head.protocolVersion().equals(HttpVersion.HTTP_1_0);
        EventPipe.begin(
            context, writer.head(response, "text/event-stream", chunked), events, chunked);
        return;
      }
      writer.write(response, outcome == Exchange.Outcome.KEEP);
    } finally {
      long nanos = System.nanoTime() - begun;
      log.answered(
          trail, head.method().name(), head.uri(), response.status(), octets(response), nanos, id);
    }
    if (outcome == Exchange.Outcome.CLOSE) {
      context.executor().execute(() -> finish(context, body));
    }
  }

  private static long octets(Response response) {
    return switch (response.content()) {
      case Response.Json json -> json.text().length;
      case Response.Stream stream -> stream.length();
      case Response.Announced _ -> 0;
      case Response.Events _ -> -1;
    };
  }

  private Peer peer() {
    return new Peer(connection.remote().getAddress(), connection.secure());
  }

  private static boolean isWhole(Response response, RequestBody body, boolean waits) {
    try {
      return body.isComplete() || (!waits && body.drain(DRAIN));
    } catch (ClientGone gone) {
      response.close();
      throw gone;
    }
  }

  // A client that still sends would lose the answer to a reset: read on for a while, then close.
  private void finish(ChannelHandlerContext context, RequestBody body) {
    if (body.isComplete()) {
      context.close();
      return;
    }
    if (!connection.secure() && context.channel() instanceof DuplexChannel channel) {
      channel.shutdownOutput();
    }
    lingering = true;
    throttle();
    context.executor().schedule(() -> context.close(), LINGER_SECONDS, TimeUnit.SECONDS);
  }

  private void answered() {
    running--;
    onEnding = null;
    deadline.answered();
    throttle();
  }

  private void attend(ChannelHandlerContext context, Runnable action) {
    onEnding = action;
    if (!context.channel().isActive()) {
      action.run();
    }
    throttle();
  }

  // Reads on if the body of the running request has room, or if no request is running. While one
  // waits, only reading tells that its client is gone; but no further than into the next request.
  private void throttle() {
    boolean idle = running == 0 || (running == 1 && onEnding != null);
    boolean wanted = lingering || (arriving == null ? idle : !arriving.isFull());
    connection.channel().config().setAutoRead(wanted);
  }

  // RFC 9112 section 3.2.
  private static boolean namesOneHost(HttpRequest head) {
    int hosts = head.headers().getAll(HttpHeaderNames.HOST).size();
    return hosts == 1 || (hosts == 0 && head.protocolVersion().equals(HttpVersion.HTTP_1_0));
  }

  private static long length(HttpRequest head) {
    return HttpUtil.getContentLength(head, 0L);
  }

  private static void sendContinue(ChannelHandlerContext context) {
    context.writeAndFlush(
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE, Unpooled.EMPTY_BUFFER));
  }

  private static Map<String, String> headers(HttpRequest head) {
    Map<String, String> headers = new HashMap<>();
    head.headers()
        .forEach(entry ->
            headers.putIfAbsent(entry.getKey().toLowerCase(Locale.ROOT), entry.getValue()));
    String encodings = String.join(",", head.headers().getAll(HttpHeaderNames.ACCEPT_ENCODING));
    headers.put("accept-encoding", encodings);
    return headers;
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) throws Exception {
    if (arriving != null) {
      arriving.gone();
    }
    endWait();
    super.channelInactive(context);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) throws Exception {
    if (event instanceof Farewell) {
      endWait();
    }
    super.userEventTriggered(context, event);
  }

  private void endWait() {
    Runnable action = onEnding;
    onEnding = null;
    if (action != null) {
      action.run();
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    LOG.debug("connection of {} failed", connection.remote(), cause);
    context.close();
  }
}
