package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.outbound.Wishes;
import dev.postern.outbound.Wishes.Notify;
import dev.postern.smtp.wire.SmtpCommand.Parameter;
import dev.postern.smtp.wire.Xtext;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Reads what a sender wants to hear of its mail (RFC 3461 section 4, RFC 6533).
final class DsnParameters {
  private static final int MAX_ENVID = 100;
  private static final int MAX_ORCPT = 500;

  private DsnParameters() {}

  /// Reads RET.
  static Wishes.Ret ret(String value) {
    return switch (value.toUpperCase(Locale.ROOT)) {
      case "FULL" -> Wishes.Ret.FULL;
      case "HDRS" -> Wishes.Ret.HDRS;
      default -> throw bad("RET is FULL or HDRS");
    };
  }

  /// Reads ENVID.
  static String envelopeId(String value) {
    if (value.isEmpty() || value.length() > MAX_ENVID) {
      throw bad("ENVID has 1 to " + MAX_ENVID + " characters");
    }
    return Xtext.decode(value);
  }

  /// Reads the parameters of RCPT.
  ///
  /// @throws GatewayException with SYNTAX, or BAD_PARAMETER if there are others
  static Wishes.Recipient recipient(List<Parameter> parameters) {
    Optional<Set<Notify>> events = Optional.empty();
    String original = "";
    for (Parameter parameter : parameters) {
      switch (parameter.key()) {
        case "NOTIFY" -> events = Optional.of(events(parameter.value()));
        case "ORCPT" -> original = original(parameter.value());
        default ->
            throw new GatewayException(Fault.BAD_PARAMETER, "unknown parameter " + parameter.key());
      }
    }
    return new Wishes.Recipient(events, original);
  }

  // notify-esmtp-value = "NEVER" / 1#notify-list-element
  private static Set<Notify> events(String value) {
    Set<Notify> events = EnumSet.noneOf(Notify.class);
    if (value.equalsIgnoreCase("NEVER")) {
      return events;
    }
    for (String word : value.split(",", -1)) {
      events.add(
          switch (word.toUpperCase(Locale.ROOT)) {
            case "SUCCESS" -> Notify.SUCCESS;
            case "FAILURE" -> Notify.FAILURE;
            case "DELAY" -> Notify.DELAY;
            default -> throw bad("NOTIFY is NEVER, or some of SUCCESS, FAILURE and DELAY");
          });
    }
    return events;
  }

  // original-recipient-address = addr-type ";" xtext
  private static String original(String value) {
    int semicolon = value.indexOf(';');
    String type = value.substring(0, Math.max(semicolon, 0));
    String address = value.substring(semicolon + 1);
    boolean typed =
        !type.isEmpty()
            && type.chars().allMatch(c -> c < 0x80 && (Character.isLetterOrDigit(c) || c == '-'));
    if (!typed || address.isEmpty() || value.length() > MAX_ORCPT) {
      throw bad("ORCPT is a type, a semicolon and an address");
    }
    return type
        + ";"
        + (type.equalsIgnoreCase("utf-8") ? Xtext.decodeUnicode(address) : Xtext.decode(address));
  }

  private static GatewayException bad(String what) {
    return new GatewayException(Fault.SYNTAX, what);
  }
}
