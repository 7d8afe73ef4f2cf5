package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.lint.LintKind;
import dev.postern.net.Connection;
import dev.postern.smtp.Step.Then;
import dev.postern.smtp.wire.CommandParser;
import dev.postern.smtp.wire.LenientCommand;
import dev.postern.smtp.wire.Line;
import dev.postern.smtp.wire.LineEnds;
import dev.postern.smtp.wire.LineFramer;
import dev.postern.smtp.wire.Reply;
import dev.postern.smtp.wire.SmtpCommand;
import java.time.Duration;

/// One client's conversation (RFC 5321 section 4.1.4).
///
/// Knows the connection's facts and no channel. Its methods block and are called one at a time.
final class Session {
  private static final Reply OK = Reply.of(250, "2.0.0", "OK");
  private static final Reply BAD_SEQUENCE = Reply.of(Fault.WRONG_STATE, "not now");
  private static final Reply NEED_HELLO = Reply.of(Fault.WRONG_STATE, "say EHLO first");

  // A stranger's answers take a second longer for each error above these.
  private static final int FREE_ERRORS = 3;
  private static final int SLOWEST_SECONDS = 10;

  // Commands of a stranger between two mails that are none of a mail's.
  private static final int MOST_CHATTER = 100;

  private final Client client;
  private final SmtpServices services;
  private final Intake intake;
  private final Authentication authentication;
  private final MailFlow mails;
  private final LineEnds ends;
  private int errors;
  private int chatter;

  Session(Connection connection, SmtpServices services) {
    this.client = new Client(connection, services.guard(), services.manners());
    this.services = services;
    this.intake = services.intake();
    this.authentication = new Authentication(client, services);
    this.ends = services.manners().lineEnds();
    this.mails = new MailFlow(client, services, ends);
  }

  /// Returns how long the greeting is held back; who speaks before it is a robot in haste.
  Duration greetDelay() {
    return client.known() ? Duration.ZERO : services.guard().greetDelay();
  }

  Step greeting() {
    if (!client.known() && services.guard().refusesConnection(client.address())) {
      return Step.close(Reply.of(421, "4.7.0", "too many connections from you, try later"));
    }
    return Step.next(Reply.plain(220, services.options().host() + " ESMTP Postern"));
  }

  /// Says whether the client has said EHLO or HELO.
  boolean greeted() {
    return client.hello().isPresent();
  }

  /// Says whether the client is no stranger.
  boolean known() {
    return client.known();
  }

  /// Says whether a part of a mail is there, and the rest is to come.
  boolean receiving() {
    return mails.receiving();
  }

  /// Returns how the client's lines end; the connection finds out.
  LineEnds lineEnds() {
    return ends;
  }

  /// Notices that the client began with TLS after it was greeted.
  void lateTls() {
    services
        .manners()
        .lenience()
        .ifPresent(lenience -> lenience.habits().began(client.address(), true));
    client.identify();
    client.notice(LintKind.LATE_TLS);
  }

  /// Says whether the next line answers a SASL challenge.
  boolean inSasl() {
    return authentication.inProgress();
  }

  /// Forgets everything, as after STARTTLS (RFC 3207 section 4.2).
  void reset() {
    close();
    authentication.abort();
    client.forget();
  }

  /// Drops what was not finished.
  void close() {
    mails.reset();
  }

  /// Answers a line.
  Step on(Line line) {
    Step step;
    try {
      step =
          switch (line) {
            case Line.Broken broken -> broken(broken);
            case Line.Endless _ -> Step.close(Reply.of(421, "4.7.0", "line too long"));
            case Line.Text text when inSasl() -> Step.next(authentication.respond(text.text()));
            case Line.Text text -> run(command(text.text()));
          };
    } catch (GatewayException e) {
      step = Step.next(Reply.of(e));
    }
    return limited(step);
  }

  private SmtpCommand command(String line) {
    if (!services.manners().isLenient()) {
      // Devices that forget the angle brackets hand mail in; servers do not.
      return CommandParser.parse(line, intake.signsIn());
    }
    client.identify();
    LenientCommand meant = LenientCommand.of(line, Peer.literal(client.address()));
    meant.mended().forEach(client::notice);
    if (ends.isBareLf()) {
      client.notice(LintKind.LF_COMMANDS);
    }
    return CommandParser.parse(meant.line(), false);
  }

  private Step broken(Line.Broken broken) {
    authentication.abort();
    if (broken.reply().equals(LineFramer.MIXED)) {
      client.notice(LintKind.MIXED_LINE_ENDS);
    }
    return Step.next(broken.reply());
  }

  private Step limited(Step step) {
    errors += step.reply().code() >= 500 ? 1 : 0;
    if (step.then() == Then.CLOSE) {
      return step;
    }
    if (errors >= services.options().maxErrors()) {
      return Step.close(Reply.of(421, "4.7.0", "too many errors"));
    }
    return client.known() ? step : step.after(tarpit());
  }

  private Duration tarpit() {
    return Duration.ofSeconds(Math.clamp(errors - FREE_ERRORS, 0, SLOWEST_SECONDS));
  }

  private Step run(SmtpCommand command) {
    services.commands().add(command.getClass().getSimpleName());
    if (chats(command)) {
      return Step.close(Reply.of(421, "4.7.0", "too many commands without a mail"));
    }
    return switch (command) {
      case SmtpCommand.Hello said -> hello(said);
      case SmtpCommand.Mail mail -> mail(mail);
      case SmtpCommand.Rcpt rcpt -> mails.rcpt(rcpt);
      case SmtpCommand.Data _ -> mails.data();
      case SmtpCommand.Bdat bdat -> mails.bdat(bdat);
      case SmtpCommand.BadBdat bdat -> mails.bad(bdat);
      case SmtpCommand.Auth auth -> Step.next(auth(auth));
      case SmtpCommand.StartTls _ -> startTls();
      case SmtpCommand.Reset _ -> {
        mails.reset();
        yield Step.next(OK);
      }
      case SmtpCommand.Noop _ -> Step.next(OK);
      case SmtpCommand.Quit _ -> Step.close(Reply.of(221, "2.0.0", "bye"));
      case SmtpCommand.Help _ -> Step.next(Reply.of(214, "2.0.0", "see RFC 5321 and RFC 6409"));
      case SmtpCommand.Verify _ -> Step.next(Reply.of(252, "2.1.5", "send mail and see"));
      case SmtpCommand.Unsupported _ -> Step.next(Reply.of(502, "5.5.1", "not implemented"));
      case SmtpCommand.Foreign _ -> Step.close(Reply.of(421, "4.7.0", "this is SMTP"));
    };
  }

  private boolean chats(SmtpCommand command) {
    chatter =
        switch (command) {
          case SmtpCommand.Data _, SmtpCommand.Bdat _ -> 0;
          case SmtpCommand.Rcpt _ -> chatter;
          default -> chatter + 1;
        };
    return chatter > MOST_CHATTER && !client.known();
  }

  private Step hello(SmtpCommand.Hello said) {
    client.greets(said);
    mails.reset();
    Reply offer = Offer.to(client, said, services);
    // RFC 2920 section 3.1: EHLO ends a group of commands; who goes on does not listen.
    return client.known() ? Step.next(offer) : new Step(offer, Then.HEAR_FIRST);
  }

  private Step startTls() {
    if (client.mayStartTls()) {
      return new Step(Reply.of(220, "2.0.0", "go ahead"), Then.START_TLS);
    }
    client.notice(LintKind.HIDDEN_STARTTLS);
    return Step.next(
        client.connection().secure()
            ? Reply.of(Fault.WRONG_STATE, "TLS is on already")
            : Reply.of(502, "5.5.1", "TLS is not offered here"));
  }

  private Reply auth(SmtpCommand.Auth auth) {
    if (!intake.signsIn()) {
      return Reply.of(502, "5.5.1", "no sign-in here");
    }
    if (client.hello().isEmpty()) {
      return NEED_HELLO;
    }
    if (client.signedIn() || mails.begun()) {
      return BAD_SEQUENCE;
    }
    return authentication.begin(auth);
  }

  private Step mail(SmtpCommand.Mail mail) {
    // RFC 6409 section 4.3: said before anything else, so that clients know what to do.
    if (intake.signsIn() && client.agent().isEmpty()) {
      return Step.next(Reply.of(530, "5.7.0", "sign in first"));
    }
    if (client.hello().isEmpty()) {
      return Step.next(NEED_HELLO);
    }
    if (!client.greeted()) {
      client.notice(LintKind.MISSING_HELLO);
    }
    return mails.begun() ? Step.next(BAD_SEQUENCE) : mails.mail(mail);
  }

  /// Returns how many of the octets that come next can belong to the mail at most.
  long wanted() {
    return mails.wanted();
  }

  /// Takes a part of the mail.
  MailFlow.Taken mail(byte[] octets) {
    MailFlow.Taken taken = mails.take(octets);
    return new MailFlow.Taken(taken.octets(), taken.answer().map(this::limited));
  }
}
