package dev.postern.imap;

import dev.postern.delivery.Filing.Arrival;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.Frame;
import dev.postern.imap.wire.ImapParser;
import dev.postern.imap.wire.WireLimits;
import dev.postern.mailbox.BlobSink;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An APPEND or REPLACE whose messages are on their way: their octets go to the store as they come
/// (RFC 9051 section 6.3.12, RFC 3502, RFC 8508). What was refused is answered at once and its
/// octets are dropped as they come.
final class AppendInProgress {
  private static final int COPY = 8 << 10;

  /// The most messages of one APPEND.
  private static final int MAX_MESSAGES = 1000;

  private final Session session;
  private final String tag;
  private final List<Arrival> arrivals = new ArrayList<>();
  private @Nullable AppendTarget target;
  private Command.@Nullable MessageHead head;
  private @Nullable BlobSink sink;
  private long announced;
  private boolean answered;

  private AppendInProgress(Session session, String tag) {
    this.session = session;
    this.tag = tag;
  }

  /// Returns what takes the message's octets; null if none will come.
  static @Nullable AppendInProgress begin(Session session, Frame.AppendHead frame) {
    ImapParser parser = parser(session, frame.bytes());
    String tag;
    try {
      tag = parser.tag();
    } catch (GatewayException e) {
      tag = "*";
    }
    AppendInProgress progress = new AppendInProgress(session, tag);
    progress.attempt(() -> progress.open(parser, frame.length()));
    return progress.goOn(frame.asking());
  }

  /// Takes the head of another message; the one before is complete.
  ///
  /// @return what takes the octets; null if none will come
  @Nullable AppendInProgress next(Frame.AppendNext frame) {
    attempt(() -> {
      Needs.require(Capability.MULTIAPPEND, session.offer());
      Command.MessageHead before = complete();
      if (into().replaces()) {
        throw new GatewayException(Fault.SYNTAX, "REPLACE takes one message");
      }
      message(parser(session, frame.bytes()).nextMessageHead(before), frame.length());
    });
    return goOn(frame.asking());
  }

  private static ImapParser parser(Session session, ByteBuf bytes) {
    return new ImapParser(bytes, WireLimits.AFTER_LOGIN, session.utf8());
  }

  private @Nullable AppendInProgress goOn(boolean asking) {
    if (!asking) {
      return this;
    }
    if (!answered) {
      session.out().put("+ OK").line();
    }
    session.link().flush();
    session.link().proceed(!answered);
    return answered ? null : this;
  }

  /// Runs a step; a failure is the command's answer.
  private void attempt(Runnable step) {
    if (answered) {
      return;
    }
    session.answering(
        tag,
        () -> {
          boolean fine = false;
          try {
            step.run();
            fine = true;
          } finally {
            if (!fine) {
              answered = true;
              discard();
            }
          }
          return null;
        });
  }

  private void open(ImapParser parser, long length) {
    Command.Append command = parser.appendHead(tag);
    Needs.check(command, session.offer());
    if (length > session.services().options().maxMessage()) {
      throw new GatewayException(Fault.TOO_LARGE, "the message is too large");
    }
    target = AppendTarget.of(session, command);
    message(command.first(), length);
  }

  private void message(Command.MessageHead next, long length) {
    Needs.check(next, session.offer());
    long max = session.services().options().maxMessage();
    if (length > max) {
      throw new GatewayException(Fault.TOO_LARGE, "the message is too large");
    }
    if (length == 0) {
      throw new GatewayException(Fault.INVALID, "the message is empty");
    }
    announced += length;
    if (arrivals.size() == MAX_MESSAGES || announced > max) {
      throw new GatewayException(Fault.LIMIT, "too much for one APPEND");
    }
    into().requireSize(length);
    into().requireRoom(announced, arrivals.size() + 1);
    head = next;
    sink = session.services().store().sink();
  }

  private AppendTarget into() {
    AppendTarget into = target;
    if (into == null) {
      throw new IllegalStateException("APPEND was not begun");
    }
    return into;
  }

  /// Ends the present message and returns its head.
  private Command.MessageHead complete() {
    BlobSink full = sink;
    Command.MessageHead present = head;
    if (full == null || present == null) {
      throw new IllegalStateException("APPEND was not begun");
    }
    long seconds = session.services().clock().instant().getEpochSecond();
    int zone = 0;
    if (present.date().isPresent()) {
      seconds = present.date().get().toEpochSecond();
      zone = present.date().get().getOffset().getTotalSeconds() / 60;
    }
    arrivals.add(
        new Arrival(into().folder().id(), full.finish(), present.flags(), seconds, zone, session));
    sink = null;
    return present;
  }

  /// Takes the next octets.
  void take(ByteBuf bytes) {
    attempt(() -> {
      BlobSink to = sink;
      if (to == null) {
        return;
      }
      if (bytes.hasArray()) {
        int offset = bytes.arrayOffset() + bytes.readerIndex();
        to.write(bytes.array(), offset, bytes.readableBytes());
        return;
      }
      byte[] part = new byte[Math.min(COPY, bytes.readableBytes())];
      while (bytes.isReadable()) {
        int length = Math.min(part.length, bytes.readableBytes());
        bytes.readBytes(part, 0, length);
        to.write(part, 0, length);
      }
    });
  }

  /// The next message will not come; nothing of those before it is kept.
  void refuse(String text) {
    discard();
    if (!answered) {
      session.out().put(tag).put(" BAD [TOOBIG] ").put(text).line();
      answered = true;
    }
  }

  /// The last message is complete, and `tail` is what else stood in the command.
  void end(String tail) {
    if (answered) {
      return;
    }
    session.answering(
        tag,
        () -> {
          try {
            boolean wrapped = complete().wrapped();
            if (!tail.equals(wrapped ? ")" : "")) {
              return Fault.SYNTAX.imap("expected the end of the command");
            }
            return into().add(arrivals);
          } finally {
            discard();
          }
        });
  }

  /// Gives back what was taken.
  void discard() {
    if (sink != null) {
      sink.close();
      sink = null;
    }
    arrivals.forEach(arrival -> arrival.blob().close());
    arrivals.clear();
  }
}
