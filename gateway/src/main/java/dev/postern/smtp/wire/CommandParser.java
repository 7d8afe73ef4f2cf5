package dev.postern.smtp.wire;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.smtp.wire.SmtpCommand.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;

/// Reads one command line (RFC 5321 section 4.1). Letter case of verbs and keywords does not
/// matter.
public final class CommandParser {
  private static final Set<String> UNSUPPORTED =
      Set.of("EXPN", "TURN", "ETRN", "SEND", "SOML", "SAML", "BURL", "XCLIENT");
  private static final Set<String> FOREIGN =
      Set.of("GET", "POST", "PUT", "HEAD", "CONNECT", "OPTIONS", "DELETE", "PATCH", "TRACE", "PRI");
  private static final int MAX_PARAMETERS = 20;

  // As many as always make a number; RFC 3030 section 2 has no bound.
  private static final int MAX_DIGITS = 18;

  private CommandParser() {}

  /// Parses a line.
  ///
  /// @param bareAddresses whether addresses without angle brackets are taken
  /// @throws GatewayException with UNKNOWN_COMMAND or SYNTAX
  public static SmtpCommand parse(String line, boolean bareAddresses) {
    int space = line.indexOf(' ');
    String verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
    String rest = space < 0 ? "" : line.substring(space + 1).strip();
    return switch (verb) {
      case "EHLO" -> new SmtpCommand.Hello(required(rest), true);
      case "HELO" -> new SmtpCommand.Hello(required(rest), false);
      case "MAIL" -> mail(rest, bareAddresses);
      case "RCPT" -> rcpt(rest, bareAddresses);
      case "DATA" -> none(rest, new SmtpCommand.Data());
      case "BDAT" -> bdat(rest);
      case "RSET" -> none(rest, new SmtpCommand.Reset());
      case "QUIT" -> none(rest, new SmtpCommand.Quit());
      case "STARTTLS" -> none(rest, new SmtpCommand.StartTls());
      case "NOOP" -> new SmtpCommand.Noop();
      case "HELP" -> new SmtpCommand.Help();
      case "VRFY" -> new SmtpCommand.Verify();
      case "AUTH" -> auth(rest);
      default -> other(verb);
    };
  }

  private static SmtpCommand other(String verb) {
    if (UNSUPPORTED.contains(verb)) {
      return new SmtpCommand.Unsupported(verb);
    }
    if (FOREIGN.contains(verb)) {
      return new SmtpCommand.Foreign();
    }
    throw new GatewayException(Fault.UNKNOWN_COMMAND, "unknown command");
  }

  // "MAIL FROM:" Reverse-path [SP Mail-parameters]
  private static SmtpCommand mail(String rest, boolean bare) {
    PathReader reader = new PathReader(after("FROM:", rest), bare);
    return new SmtpCommand.Mail(reader.path(), parameters(reader.rest()));
  }

  // "RCPT TO:" ( "<Postmaster@" Domain ">" / "<Postmaster>" / Forward-path ) [SP Rcpt-parameters]
  private static SmtpCommand rcpt(String rest, boolean bare) {
    PathReader reader = new PathReader(after("TO:", rest), bare);
    return new SmtpCommand.Rcpt(reader.path(), parameters(reader.rest()));
  }

  // "AUTH" SP sasl-mech [SP initial-response]
  private static SmtpCommand auth(String rest) {
    String[] words = required(rest).split(" +", 3);
    if (words.length > 2) {
      throw syntax("AUTH takes a mechanism and an initial response");
    }
    return new SmtpCommand.Auth(
        words[0].toUpperCase(Locale.ROOT), words.length > 1 ? words[1] : "");
  }

  // bdat-cmd = "BDAT" SP chunk-size [ SP end-marker ]
  private static SmtpCommand bdat(String rest) {
    String[] words = rest.split(" +", 3);
    String digits = words[0];
    boolean counted =
        !digits.isEmpty()
            && digits.length() <= MAX_DIGITS
            && digits.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!counted) {
      return new SmtpCommand.BadBdat(OptionalLong.empty());
    }
    long size = Long.parseLong(digits);
    boolean last = words.length == 2 && words[1].equalsIgnoreCase("LAST");
    return words.length == 1 || last
        ? new SmtpCommand.Bdat(size, last)
        : new SmtpCommand.BadBdat(OptionalLong.of(size));
  }

  private static String after(String keyword, String rest) {
    if (!rest.regionMatches(true, 0, keyword, 0, keyword.length())) {
      throw syntax("expected " + keyword);
    }
    // Many clients put a space after the colon.
    return rest.substring(keyword.length()).stripLeading();
  }

  // esmtp-param = esmtp-keyword ["=" esmtp-value]
  private static List<Parameter> parameters(String rest) {
    List<Parameter> parameters = new ArrayList<>();
    for (String word : rest.strip().split(" +", -1)) {
      if (word.isEmpty()) {
        continue;
      }
      int equals = word.indexOf('=');
      String key = equals < 0 ? word : word.substring(0, equals);
      if (!isKeyword(key) || parameters.size() == MAX_PARAMETERS) {
        throw syntax("bad parameters");
      }
      String name = key.toUpperCase(Locale.ROOT);
      if (parameters.stream().anyMatch(before -> before.key().equals(name))) {
        throw syntax(name + " is given twice");
      }
      parameters.add(new Parameter(name, equals < 0 ? "" : word.substring(equals + 1)));
    }
    return parameters;
  }

  private static boolean isKeyword(String key) {
    return !key.isEmpty()
        && key.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '-'));
  }

  private static String required(String rest) {
    if (rest.isEmpty()) {
      throw syntax("an argument is missing");
    }
    return rest;
  }

  private static SmtpCommand none(String rest, SmtpCommand command) {
    if (!rest.isEmpty()) {
      throw syntax("no argument allowed");
    }
    return command;
  }

  static GatewayException syntax(String what) {
    return new GatewayException(Fault.SYNTAX, what);
  }
}
