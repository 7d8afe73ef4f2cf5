package dev.postern.smtp.wire;

import java.util.List;
import java.util.OptionalLong;

/// What a client asked for, parsed (RFC 5321 section 4.1.1). Values only.
public sealed interface SmtpCommand {
  /// EHLO, or HELO if not `extended`.
  record Hello(String name, boolean extended) implements SmtpCommand {}

  /// MAIL FROM.
  ///
  /// @param path what stood between the angle brackets, without a source route; empty for `<>`
  record Mail(String path, List<Parameter> parameters) implements SmtpCommand {}

  /// RCPT TO.
  record Rcpt(String path, List<Parameter> parameters) implements SmtpCommand {}

  /// DATA.
  record Data() implements SmtpCommand {}

  /// BDAT (RFC 3030).
  ///
  /// @param size octets that follow
  /// @param last whether the mail ends with them
  record Bdat(long size, boolean last) implements SmtpCommand {}

  /// A BDAT that is no good.
  ///
  /// @param size octets that follow all the same; empty if nobody can say how many
  record BadBdat(OptionalLong size) implements SmtpCommand {}

  /// RSET.
  record Reset() implements SmtpCommand {}

  /// NOOP.
  record Noop() implements SmtpCommand {}

  /// QUIT.
  record Quit() implements SmtpCommand {}

  /// HELP.
  record Help() implements SmtpCommand {}

  /// VRFY.
  record Verify() implements SmtpCommand {}

  /// STARTTLS (RFC 3207).
  record StartTls() implements SmtpCommand {}

  /// AUTH (RFC 4954 section 4).
  ///
  /// @param mechanism in upper case
  /// @param initial the initial response in Base64, `=` for an empty one; empty if there is none
  record Auth(String mechanism, String initial) implements SmtpCommand {
    /// Leaves the initial response out, so that a command can be logged.
    @Override
    public String toString() {
      return "Auth[mechanism=" + mechanism + "]";
    }
  }

  /// A command of SMTP that this server does not have: EXPN, TURN and the like.
  record Unsupported(String verb) implements SmtpCommand {}

  /// A word of another protocol: somebody talks HTTP to us.
  record Foreign() implements SmtpCommand {}

  /// An ESMTP parameter.
  ///
  /// @param key in upper case
  /// @param value empty if there is none
  record Parameter(String key, String value) {}
}
