package dev.postern.fault;

/// Why a request was refused: one row for each reason, with what each protocol says for it.
///
/// This table is the only place that turns a reason into wire codes. Sources: IMAP status and
/// response code, RFC 9051 section 7.1 and RFC 5530; SMTP reply, RFC 5321 section 4.2.3, and
/// enhanced code, RFC 3463 section 3; HTTP status, RFC 9110 section 15, and the `error.type` of the
/// v3 envelope. Two IMAP codes are a command's own and not in this table: `TRYCREATE` (APPEND, COPY
/// or MOVE to a missing mailbox) and `HASCHILDREN` (DELETE).
public enum Fault {
  SYNTAX("BAD", "CLIENTBUG", 501, "5.5.4", 400, "invalid_request_error"),
  UNKNOWN_COMMAND("BAD", "CLIENTBUG", 500, "5.5.2", 404, "not_found_error"),
  WRONG_STATE("BAD", "CLIENTBUG", 503, "5.5.1", 409, "conflict"),
  INVALID("NO", "CANNOT", 554, "5.6.0", 400, "invalid_request_error"),
  BAD_PARAMETER("BAD", "CLIENTBUG", 555, "5.5.4", 400, "invalid_request_error"),
  BAD_SENDER("NO", "CANNOT", 553, "5.1.7", 400, "invalid_request_error"),
  BAD_RECIPIENT("NO", "CANNOT", 553, "5.1.3", 400, "invalid_request_error"),
  NEEDS_SMTPUTF8("NO", "CANNOT", 553, "5.6.7", 400, "invalid_request_error"),
  BARE_LINE_ENDS("NO", "CANNOT", 550, "5.6.11", 400, "invalid_request_error"),
  AUTHENTICATION_FAILED(
      "NO", "AUTHENTICATIONFAILED", 535, "5.7.8", 401, "token.unauthorized_access"),
  PRIVACY_REQUIRED("NO", "PRIVACYREQUIRED", 538, "5.7.11", 403, "insufficient_scopes"),
  FORBIDDEN("NO", "NOPERM", 550, "5.7.1", 403, "insufficient_scopes"),
  BLOCKED("NO", "NOPERM", 550, "5.7.1", 403, "forbidden"),
  SUSPENDED("NO", "CONTACTADMIN", 525, "5.7.13", 423, "api.resource_blocked"),
  PLAN_LIMIT("NO", "LIMIT", 550, "5.7.1", 403, "forbidden"),
  MEDIA_REFUSED("NO", "CANNOT", 554, "5.6.1", 400, "invalid_request_error"),
  SENDING_PAUSED("NO", "NOPERM", 550, "5.7.1", 400, "invalid_request_error"),
  DOMAIN_NOT_VERIFIED("NO", "NOPERM", 550, "5.7.1", 400, "invalid_request_error"),
  NOT_FOUND("NO", "NONEXISTENT", 550, "5.1.1", 404, "not_found_error"),
  NO_ROUTE("NO", "CANNOT", 550, "5.1.2", 400, "invalid_request_error"),
  EXPUNGED("NO", "EXPUNGEISSUED", 550, "5.1.1", 404, "not_found_error"),
  ALREADY_EXISTS("NO", "ALREADYEXISTS", 553, "5.1.4", 409, "conflict"),
  TOO_LARGE("NO", "TOOBIG", 552, "5.3.4", 413, "invalid_request_error"),
  OVER_QUOTA("NO", "OVERQUOTA", 452, "4.2.2", 429, "rate_limit_error"),
  LOOP("NO", "CANNOT", 554, "5.4.6", 400, "invalid_request_error"),
  LIMIT("NO", "LIMIT", 452, "4.5.3", 400, "invalid_request_error"),
  THROTTLED("NO", "LIMIT", 451, "4.7.0", 429, "rate_limit_error"),
  STORAGE_FULL("NO", "UNAVAILABLE", 452, "4.3.1", 503, "service_unavailable"),
  UNAVAILABLE("NO", "UNAVAILABLE", 451, "4.3.0", 503, "service_unavailable"),
  INTERNAL("NO", "SERVERBUG", 451, "4.3.0", 500, "internal_error");

  private final String imapStatus;
  private final String imapCode;
  private final int smtpReply;
  private final String smtpEnhanced;
  private final int httpStatus;
  private final String apiType;

  Fault(
      String imapStatus,
      String imapCode,
      int smtpReply,
      String smtpEnhanced,
      int httpStatus,
      String apiType) {
    this.imapStatus = imapStatus;
    this.imapCode = imapCode;
    this.smtpReply = smtpReply;
    this.smtpEnhanced = smtpEnhanced;
    this.httpStatus = httpStatus;
    this.apiType = apiType;
  }

  /// Returns an IMAP tagged status line without its tag: `NO [OVERQUOTA] text`.
  public String imap(String text) {
    return imapStatus + " [" + imapCode + "] " + text;
  }

  /// Returns an SMTP reply line: `452 4.2.2 text`.
  public String smtp(String text) {
    return smtpReply + " " + smtpEnhanced + " " + text;
  }

  /// Returns the SMTP reply code.
  public int smtpReply() {
    return smtpReply;
  }

  /// Returns the enhanced status code (RFC 3463).
  public String smtpEnhanced() {
    return smtpEnhanced;
  }

  /// Returns the HTTP status.
  public int httpStatus() {
    return httpStatus;
  }

  /// Returns `error.type` of the v3 error envelope.
  public String apiType() {
    return apiType;
  }

  /// Says whether the same request may succeed later without being changed.
  public boolean isTransient() {
    return smtpReply / 100 == 4;
  }
}
