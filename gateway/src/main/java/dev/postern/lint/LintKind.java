package dev.postern.lint;

import java.util.Locale;

/// What can be wrong with a client. The text says what it did, and what to change.
public enum LintKind {
  BARE_ADDRESS("It writes addresses without < >. Nothing is lost; an update may mend it."),
  SPACES_IN_PATH("It writes spaces around an address. Nothing is lost; an update may mend it."),
  UNKNOWN_PARAMETER(
      "It adds parameters to MAIL or RCPT that are empty, wrong or unknown; they were ignored."),
  MISSING_HELLO("It sends mail without saying HELO or EHLO first."),
  LF_COMMANDS(
      "It ends its lines with LF alone; so its mail had to end with LF . LF. Set its line"
          + " ends to CRLF."),
  MIXED_LINE_ENDS(
      "Some of its commands end with CRLF and some with LF alone; one kind was refused. Set its"
          + " line ends to CRLF."),
  BARE_LINE_ENDS(
      "Its mails have CR or LF alone; they were made CRLF, so a signature made before is broken."
          + " Set its line ends to CRLF."),
  LONG_LINE(
      "Its mails have lines of more than 998 octets; other servers will get them encoded. Let it"
          + " wrap lines, or encode with base64 or quoted-printable."),
  NO_END(
      "It began a mail and never sent its end, so nothing was kept. Look for an update, or for a"
          + " network that loses the end of the connection."),
  RAW_HEADER(
      "Its header fields have characters beyond ASCII that are not encoded; programs may show them"
          + " wrong. Use plain letters in its names and subjects."),
  NO_FROM("Its mails have no From; the agent's address was put in. Enter a sender address."),
  OTHER_FROM(
      "Its sender address is not the agent's and was replaced. Enter the agent's address as the"
          + " sender."),
  NO_DATE("Its mails have no Date; the time of their arrival was put in."),
  NO_MESSAGE_ID("Its mails have no Message-ID; one was made for each."),
  HIDDEN_STARTTLS(
      "It asks for STARTTLS though that is not offered here. Choose \"no encryption\", or"
          + " \"SSL/TLS\" from the start."),
  TLS_FIRST("It begins with TLS on a port that others use without; both work here."),
  LATE_TLS(
      "It began with TLS only after the greeting. Choose \"STARTTLS\" or \"no encryption\", or the"
          + " port for TLS."),
  TLS_FAILED(
      "TLS could not be agreed on. It may know TLS 1.0 only, or not trust the certificate: load the"
          + " server's authority into it, or choose \"no encryption\" in a network you trust."),
  CRAM_MD5("It tries CRAM-MD5, which is not offered. Choose PLAIN or LOGIN if it stops there."),
  NOT_ITS_NETWORK("It is in no network of the listener (legacy.networks) and was turned away.");

  private final String text;

  LintKind(String text) {
    this.text = text;
  }

  /// Returns what it did and what to change, for people.
  public String text() {
    return text;
  }

  /// Returns the name that the API uses.
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }
}
