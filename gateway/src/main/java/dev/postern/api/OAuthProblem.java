package dev.postern.api;

import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonObject;

/// A refusal in the form of OAuth 2.0 (RFC 6749 section 5.2, spec/api-admin.md section 1.6).
final class OAuthProblem extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private static final String URI = "https://www.rfc-editor.org/rfc/rfc6749#section-5.2";

  private final Kind kind;
  private final int status;

  /// What went wrong, with the number that the official SDKs show.
  enum Kind {
    INVALID_REQUEST("invalid_request", 25001),
    INVALID_CLIENT("invalid_client", 25002),
    INVALID_GRANT("invalid_grant", 25003),
    UNSUPPORTED_GRANT_TYPE("unsupported_grant_type", 25004),
    UNSUPPORTED_RESPONSE_TYPE("unsupported_response_type", 25005);

    private final String error;
    private final int code;

    Kind(String error, int code) {
      this.error = error;
      this.code = code;
    }

    String error() {
      return error;
    }
  }

  private OAuthProblem(int status, Kind kind, String description) {
    super(description, null, false, false);
    this.status = status;
    this.kind = kind;
  }

  OAuthProblem(Kind kind, String description) {
    this(kind == Kind.INVALID_CLIENT ? 401 : 400, kind, description);
  }

  /// A request that is wrong in itself.
  static OAuthProblem wrongRequest(String description) {
    return new OAuthProblem(Kind.INVALID_REQUEST, description);
  }

  /// Answers by `work`, and every refusal of what was sent in this form.
  static Response answer(Request request, Route.Handler work) {
    try {
      return work.answer(request);
    } catch (OAuthProblem problem) {
      return problem.response(request);
    } catch (GatewayException refusal) {
      int status = refusal.fault().httpStatus();
      if (status >= 500 || refusal.fault().isTransient()) {
        throw refusal;
      }
      return new OAuthProblem(status, Kind.INVALID_REQUEST, refusal.text()).response(request);
    } catch (Problem problem) {
      return new OAuthProblem(problem.status(), Kind.INVALID_REQUEST, problem.text())
          .response(request);
    }
  }

  Kind kind() {
    return kind;
  }

  String description() {
    String message = getMessage();
    return message == null ? kind.error : message;
  }

  private Response response(Request request) {
    JsonObject json =
        new JsonObject()
            .put("error", kind.error)
            .put("error_code", kind.code)
            .put("error_description", description())
            .put("error_uri", URI)
            .put("request_id", request.id());
    return Response.of(status, json);
  }
}
