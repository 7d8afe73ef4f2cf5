package dev.postern.imap;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.imap.wire.Command;
import dev.postern.imap.wire.Frame;
import dev.postern.imap.wire.ImapParser;
import dev.postern.imap.wire.Refusal;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.imap.wire.WireLimits;
import dev.postern.mailbox.AccountId;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's session: what it may do now, and the order in which it hears of things.
///
/// Runs on the connection's virtual thread, one frame at a time, so commands behave as if sent one
/// after the other (C-59). IDLE and SASL are [Exchange]s, not running commands.
final class Session {
  private static final Logger log = LoggerFactory.getLogger(Session.class);
  private static final int MAX_BAD_BEFORE_LOGIN = 10;

  private final Services services;
  private final ClientLink link;
  private final ResponseWriter out;
  private final Alarm alarm;
  private Offer offer;
  private SessionState state = new SessionState.NotAuthenticated();
  private @Nullable Exchange exchange;
  private @Nullable AppendInProgress append;
  private Optional<Notices> notices = Optional.empty();
  private final EnumSet<Extension> enabled = EnumSet.noneOf(Extension.class);
  private int bad;

  Session(Services services, ClientLink link) {
    this.services = services;
    this.link = link;
    this.out = link.out();
    this.offer = services.options().offer();
    this.alarm = new Alarm(this);
  }

  Services services() {
    return services;
  }

  ClientLink link() {
    return link;
  }

  ResponseWriter out() {
    return out;
  }

  SessionState state() {
    return state;
  }

  void state(SessionState next) {
    if (state instanceof SessionState.Selected selected
        && !(next instanceof SessionState.Selected now && now.folder() == selected.folder())) {
      selected.folder().close();
    }
    state = next;
  }

  /// Returns what the client wants to hear unasked.
  Optional<Notices> notices() {
    return notices;
  }

  void notices(Optional<Notices> next) {
    notices.ifPresent(Notices::close);
    notices = next;
    alarm.watch(next.isPresent());
  }

  /// Says whether a message is on its way, so that nothing should come between.
  boolean isAppending() {
    return append != null;
  }

  void exchange(@Nullable Exchange next) {
    exchange = next;
  }

  /// Returns who has signed in.
  Grant grant() {
    return switch (state) {
      case SessionState.Authenticated(Grant grant) -> grant;
      case SessionState.Selected selected -> selected.grant();
      default -> throw new IllegalStateException("nobody has signed in");
    };
  }

  AccountId account() {
    return grant().account();
  }

  /// Returns the selected mailbox.
  SelectedFolder selected() {
    if (state instanceof SessionState.Selected selected) {
      return selected.folder();
    }
    throw new IllegalStateException("nothing is selected");
  }

  /// Says whether MODSEQ is told.
  boolean condstore() {
    return enabled(Extension.CONDSTORE);
  }

  void condstoreOn() {
    enabled.add(Extension.CONDSTORE);
  }

  boolean enabled(Extension extension) {
    return enabled.contains(extension);
  }

  /// Switches an extension on for the rest of the session.
  ///
  /// @return whether it was off
  boolean enable(Extension extension) {
    if (extension == Extension.UTF8_ACCEPT || extension == Extension.IMAP4REV2) {
      out.speakUtf8();
    }
    return enabled.add(extension);
  }

  /// Says whether quoted strings and mailbox names are UTF-8.
  boolean utf8() {
    return enabled(Extension.UTF8_ACCEPT) || enabled(Extension.IMAP4REV2);
  }

  /// Returns what this client is told of and may use.
  Offer offer() {
    return offer;
  }

  /// Goes on as this account.
  void signedIn(Grant grant, Offer itsOwn) {
    offer = itsOwn;
    state(new SessionState.Authenticated(grant));
    link.signedIn(grant.id(), itsOwn.longestUnasked());
  }

  Alarm alarm() {
    return alarm;
  }

  /// Turns MODSEQ on in everything that follows, and says from where (C-96).
  ///
  /// @return whether it was off
  boolean enableCondstore() {
    boolean changed = enable(Extension.CONDSTORE);
    if (changed && state instanceof SessionState.Selected selected) {
      long modseq = selected.folder().view().highestModseq();
      out.put("* OK [HIGHESTMODSEQ ").put(modseq).put("] MODSEQ is on").line();
    }
    return changed;
  }

  void greet() {
    guarded(() ->
        out.put("* OK [CAPABILITY ").put(Capabilities.of(this)).put("] Postern ready").line());
  }

  /// Takes the client's next frame.
  void on(Frame frame) {
    if (state instanceof SessionState.LoggedOut) {
      return;
    }
    boolean lockStep = state instanceof SessionState.NotAuthenticated;
    guarded(() -> take(frame));
    if (lockStep && frame instanceof Frame.Whole && !(state instanceof SessionState.LoggedOut)) {
      link.proceed(true);
    }
  }

  private void take(Frame frame) {
    switch (frame) {
      case Frame.Whole(ByteBuf bytes) -> {
        if (exchange != null) {
          exchange.line(bytes);
        } else {
          command(bytes);
        }
      }
      case Frame.Asking(ByteBuf bytes) -> asking(bytes);
      case Frame.AppendHead head -> {
        services.commands().add("Append");
        append = AppendInProgress.begin(this, head);
      }
      case Frame.LiteralBytes(ByteBuf bytes) -> {
        if (append != null) {
          append.take(bytes);
        }
      }
      case Frame.AppendNext next -> append = append == null ? null : append.next(next);
      case Frame.LiteralEnd(String tail) -> {
        if (append != null) {
          AppendInProgress ended = append;
          append = null;
          ended.end(tail);
        }
      }
      case Frame.NextRefused(String text, boolean close) -> {
        if (append != null) {
          append.refuse(text);
          append = null;
        }
        if (close) {
          bye(text);
        }
      }
      case Frame.Refused(String tag, String text, boolean close) -> {
        out.put(tag).put(" BAD [TOOBIG] ").put(text).line();
        if (close) {
          bye(text);
        }
      }
    }
  }

  /// Runs `work`, and sends what it wrote whatever happens.
  void guarded(Runnable work) {
    try {
      work.run();
      if (!(state instanceof SessionState.LoggedOut)) {
        link.flush();
      }
    } catch (Disconnected _) {
      end();
      link.connection().channel().close();
    } catch (RuntimeException e) {
      log.error("IMAP session failed", e);
      end();
      link.connection().channel().close();
    }
  }

  private void command(ByteBuf bytes) {
    if (state instanceof SessionState.NotAuthenticated && isHttp(bytes)) {
      // A browser made to talk to us must not get far enough to be understood (ALPACA).
      logOut();
      return;
    }
    ImapParser parser = new ImapParser(bytes, limits(), utf8());
    String tag;
    try {
      tag = parser.tag();
    } catch (GatewayException e) {
      answer("*", e.fault().imap(e.text()));
      countBad();
      return;
    }
    answering(tag, () -> Dispatcher.run(this, allowed(counted(parser.command(tag)))));
  }

  private Command counted(Command command) {
    services.commands().add(command.getClass().getSimpleName());
    return command;
  }

  private static boolean isHttp(ByteBuf line) {
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith(" HTTP/1.1") || text.endsWith(" HTTP/1.0");
  }

  private Command allowed(Command command) {
    Needs.check(command, offer);
    if (!state.allows(command)) {
      String text =
          switch (state) {
            case SessionState.NotAuthenticated _ -> "sign in first";
            case SessionState.Authenticated _ ->
                command instanceof Command.Selected ? "no mailbox is selected" : "not after login";
            default -> "not in this state";
          };
      throw new GatewayException(Fault.WRONG_STATE, text);
    }
    return command;
  }

  /// A client that asks to send a literal: the rest of the command must be right so far (C-18).
  private void asking(ByteBuf bytes) {
    ImapParser parser = new ImapParser(bytes, limits(), utf8());
    String refusal = null;
    String tag = "*";
    if (exchange == null) {
      try {
        tag = parser.tag();
        parser.checkPrefix(tag);
      } catch (GatewayException e) {
        refusal = e.fault().imap(e.text());
      } catch (Refusal e) {
        refusal = e.line();
      }
    } else {
      refusal = Fault.SYNTAX.imap("no literal here");
    }
    if (refusal != null) {
      answer(tag, refusal);
      countBad();
    } else {
      out.put("+ OK").line();
    }
    link.flush();
    link.proceed(refusal == null);
  }

  private WireLimits limits() {
    return state instanceof SessionState.NotAuthenticated
        ? WireLimits.BEFORE_LOGIN
        : WireLimits.AFTER_LOGIN;
  }

  /// Work that ends in a tagged answer.
  interface Answering {
    /// Returns the tagged answer without its tag; null if it comes later or was written.
    @Nullable String run();
  }

  /// Runs `work` and answers with `tag`: the one place that turns failures into answers.
  void answering(String tag, Answering work) {
    String line;
    try {
      line = work.run();
    } catch (GatewayException e) {
      if (e.getCause() != null) {
        log.warn("IMAP command failed: {}", e.text(), e.getCause());
      }
      line = e.fault().imap(e.text());
    } catch (Refusal e) {
      line = e.line();
    } catch (Disconnected e) {
      throw e;
    } catch (RuntimeException e) {
      log.error("IMAP command failed", e);
      line = Fault.INTERNAL.imap("internal error");
    }
    if (!out.betweenLines()) {
      // A literal was cut short: the client cannot be told where it ends.
      throw new Disconnected();
    }
    if (line != null) {
      answer(tag, line);
      if (line.startsWith("BAD")) {
        countBad();
      }
    }
  }

  void answer(String tag, String line) {
    out.put(tag).put(' ').text(line).line();
  }

  /// Ends the connection of a client that only makes mistakes before login.
  private void countBad() {
    if (state instanceof SessionState.NotAuthenticated && ++bad >= MAX_BAD_BEFORE_LOGIN) {
      bye("too many errors");
    }
  }

  /// Says goodbye in the server's name and closes (C-10).
  void bye(String why) {
    out.put("* BYE ").text(why).line();
    logOut();
  }

  /// Closes after what was written is sent.
  void logOut() {
    end();
    link.close();
  }

  void farewell(String why) {
    guarded(() -> {
      if (!(state instanceof SessionState.LoggedOut)) {
        bye(why);
      }
    });
  }

  /// Gives everything back; the client is gone or will be.
  void end() {
    if (exchange != null) {
      exchange.close();
      exchange = null;
    }
    if (append != null) {
      append.discard();
      append = null;
    }
    notices(Optional.empty());
    state(new SessionState.LoggedOut());
  }
}
