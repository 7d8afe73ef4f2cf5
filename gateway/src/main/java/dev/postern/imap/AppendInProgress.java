package dev.postern.imap;

import dev.postern.delivery.Filing;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.Frame;
import dev.postern.imap.wire.ImapParser;
import dev.postern.imap.wire.WireLimits;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.Placement;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/// An APPEND whose message is on its way: its octets go to the store as they come (RFC 9051 section
/// 6.3.12). What was refused is answered at once and its octets are dropped as they come.
final class AppendInProgress {
  private static final int COPY = 8 << 10;

  private final Session session;
  private final String tag;
  private Command.@Nullable Append append;
  private @Nullable Folder folder;
  private @Nullable BlobSink sink;
  private boolean answered;

  private AppendInProgress(Session session, String tag) {
    this.session = session;
    this.tag = tag;
  }

  /// Returns what takes the message's octets; null if none will come.
  static @Nullable AppendInProgress begin(Session session, Frame.AppendHead head) {
    ImapParser parser = new ImapParser(head.bytes(), WireLimits.AFTER_LOGIN, session.utf8());
    String tag;
    try {
      tag = parser.tag();
    } catch (GatewayException e) {
      tag = "*";
    }
    AppendInProgress progress = new AppendInProgress(session, tag);
    progress.attempt(() -> progress.open(parser, head.length()));
    if (head.asking()) {
      if (!progress.answered) {
        session.out().put("+ OK").line();
      }
      session.link().flush();
      session.link().proceed(!progress.answered);
      return progress.answered ? null : progress;
    }
    return progress;
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
    if (length > session.services().options().maxMessage()) {
      throw new GatewayException(Fault.TOO_LARGE, "the message is too large");
    }
    append = command;
    folder =
        session
            .services()
            .store()
            .read(session.account(), read -> Mailboxes.target(read, command.mailbox()));
    if (length == 0) {
      throw new GatewayException(Fault.INVALID, "the message is empty");
    }
    sink = session.services().store().sink();
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

  /// The message is complete; `clean` says that nothing else stood in the command.
  void end(boolean clean) {
    if (answered) {
      return;
    }
    session.answering(
        tag,
        () -> {
          try {
            return clean ? commit() : Fault.SYNTAX.imap("expected the end of the command");
          } finally {
            discard();
          }
        });
  }

  private String commit() {
    BlobSink complete = sink;
    Command.Append command = append;
    Folder target = folder;
    if (complete == null || command == null || target == null) {
      throw new IllegalStateException("APPEND was not begun");
    }
    AccountId account = session.account();
    long seconds = session.services().clock().instant().getEpochSecond();
    int zone = 0;
    if (command.date().isPresent()) {
      seconds = command.date().get().toEpochSecond();
      zone = command.date().get().getOffset().getTotalSeconds() / 60;
    }
    MailTx.Added added;
    try (Blob blob = complete.finish()) {
      added =
          session
              .services()
              .filing()
              .append(
                  account,
                  new Filing.Arrival(target.id(), blob, command.flags(), seconds, zone, session),
                  new Object());
    }
    if (session.state() instanceof SessionState.Selected) {
      News.tell(session, true);
    }
    if (added.placements().isEmpty()) {
      return "OK APPEND completed, the server's own copy is kept";
    }
    Placement placement = added.placements().getFirst();
    return "OK [APPENDUID " + target.uidValidity() + " " + placement.uid() + "] APPEND completed";
  }

  /// Gives back what was taken.
  void discard() {
    if (sink != null) {
      sink.close();
      sink = null;
    }
  }
}
