package dev.postern.smtp;

import dev.postern.net.Connection;
import dev.postern.net.Farewell;
import dev.postern.smtp.Step.Then;
import dev.postern.smtp.wire.Line;
import dev.postern.smtp.wire.LineFramer;
import dev.postern.smtp.wire.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives one client's lines and mail to its session, one after another, off the event loop, and
/// writes the answers in order (RFC 2920).
///
/// What comes while a command runs waits here, at most some 8 KiB of commands or 128 KiB of mail
/// and one read more; then nothing more is read. Fields belong to the event loop; the session
/// belongs to whichever task runs.
final class SmtpConnection extends ChannelInboundHandlerAdapter {
  private static final Logger log = LoggerFactory.getLogger(SmtpConnection.class);
  private static final int MAX_WAITING_LINES = 1 << 13;
  private static final int MAX_WAITING_MAIL = 1 << 17;
  private static final int MAX_CHUNK = 1 << 16;
  private static final int TLS_HANDSHAKE = 0x16;

  /// How long a line, once begun, may take: a client that sends an octet now and then is never
  /// idle.
  private static final Duration LINE_TIME = Duration.ofMinutes(1);

  private enum Mode {
    LINES,
    MAIL,
    STARTING_TLS,
    CLOSED
  }

  private final Connection connection;
  private final SmtpServices services;
  private final Session session;
  private final LineFramer framer;
  private ByteBuf waiting = Unpooled.EMPTY_BUFFER;
  private Mode mode = Mode.LINES;
  private boolean greeted;
  private boolean running;
  private @Nullable ScheduledFuture<?> deadline;

  SmtpConnection(Connection connection, SmtpServices services) {
    this.connection = connection;
    this.services = services;
    this.session = new Session(connection, services);
    this.framer = new LineFramer(session.lineEnds());
  }

  @Override
  public void handlerAdded(ChannelHandlerContext context) {
    if (context.channel().isActive()) {
      greet(context);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext context) {
    greet(context);
    context.fireChannelActive();
  }

  // An accepted channel is active when the handler is added, and says so once more afterwards.
  private void greet(ChannelHandlerContext context) {
    if (greeted) {
      return;
    }
    greeted = true;
    write(context, session.greeting());
    context.flush();
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (mode == Mode.CLOSED || mode == Mode.STARTING_TLS) {
      bytes.release();
      return;
    }
    if (waiting.isReadable()) {
      waiting.discardSomeReadBytes().writeBytes(bytes);
      bytes.release();
    } else {
      waiting.release();
      // A slice of the read buffer cannot grow: what is kept is a buffer of its own.
      waiting = context.alloc().buffer(bytes.readableBytes()).writeBytes(bytes);
      bytes.release();
    }
    next(context);
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    end();
    context.fireChannelInactive();
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    end();
  }

  private void end() {
    if (mode != Mode.CLOSED) {
      mode = Mode.CLOSED;
      drop();
      cancelDeadline();
      connection.run(session::close);
    }
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext context, Object event) {
    if (!(event instanceof Farewell farewell)) {
      context.fireUserEventTriggered(event);
      return;
    }
    // A running command is answered first: its mail may be durable already.
    context.channel().config().setAutoRead(false);
    connection.run(() ->
        context.executor().execute(() -> finish(context, Reply.of(421, "4.3.2", farewell.text()))));
  }

  private void next(ChannelHandlerContext context) {
    while (!running && waiting.isReadable() && startNext(context)) {
      // Runs the next command at once if the last one was answered in place.
    }
    int limit = mode == Mode.MAIL ? MAX_WAITING_MAIL : MAX_WAITING_LINES;
    boolean more = !running || waiting.readableBytes() < limit;
    context.channel().config().setAutoRead(more && mode != Mode.CLOSED);
  }

  /// Starts what can be started with what came.
  ///
  /// @return false if more must come first
  private boolean startNext(ChannelHandlerContext context) {
    if (mode == Mode.MAIL) {
      int most = Math.min(MAX_CHUNK, waiting.readableBytes());
      byte[] chunk = new byte[(int) Math.min(most, session.wanted())];
      waiting.getBytes(waiting.readerIndex(), chunk);
      run(context, () -> session.mail(chunk), taken -> taken(context, taken));
      return true;
    }
    if (mode != Mode.LINES || isForeign(context)) {
      return false;
    }
    Optional<Line> line = framer.next(waiting, session.inSasl());
    line.ifPresent(_ -> cancelDeadline());
    line.ifPresent(
        complete -> run(context, () -> session.on(complete), step -> done(context, step)));
    if (line.isEmpty()) {
      context.flush();
      startDeadline(context, LINE_TIME, "the line took too long");
    }
    return line.isPresent();
  }

  // A client that begins a TLS handshake here would wait for ever.
  private boolean isForeign(ChannelHandlerContext context) {
    boolean tls = waiting.getByte(waiting.readerIndex()) == TLS_HANDSHAKE;
    if (tls) {
      connection.run(session::lateTls);
      finish(context, Reply.of(421, "4.7.0", "TLS does not begin here"));
    }
    return tls;
  }

  private <T> void run(ChannelHandlerContext context, Supplier<T> work, Consumer<T> then) {
    running = true;
    connection.run(() -> {
      Optional<T> result = attempt(work);
      context
          .executor()
          .execute(() -> {
            running = false;
            result.ifPresentOrElse(
                then, () -> finish(context, Reply.of(421, "4.3.0", "internal error, sorry")));
          });
    });
  }

  private <T> Optional<T> attempt(Supplier<T> work) {
    try {
      return Optional.of(work.get());
    } catch (RuntimeException e) {
      log.error("an SMTP command failed for {}", connection.remote(), e);
      return Optional.empty();
    }
  }

  private void taken(ChannelHandlerContext context, MailFlow.Taken taken) {
    if (mode == Mode.CLOSED) {
      return;
    }
    waiting.skipBytes(taken.octets());
    release();
    if (taken.answer().isPresent()) {
      mode = Mode.LINES;
      cancelDeadline();
      done(context, taken.answer().get());
    } else {
      next(context);
    }
  }

  private void done(ChannelHandlerContext context, Step step) {
    if (mode == Mode.CLOSED) {
      return;
    }
    if (step.then() == Then.CLOSE) {
      finish(context, step.reply());
      return;
    }
    if (step.then() == Then.START_TLS) {
      startTls(context, step.reply());
      return;
    }
    write(context, step.reply());
    if (step.then() == Then.READ_MAIL) {
      mode = Mode.MAIL;
      context.flush();
      startDeadline(context, services.options().dataDeadline(), "the mail took too long");
    }
    release();
    if (!waiting.isReadable()) {
      context.flush();
    }
    next(context);
  }

  // RFC 3207: what came in the clear after STARTTLS must never be taken for a command inside TLS.
  private void startTls(ChannelHandlerContext context, Reply reply) {
    mode = Mode.STARTING_TLS;
    context.channel().config().setAutoRead(false);
    drop();
    session.reset();
    ByteBuf out = context.alloc().buffer();
    reply.writeTo(out);
    context
        .writeAndFlush(out)
        .addListener(written -> {
          if (written.isSuccess() && mode == Mode.STARTING_TLS) {
            mode = Mode.LINES;
            connection.startTls();
          }
        });
  }

  private void finish(ChannelHandlerContext context, Reply reply) {
    if (mode == Mode.CLOSED) {
      return;
    }
    write(context, reply);
    end();
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private static void write(ChannelHandlerContext context, Reply reply) {
    ByteBuf out = context.alloc().buffer();
    reply.writeTo(out);
    context.write(out);
  }

  // A line that trickles in holds a connection, a mail also a sink: at the deadline it ends.
  private void startDeadline(ChannelHandlerContext context, Duration time, String late) {
    if (deadline == null) {
      deadline =
          context
              .executor()
              .schedule(
                  () -> finish(context, Reply.of(421, "4.4.2", late)),
                  time.toMillis(),
                  TimeUnit.MILLISECONDS);
    }
  }

  private void cancelDeadline() {
    if (deadline != null) {
      deadline.cancel(false);
      deadline = null;
    }
  }

  private void drop() {
    waiting.release();
    waiting = Unpooled.EMPTY_BUFFER;
  }

  // An idle connection holds no buffer.
  private void release() {
    if (!waiting.isReadable()) {
      drop();
    }
  }
}
