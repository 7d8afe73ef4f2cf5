package dev.postern.smtp;

import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The time one client has for what it began: a client that sends an octet now and then is never
/// idle. On the connection's event loop.
final class Deadlines {
  private static final Duration LINE = Duration.ofMinutes(1);

  /// How long a stranger may send nothing of a mail; what it sends buys time at [#RATE].
  private static final long PATIENCE = Duration.ofMinutes(3).toNanos();

  /// Octets a second that a stranger must reach, as Postfix has it (min_data_rate).
  private static final long RATE = 500;

  private static final long BUSY = Duration.ofSeconds(5).toNanos();

  private final Duration mailTime;
  private final BooleanSupplier busy;
  private @Nullable ScheduledFuture<?> line;
  private @Nullable ScheduledFuture<?> mail;
  private boolean patient;
  private long stalls;
  private long ends;

  /// @param mailTime for one mail from its first octet to its last
  /// @param busy says whether it is us that the client waits for
  Deadlines(Duration mailTime, BooleanSupplier busy) {
    this.mailTime = mailTime;
    this.busy = busy;
  }

  /// Notes that a part of a line is there.
  ///
  /// @param late told what took too long
  void lineBegan(ChannelHandlerContext context, Consumer<String> late) {
    if (line == null) {
      line = after(context, LINE.toNanos(), () -> late.accept("the line took too long"));
    }
  }

  void lineEnded() {
    cancel(line);
    line = null;
  }

  /// Notes that a mail is expected, if it is not already.
  ///
  /// @param known whether it may come as slowly as it likes
  /// @param late told what took too long
  void mailBegan(ChannelHandlerContext context, boolean known, Consumer<String> late) {
    if (mail == null) {
      long now = now(context);
      patient = known;
      ends = now + mailTime.toNanos();
      stalls = patient ? ends : now + PATIENCE;
      mail = after(context, Math.min(stalls, ends) - now, () -> check(context, late));
    }
  }

  /// Notes that a part of a mail came.
  void mailCame(ChannelHandlerContext context, int octets) {
    if (!patient) {
      long bought = TimeUnit.SECONDS.toNanos(octets) / RATE;
      stalls = Math.min(stalls + bought, now(context) + PATIENCE);
    }
  }

  void mailEnded() {
    cancel(mail);
    mail = null;
  }

  void end() {
    lineEnded();
    mailEnded();
  }

  private void check(ChannelHandlerContext context, Consumer<String> late) {
    long now = now(context);
    if (busy.getAsBoolean()) {
      stalls = Math.max(stalls, now + BUSY);
      ends = Math.max(ends, now + BUSY);
    }
    long left = Math.min(stalls, ends) - now;
    if (left > 0) {
      mail = after(context, left, () -> check(context, late));
    } else {
      late.accept("the mail took too long");
    }
  }

  private static long now(ChannelHandlerContext context) {
    return context.executor().ticker().nanoTime();
  }

  private static ScheduledFuture<?> after(
      ChannelHandlerContext context, long nanos, Runnable action) {
    return context.executor().schedule(action, nanos, TimeUnit.NANOSECONDS);
  }

  private static void cancel(@Nullable ScheduledFuture<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
