package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.lint.LintKind;
import dev.postern.mail.HeaderBlock;
import dev.postern.mailbox.Blob;
import dev.postern.smtp.Step.Then;
import dev.postern.smtp.wire.ChunkDecoder;
import dev.postern.smtp.wire.DataDecoder;
import dev.postern.smtp.wire.LenientDecoder;
import dev.postern.smtp.wire.LineEnds;
import dev.postern.smtp.wire.MailDecoder;
import dev.postern.smtp.wire.Reply;
import dev.postern.smtp.wire.SmtpCommand;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The mails of one session, one after the other: MAIL, RCPT, DATA and what follows them (RFC 5321
/// section 3.3).
final class MailFlow {
  private static final Logger log = LoggerFactory.getLogger(MailFlow.class);
  // Alpine shows people this answer to its RCPT, not the one before to its MAIL.
  private static final Reply NO_SENDER =
      Reply.of(Fault.WRONG_STATE, "no sender was accepted; MAIL FROM comes first");
  private static final Step FAR_TOO_LARGE = Step.close(Reply.of(421, "4.3.0", "far too large"));

  /// Mails that a stranger may begin in one connection (MAILMAX of RFC 9422).
  static final int MAX_MAILS = 1000;

  private final Client client;
  private final SmtpServices services;
  private final Intake intake;
  private final LineEnds ends;
  private Optional<Transaction> transaction = Optional.empty();
  private Optional<Reception> reception = Optional.empty();
  private ChunkDecoder chunks = new ChunkDecoder(true);
  // Of the chunk that comes; -1 if none does.
  private long announced = -1;
  private boolean last;
  // Octets of a chunk that nobody wants, and what is said after them.
  private long skipping;
  private int begunSoFar;
  private Step afterwards = FAR_TOO_LARGE;

  MailFlow(Client client, SmtpServices services, LineEnds ends) {
    this.client = client;
    this.services = services;
    this.intake = services.intake();
    this.ends = ends;
  }

  /// Says whether MAIL was accepted and its mail has not ended.
  boolean begun() {
    return transaction.isPresent();
  }

  /// Drops what was not finished.
  void reset() {
    if (reception.isPresent()) {
      reception.get().close();
      client.notice(LintKind.NO_END);
    }
    forget();
  }

  private void forget() {
    reception = Optional.empty();
    transaction = Optional.empty();
    announced = -1;
  }

  /// Says whether a part of a mail is there, and the rest is to come.
  boolean receiving() {
    return reception.isPresent() || skipping > 0;
  }

  Step mail(SmtpCommand.Mail mail) {
    if (!client.known()) {
      if (begunSoFar >= MAX_MAILS) {
        return Step.close(Reply.of(421, "4.7.0", "too many mails in one connection"));
      }
      if (services.guard().refusesMail(client.address())) {
        return Step.next(Reply.of(450, "4.7.0", "too many mails from you, try later"));
      }
    }
    Transaction opened = Transaction.begin(mail, client, services);
    intake.checkSender(client.agent(), opened.sender());
    transaction = Optional.of(opened);
    begunSoFar++;
    return Step.next(Reply.of(250, "2.1.0", "OK"));
  }

  Step rcpt(SmtpCommand.Rcpt rcpt) {
    if (transaction.isEmpty()) {
      return Step.next(NO_SENDER);
    }
    if (reception.isPresent()) {
      return Step.next(Reply.of(Fault.WRONG_STATE, "BDAT has begun"));
    }
    try {
      transaction.get().add(rcpt, client.agent(), services);
    } catch (GatewayException e) {
      boolean probed =
          e.fault() == Fault.NOT_FOUND
              && !client.known()
              && services.guard().isProbed(client.address());
      return probed
          ? Step.close(Reply.of(421, "4.7.0", "too many unknown recipients"))
          : Step.next(Reply.of(e));
    }
    return Step.next(Reply.of(250, "2.1.5", "OK"));
  }

  Step data() {
    Optional<Reply> refusal = refusal();
    if (refusal.isPresent()) {
      return Step.next(refusal.get());
    }
    if (reception.isPresent()) {
      return Step.next(Reply.of(Fault.WRONG_STATE, "BDAT has begun, or RSET"));
    }
    if (transaction.orElseThrow().parameters().binary()) {
      return Step.next(Reply.of(Fault.WRONG_STATE, "BINARYMIME comes with BDAT"));
    }
    receive(client.manners().isLenient() ? new LenientDecoder(ends) : new DataDecoder());
    return new Step(Reply.plain(354, "end with <CR><LF>.<CR><LF>"), Then.READ_MAIL);
  }

  private Optional<Reply> refusal() {
    if (transaction.isEmpty()) {
      return Optional.of(NO_SENDER);
    }
    return transaction.get().recipients().isEmpty()
        ? Optional.of(Reply.of(554, "5.5.1", "no valid recipients"))
        : Optional.empty();
  }

  private void receive(MailDecoder decoder) {
    reception =
        Optional.of(
            new Reception(
                decoder,
                services.store().sink(),
                services.options().maxMessage(),
                longestLine(transaction.orElseThrow()),
                intake.trace(envelope(transaction.orElseThrow()))));
  }

  // Other servers' mail is taken as it is; who hands mail in here can be told what is wrong.
  private int longestLine(Transaction begun) {
    if (!intake.signsIn() || begun.parameters().binary()) {
      return Integer.MAX_VALUE;
    }
    return client.manners().isLenient() ? Reception.LONGEST_LENIENT : Reception.LONGEST_LINE;
  }

  /// Takes a chunk (RFC 3030). One that is refused is read all the same: it may be on its way
  /// already.
  Step bdat(SmtpCommand.Bdat bdat) {
    Optional<Reply> refusal = refusal();
    if (refusal.isPresent()) {
      return skip(bdat.size(), refusal.get());
    }
    if (reception.isEmpty()) {
      chunks = new ChunkDecoder(transaction.orElseThrow().parameters().binary());
      receive(chunks);
    }
    chunks.begin(bdat.size());
    last = bdat.last();
    announced = bdat.size();
    return bdat.size() == 0 ? chunkTaken(reception.orElseThrow()) : Step.receive();
  }

  /// Answers a BDAT that is no good, after its data if one can say where they end.
  Step bad(SmtpCommand.BadBdat bdat) {
    Reply reply = Reply.of(Fault.SYNTAX, "BDAT wants a size, and LAST or nothing");
    reset();
    return bdat.size().isPresent() ? skip(bdat.size().getAsLong(), reply) : Step.close(reply);
  }

  private Step skip(long size, Reply reply) {
    if (size == 0) {
      return Step.next(reply);
    }
    if (size > mostRead()) {
      return FAR_TOO_LARGE;
    }
    skipping = size;
    afterwards = Step.next(reply);
    return Step.receive();
  }

  /// Returns how many of the octets that come next can belong to the mail at most.
  long wanted() {
    if (skipping > 0) {
      return skipping;
    }
    return chunks.left() > 0 ? chunks.left() : Long.MAX_VALUE;
  }

  private long mostRead() {
    return 4 * services.options().maxMessage() + (1 << 20);
  }

  private Envelope envelope(Transaction begun) {
    String protocol =
        (begun.parameters().utf8()
                ? "UTF8SMTP"
                : client.hello().orElseThrow().extended() ? "ESMTP" : "SMTP")
            + (client.connection().secure() ? "S" : "")
            + (client.signedIn() ? "A" : "");
    return new Envelope(
        begun.id(),
        client.agent(),
        client.peer(),
        protocol,
        begun.sender(),
        begun.recipients(),
        begun.parameters().release(),
        begun.wishes(),
        client::notice);
  }

  /// Takes a part of the mail.
  Taken take(byte[] octets) {
    if (skipping > 0) {
      int skipped = (int) Math.min(skipping, octets.length);
      skipping -= skipped;
      return new Taken(skipped, skipping == 0 ? Optional.of(afterwards) : Optional.empty());
    }
    Reception receiving = reception.orElseThrow();
    int taken = receiving.take(octets);
    Optional<Step> answer = Optional.empty();
    if (receiving.ended()) {
      boolean whole = announced < 0;
      answer = Optional.of(whole ? Step.next(accept(receiving)) : chunkTaken(receiving));
    } else if (receiving.received() > mostRead()) {
      answer = Optional.of(FAR_TOO_LARGE);
    }
    return new Taken(taken, answer);
  }

  private Step chunkTaken(Reception receiving) {
    if (last || receiving.refusal().isPresent()) {
      return Step.next(accept(receiving));
    }
    return Step.next(Reply.of(250, "2.0.0", announced + " octets taken"));
  }

  private Reply accept(Reception received) {
    Envelope envelope = envelope(transaction.orElseThrow());
    try (received;
        Blob mail = received.finish()) {
      if (hops(mail) > services.options().maxHops()) {
        return Reply.of(554, "5.4.6", "mail goes in circles");
      }
      received.remarks().forEach(client::notice);
      Optional<String> said = intake.accept(envelope, mail, received.own());
      services.commands().add("accepted");
      return Reply.of(250, "2.0.0", said.orElse("accepted as " + envelope.id()));
    } catch (GatewayException e) {
      log.debug("mail {} refused: {}", envelope.id(), e.text());
      services.commands().add("refused");
      return Reply.of(e);
    } finally {
      forget();
    }
  }

  private static int hops(Blob mail) {
    return HeaderBlock.of(mail.bytes(), 0, mail.size()).all("Received").size() - 1;
  }

  /// What became of a part of a mail.
  ///
  /// @param octets how many belonged to the mail; what follows are commands
  /// @param answer present when the mail has ended
  record Taken(int octets, Optional<Step> answer) {}
}
