package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers any request, whatever happens: admission, the route, and refusals as the v3 envelope.
final class ApiService {
  private static final Logger LOG = LoggerFactory.getLogger(ApiService.class);

  private final Function<String, Optional<Caller>> callers;
  private final Function<Request, Optional<Request>> signed;
  private final Router router;

  /// @param callers says whose a bearer token is, if it is valid
  /// @param signed admits what has a signature in place of one
  ApiService(
      Function<String, Optional<Caller>> callers,
      Function<Request, Optional<Request>> signed,
      Router router) {
    this.callers = callers;
    this.signed = signed;
    this.router = router;
  }

  /// Answers. Only a body that the client stopped sending makes this throw.
  ///
  /// @throws ClientGone if it did
  Response answer(Request request) {
    try {
      return router.answer(admitted(request));
    } catch (GatewayException refusal) {
      Fault fault = refusal.fault();
      if (fault == Fault.INTERNAL) {
        LOG.error("request {} failed", request.id(), refusal);
      } else if (fault.httpStatus() >= 500) {
        LOG.warn("request {} refused: {}, {}", request.id(), fault, refusal.text());
      }
      Response response = refused(request, fault.httpStatus(), fault.apiType(), refusal.text());
      return fault.isTransient()
          ? response.with("retry-after", Long.toString(refusal.retryAfter().orElse(5L)))
          : response;
    } catch (Problem problem) {
      return refused(request, problem.status(), problem.type(), problem.text());
    } catch (ClientGone gone) {
      throw gone;
    } catch (RuntimeException | StackOverflowError bug) {
      LOG.error("request {} failed", request.id(), bug);
      return refused(request, 500, Fault.INTERNAL.apiType(), "internal error");
    }
  }

  private Request admitted(Request request) {
    if (!isSameOrigin(request)) {
      throw new GatewayException(Fault.FORBIDDEN, "cross-origin requests are not allowed");
    }
    refuseEncoded(request);
    Optional<Request> known = signed.apply(request);
    if (known.isPresent()) {
      return known.get();
    }
    List<String> path = request.target().segments();
    if (path.isEmpty() || !path.getFirst().equals("v3") || router.isOpen(path)) {
      return request.by(caller(request).orElseGet(Caller.Anybody::new));
    }
    return request.by(
        caller(request)
            .orElseThrow(
                () -> new GatewayException(Fault.AUTHENTICATION_FAILED, "Bearer token invalid")));
  }

  // What is packed could be a thousand times as long as it says.
  private static void refuseEncoded(Request request) {
    String coding = request.header("content-encoding").orElse("identity").strip();
    if (!coding.isEmpty() && !coding.equalsIgnoreCase("identity")) {
      throw new Problem(
          415,
          Fault.SYNTAX.apiType(),
          "Content-Encoding: a request body must be sent as it is, without encoding");
    }
  }

  private Optional<Caller> caller(Request request) {
    Optional<Caller> caller = request.bearer().flatMap(callers);
    if (caller.isPresent() && caller.get() instanceof Caller.OneGrant(Grant own)) {
      own.refuseIfBlocked();
    }
    return caller;
  }

  // A web page must not steer a server on its reader's machine: its requests carry an Origin.
  private static boolean isSameOrigin(Request request) {
    String host = request.header("host").orElse("");
    return request
        .header("origin")
        .map(origin -> origin.substring(origin.indexOf("://") + 1).replaceFirst("^//", ""))
        .map(host::equalsIgnoreCase)
        .orElse(true);
  }

  private static Response refused(Request request, int status, String type, String message) {
    JsonObject error = request.envelope().error(type, message);
    return Response.of(status, error);
  }
}
