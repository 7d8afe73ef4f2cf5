package dev.postern.api;

import dev.postern.auth.Application;
import dev.postern.auth.ApplicationStore;
import dev.postern.auth.Challenge;
import dev.postern.auth.Consents;
import dev.postern.auth.RedirectUriStore;
import dev.postern.v3.Ids;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What an application asks for when it sends a person to sign in (RFC 6749 section 4.1.1,
/// spec/api-admin.md section 2.8).
///
/// @param state the application's own, sent back as it is
/// @param hint the address of the person, if the application knows it
record SignInRequest(
    Application application,
    RedirectTarget target,
    String redirectUri,
    Optional<String> state,
    Optional<String> hint,
    OAuthForm parameters) {
  /// Reads the query of a request.
  ///
  /// @throws OAuthProblem if it does not say for whom and where to: then nobody can be sent back
  static SignInRequest of(Query query, ApplicationStore applications, RedirectUriStore store) {
    OAuthForm parameters = OAuthForm.of(query);
    Application application = application(parameters.required("client_id"), applications);
    String redirectUri = parameters.required("redirect_uri");
    return new SignInRequest(
        application,
        target(redirectUri, application, store),
        redirectUri,
        parameters.text("state"),
        parameters.text("login_hint"),
        parameters);
  }

  static Application application(String clientId, ApplicationStore applications) {
    return Ids.uuid(clientId)
        .flatMap(applications::application)
        .orElseThrow(() -> OAuthProblem.wrongRequest("client_id is no application's"));
  }

  static RedirectTarget target(
      String redirectUri, Application application, RedirectUriStore store) {
    return RedirectTarget.of(redirectUri, application.id(), store)
        .orElseThrow(() ->
            OAuthProblem.wrongRequest(
                "redirect_uri is neither registered for this application nor an http URL of the"
                    + " machine itself"));
  }

  /// Returns what is asked for.
  ///
  /// @throws OAuthProblem if it is not to be had
  Consents.Asked asked() {
    if (!parameters.required("response_type").equals("code")) {
      throw new OAuthProblem(
          OAuthProblem.Kind.UNSUPPORTED_RESPONSE_TYPE, "response_type must be code");
    }
    if (parameters.text("provider").filter(name -> !name.equals("nylas")).isPresent()) {
      throw OAuthProblem.wrongRequest("provider must be nylas");
    }
    boolean offline = parameters.text("access_type").filter("offline"::equals).isPresent();
    return new Consents.Asked(application.id(), redirectUri, challenge(), offline);
  }

  // Without a method the challenge would be the verifier itself (RFC 7636 section 4.3).
  private Optional<Challenge> challenge() {
    Optional<String> text = parameters.text("code_challenge");
    Optional<String> method = parameters.text("code_challenge_method");
    if (text.isEmpty() && method.isEmpty()) {
      return Optional.empty();
    }
    if (method.filter("S256"::equalsIgnoreCase).isEmpty()) {
      throw OAuthProblem.wrongRequest("code_challenge_method must be S256");
    }
    return Optional.of(
        text.flatMap(Challenge::parse)
            .orElseThrow(
                () -> OAuthProblem.wrongRequest("code_challenge must be a SHA-256 in base64url")));
  }

  /// Returns where the browser goes with a code.
  String withCode(String code) {
    return target.with("code=" + code + stateParameter());
  }

  /// Returns where the browser goes with a refusal (RFC 6749 section 4.1.2.1).
  String with(OAuthProblem problem) {
    return target.with(
        "error="
            + problem.kind().error()
            + "&error_description="
            + encoded(problem.description())
            + stateParameter());
  }

  private String stateParameter() {
    return state.map(text -> "&state=" + encoded(text)).orElse("");
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
