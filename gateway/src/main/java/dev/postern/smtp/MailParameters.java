package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.outbound.Wishes;
import dev.postern.smtp.wire.SmtpCommand.Parameter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What MAIL says of a mail beside its sender.
///
/// @param size octets that the mail will have; 0 if it was not said
/// @param utf8 whether addresses and header fields may hold UTF-8 (RFC 6531)
/// @param binary whether lines need no ends (RFC 3030)
/// @param ret what of the mail a report of failure contains
/// @param envelopeId the sender's name for the transaction; empty: none
/// @param requireTls whether it may only travel over verified TLS (RFC 8689)
/// @param release when it is to go out; empty: at once
record MailParameters(
    long size,
    boolean utf8,
    boolean binary,
    Optional<Wishes.Ret> ret,
    String envelopeId,
    boolean requireTls,
    Optional<Instant> release) {
  /// Reads the parameters.
  ///
  /// @throws GatewayException if one is not known here, or refused
  static MailParameters of(List<Parameter> parameters, Client client, SmtpServices services) {
    long size = 0;
    boolean utf8 = false;
    boolean binary = false;
    Optional<Wishes.Ret> ret = Optional.empty();
    String envelopeId = "";
    boolean requireTls = false;
    for (Parameter parameter : parameters) {
      String value = parameter.value();
      switch (parameter.key()) {
        case "SIZE" -> size = size(value, services.options().maxMessage());
        case "BODY" -> binary = isBinary(value);
        case "SMTPUTF8" -> utf8 = flag(parameter);
        case "RET" -> ret = Optional.of(DsnParameters.ret(value));
        case "ENVID" -> envelopeId = DsnParameters.envelopeId(value);
        // RFC 4954 section 5: whom we do not trust to name another author is ignored.
        case "AUTH" -> {}
        case "REQUIRETLS" -> requireTls = flag(known(parameter, client.connection().secure()));
        case "HOLDFOR", "HOLDUNTIL" -> known(parameter, services.intake().signsIn());
        default -> known(parameter, false);
      }
    }
    Optional<Instant> release = FutureRelease.of(parameters, services.clock().instant());
    return new MailParameters(size, utf8, binary, ret, envelopeId, requireTls, release);
  }

  private static Parameter known(Parameter parameter, boolean known) {
    if (!known) {
      throw new GatewayException(Fault.BAD_PARAMETER, "unknown parameter " + parameter.key());
    }
    return parameter;
  }

  private static boolean flag(Parameter parameter) {
    if (!parameter.value().isEmpty()) {
      throw new GatewayException(Fault.SYNTAX, parameter.key() + " has no value");
    }
    return true;
  }

  private static long size(String value, long limit) {
    if (value.isEmpty()
        || value.length() > 20
        || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw new GatewayException(Fault.SYNTAX, "SIZE wants a number");
    }
    if (value.length() > 18 || Long.parseLong(value) > limit) {
      throw new GatewayException(Fault.TOO_LARGE, "at most " + limit + " octets");
    }
    return Long.parseLong(value);
  }

  private static boolean isBinary(String value) {
    return switch (value.toUpperCase(Locale.ROOT)) {
      case "7BIT", "8BITMIME" -> false;
      case "BINARYMIME" -> true;
      default -> throw new GatewayException(Fault.SYNTAX, "BODY is 7BIT, 8BITMIME or BINARYMIME");
    };
  }
}
