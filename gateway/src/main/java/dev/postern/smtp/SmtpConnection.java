package dev.postern.smtp;

import dev.postern.net.Connection;
import dev.postern.net.Farewell;
import dev.postern.smtp.Step.Then;
import dev.postern.smtp.wire.Line;
import dev.postern.smtp.wire.Reply;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
  private static final int TLS_HANDSHAKE = 0x16;

  private static final Reply TOO_EARLY = Reply.of(554, "5.5.1", "you speak before it is your turn");

  private enum Mode {
    SILENT,
    LINES,
    MAIL,
    STARTING_TLS,
    CLOSED
  }

  private final Connection connection;
  private final Session session;
  private final Inflow inflow;
  private Mode mode = Mode.SILENT;
  private boolean greeted;
  private boolean running;
  private Reply held = Reply.LATER;
  private final Deadlines deadlines;

  SmtpConnection(Connection connection, SmtpServices services) {
    this.connection = connection;
    this.session = new Session(connection, services);
    this.inflow = new Inflow(session.lineEnds());
    this.deadlines = new Deadlines(services.options().dataDeadline(), () -> running);
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
    long delay = session.greetDelay().toMillis();
    if (delay == 0) {
      sayGreeting(context);
    } else {
      context.executor().schedule(() -> sayGreeting(context), delay, TimeUnit.MILLISECONDS);
    }
  }

  private void sayGreeting(ChannelHandlerContext context) {
    if (mode == Mode.SILENT) {
      mode = Mode.LINES;
      done(context, session.greeting());
      context.flush();
    }
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    ByteBuf bytes = (ByteBuf) message;
    if (mode == Mode.CLOSED || mode == Mode.STARTING_TLS) {
      bytes.release();
      return;
    }
    if (mode == Mode.SILENT) {
      bytes.release();
      finish(context, TOO_EARLY);
      return;
    }
    inflow.add(bytes, context.alloc());
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
      inflow.drop();
      deadlines.end();
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
    while (!running && !inflow.isEmpty() && startNext(context)) {
      // Runs the next command at once if the last one was answered in place.
    }
    int limit = mode == Mode.MAIL ? MAX_WAITING_MAIL : MAX_WAITING_LINES;
    boolean more = !running || inflow.length() < limit;
    context.channel().config().setAutoRead(more && mode != Mode.CLOSED);
  }

  /// Starts what can be started with what came.
  ///
  /// @return false if more must come first
  private boolean startNext(ChannelHandlerContext context) {
    if (mode == Mode.MAIL) {
      byte[] chunk = inflow.peek(session.wanted());
      run(context, () -> session.mail(chunk), taken -> taken(context, taken));
      return true;
    }
    if (mode != Mode.LINES || isForeign(context)) {
      return false;
    }
    Optional<Line> line = inflow.line(session.inSasl());
    line.ifPresent(_ -> deadlines.lineEnded());
    line.ifPresent(
        complete -> run(context, () -> session.on(complete), step -> answer(context, step)));
    if (line.isEmpty()) {
      context.flush();
      deadlines.lineBegan(context, late -> late(context, late));
    }
    return line.isPresent();
  }

  // Nobody here will ever complete a line: TLS, or who knows what.
  private boolean isForeign(ChannelHandlerContext context) {
    byte first = inflow.first();
    if (first == TLS_HANDSHAKE) {
      connection.run(session::lateTls);
      finish(context, Reply.of(421, "4.7.0", "TLS does not begin here"));
    } else if (!session.greeted() && !isPlain(first)) {
      finish(context, Reply.of(421, "4.7.0", "this is SMTP"));
    }
    return mode == Mode.CLOSED;
  }

  private static boolean isPlain(byte first) {
    return (first > 0 && Character.isLetter(first)) || Character.isWhitespace(first);
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
    inflow.skip(taken.octets());
    deadlines.mailCame(context, taken.octets());
    inflow.tidy();
    if (taken.answer().isPresent()) {
      mode = Mode.LINES;
      answer(context, taken.answer().get());
    } else {
      next(context);
    }
  }

  // Who makes mistakes waits for its answers; nothing of it is read meanwhile.
  private void answer(ChannelHandlerContext context, Step step) {
    if (step.delay().isZero()) {
      done(context, step);
      return;
    }
    running = true;
    held = step.reply();
    context.flush();
    context
        .executor()
        .schedule(
            () -> {
              running = false;
              held = Reply.LATER;
              done(context, step);
            },
            step.delay().toMillis(),
            TimeUnit.MILLISECONDS);
  }

  private void done(ChannelHandlerContext context, Step step) {
    if (mode == Mode.CLOSED) {
      return;
    }
    if (!session.receiving()) {
      deadlines.mailEnded();
    }
    if (step.then() == Then.HEAR_FIRST && !inflow.isEmpty()) {
      finish(context, TOO_EARLY);
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
      deadlines.mailBegan(context, session.known(), late -> late(context, late));
    }
    inflow.tidy();
    if (inflow.isEmpty()) {
      context.flush();
    }
    next(context);
  }

  // RFC 3207: what came in the clear after STARTTLS must never be taken for a command inside TLS.
  private void startTls(ChannelHandlerContext context, Reply reply) {
    mode = Mode.STARTING_TLS;
    context.channel().config().setAutoRead(false);
    inflow.drop();
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
    // What was decided is said, if only to who must go: its mail may be durable already.
    write(context, held);
    write(context, reply);
    end();
    context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
  }

  private static void write(ChannelHandlerContext context, Reply reply) {
    ByteBuf out = context.alloc().buffer();
    reply.writeTo(out);
    context.write(out);
  }

  private void late(ChannelHandlerContext context, String what) {
    finish(context, Reply.of(421, "4.4.2", what));
  }
}
