package dev.postern.smtp.client;

import dev.postern.mail.CrlfOutput;
import dev.postern.outbound.Transport.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Hands one mail over for some recipients on one connection (RFC 5321 section 3.3).
final class Transaction {
  // What is said before replies are read: their replies must fit into the buffers in between.
  private static final int GROUP = 100;

  private final HopConnection connection;
  private final HopSocket socket;
  private final Timeouts timeouts;
  private final Results results;
  private final Content content;
  private final List<Integer> recipients;
  private final List<String> commands;
  private final boolean pipelining;
  private final List<Integer> accepted = new ArrayList<>();
  private final boolean chunking;
  private final long began = System.nanoTime();
  private int answered;
  private boolean ended;
  private String doing = "MAIL";

  /// A reply that ends the transaction where it stands.
  private static final class Ended extends IOException {
    private static final long serialVersionUID = 1;
    private final transient HopReply reply;

    Ended(HopReply reply) {
      super(reply.text());
      this.reply = reply;
    }
  }

  /// @param commands MAIL, and RCPT for each of `recipients`
  Transaction(
      HopConnection connection,
      Timeouts timeouts,
      Results results,
      Content content,
      List<Integer> recipients,
      List<String> commands) {
    this.connection = connection;
    this.socket = connection.socket;
    this.timeouts = timeouts;
    this.results = results;
    this.content = content;
    this.recipients = recipients;
    this.commands = commands;
    this.pipelining = connection.offers.has("PIPELINING");
    this.chunking = connection.offers.has("CHUNKING");
  }

  /// Runs it; afterwards all recipients have an outcome.
  ///
  /// @throws HopFailure if the hop has answered nothing at all: it may be tried on another
  ///   connection
  void run() throws HopFailure {
    try {
      Optional<HopReply> data = envelope();
      if (accepted.isEmpty()) {
        leave(data);
      } else if (chunking) {
        chunks();
      } else {
        data(data);
      }
    } catch (Ended e) {
      broken(e.reply.text());
      settleOpen(e.reply);
    } catch (IOException e) {
      fail(e);
    }
  }

  private void broken(String diagnostic) throws HopFailure {
    connection.close();
    if (answered == 0) {
      throw new HopFailure(diagnostic);
    }
  }

  private void fail(IOException e) throws HopFailure {
    // Who hangs up in the middle of data often says why.
    Optional<HopReply> parting = ended ? Optional.empty() : parting();
    String reason = HopFailure.reason(e);
    String diagnostic =
        ended
            ? "451 4.4.2 reply lost: the whole mail was sent, " + reason
            : "451 4.4.2 " + reason + " at " + doing;
    broken(parting.map(HopReply::text).orElse(diagnostic));
    if (parting.isPresent()) {
      settleOpen(parting.get());
    } else {
      settleOpen(new Outcome.Deferred(remote(), diagnostic));
    }
  }

  private Optional<HopReply> parting() {
    if (!doing.equals("DATA")) {
      return Optional.empty();
    }
    try {
      return socket.isAhead() ? Optional.of(socket.parting()) : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private HopReply reply(Duration within) throws IOException {
    HopReply reply = socket.reply(within);
    if (reply.isFarewell()) {
      throw new Ended(reply);
    }
    answered++;
    return reply;
  }

  /// Says MAIL and RCPT, and DATA with them if that saves waiting (RFC 2920 section 3.1).
  private Optional<HopReply> envelope() throws IOException {
    if (connection.isUnclean()) {
      socket.say("RSET");
      HopReply reset = reply(timeouts.command());
      answered = 0;
      if (!reset.isPositive()) {
        throw new IOException("RSET: " + reset.text());
      }
    }
    connection.unclean(true);
    boolean withData = pipelining && !chunking;
    int size = pipelining ? GROUP : 1;
    for (int from = 0; from < commands.size(); from += size) {
      int to = Math.min(commands.size(), from + size);
      for (String command : commands.subList(from, to)) {
        socket.say(command);
      }
      boolean last = to == commands.size();
      if (last && withData) {
        socket.say("DATA");
      }
      for (int i = from; i < to; i++) {
        if (i == 0) {
          mail();
        } else {
          rcpt(recipients.get(i - 1));
        }
      }
      if (results.open(recipients).isEmpty() && !(last && withData)) {
        return Optional.empty();
      }
    }
    return withData ? Optional.of(reply(timeouts.dataStart())) : Optional.empty();
  }

  private void mail() throws IOException {
    HopReply reply = reply(forCommand());
    doing = "RCPT";
    if (!reply.isPositive()) {
      settleOpen(reply);
    }
  }

  // Nothing of the mail has gone over yet: to give up costs a try and no more.
  private Duration forCommand() {
    Duration left = timeouts.whole().minusNanos(System.nanoTime() - began);
    return left.compareTo(timeouts.command()) < 0 ? left : timeouts.command();
  }

  private void rcpt(int recipient) throws IOException {
    HopReply reply = reply(forCommand());
    boolean open = !results.open(List.of(recipient)).isEmpty();
    if (open && reply.isPositive()) {
      accepted.add(recipient);
    } else {
      results.settle(recipient, isTooMany(reply) ? deferred(reply) : outcome(reply));
    }
  }

  // RFC 5321 section 4.5.3.1.10: 552 was once the reply to too many recipients.
  private static boolean isTooMany(HopReply reply) {
    String text = reply.text();
    return reply.code() == 552 && (text.startsWith("552 5.5.3") || !text.matches("552 5\\..*"));
  }

  // A hop may take DATA for nobody: it gets a mail of no lines, whose reply says nothing (RFC 2920
  // section 3.1).
  private void leave(Optional<HopReply> data) throws IOException {
    if (data.isPresent() && data.get().code() == 354) {
      socket.say(".");
      HopReply _ = reply(timeouts.dataEnd());
    }
  }

  private void data(Optional<HopReply> early) throws IOException {
    doing = "DATA";
    if (early.isEmpty()) {
      socket.say("DATA");
    }
    HopReply start = early.isPresent() ? early.get() : reply(timeouts.dataStart());
    if (start.code() != 354) {
      settleOpen(start);
      return;
    }
    CrlfOutput lines = new CrlfOutput(socket.data(), true);
    content.writeTo(lines);
    lines.finish();
    ended = true;
    socket.say(".");
    end(reply(timeouts.dataEnd()));
  }

  private void chunks() throws IOException {
    doing = "DATA";
    content.writeTo(new ChunkOutput(socket, content.size(), this::chunkTaken));
    ended = true;
    end(reply(timeouts.dataEnd()));
  }

  private void chunkTaken() throws IOException {
    HopReply reply = reply(timeouts.block());
    if (!reply.isPositive()) {
      throw new Ended(reply);
    }
  }

  private void end(HopReply reply) {
    connection.unclean(!reply.isPositive());
    if (reply.isPositive()) {
      boolean dsn = connection.offers.has("DSN");
      results.settle(accepted, new Outcome.Accepted(remote(), reply.text(), dsn));
    } else {
      settleOpen(reply);
    }
  }

  private void settleOpen(HopReply reply) {
    settleOpen(outcome(reply));
  }

  private void settleOpen(Outcome outcome) {
    results.settle(recipients, outcome);
  }

  private Outcome outcome(HopReply reply) {
    return reply.isPermanent() ? new Outcome.Refused(remote(), reply.text()) : deferred(reply);
  }

  private Outcome deferred(HopReply reply) {
    boolean said = reply.code() / 100 == 4 || reply.isPermanent();
    String text = said ? reply.text() : "451 4.5.0 unexpected answer: " + reply.text();
    return new Outcome.Deferred(remote(), text);
  }

  private String remote() {
    return connection.hop.name();
  }
}
