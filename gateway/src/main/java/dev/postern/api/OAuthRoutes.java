package dev.postern.api;

import dev.postern.auth.ApiKeys;
import dev.postern.auth.Application;
import dev.postern.auth.ApplicationStore;
import dev.postern.auth.ConsentStore.AccessToken;
import dev.postern.auth.Consents;
import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Tokens for what a sign-in gave (spec/api-admin.md section 2.8; RFC 6749 sections 4.1.3 and 6,
/// RFC 7009). The application shows one of its API keys as its secret, or the verifier of PKCE.
final class OAuthRoutes {
  private static final String BASIC = "basic ";

  private final Consents consents;
  private final ApiKeys keys;
  private final GrantStore grants;
  private final ApplicationStore applications;
  private final ApiOptions options;

  OAuthRoutes(ApiServices services, ApiOptions options) {
    this.consents = services.signIns().consents();
    this.keys = services.keys();
    this.grants = services.grantStore();
    this.applications = grants.applications();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.open("POST /v3/connect/token", r -> OAuthProblem.answer(r, this::token)),
        Route.open("POST /v3/connect/revoke", r -> OAuthProblem.answer(r, this::revoke)),
        Route.open("GET /v3/connect/tokeninfo", this::info));
  }

  private record Credentials(String id, Optional<String> secret) {}

  private Response token(Request request) {
    OAuthForm form = OAuthForm.of(request, options.maxJson());
    Optional<Consents.Given> given =
        switch (form.required("grant_type")) {
          case "authorization_code" -> exchange(request, form);
          case "refresh_token" ->
              consents.refresh(form.required("refresh_token"), client(request, form));
          default ->
              throw new OAuthProblem(
                  OAuthProblem.Kind.UNSUPPORTED_GRANT_TYPE,
                  "grant_type must be authorization_code or refresh_token");
        };
    return given
        .map(tokens -> Response.of(200, json(tokens).put("request_id", request.id())))
        .orElseThrow(() ->
            new OAuthProblem(
                OAuthProblem.Kind.INVALID_GRANT,
                "the code or refresh token is not valid, or not for this client, redirect_uri and"
                    + " code_verifier"));
  }

  private Optional<Consents.Given> exchange(Request request, OAuthForm form) {
    String code = form.required("code");
    String redirectUri = form.required("redirect_uri");
    Consents.Client client = client(request, form);
    Optional<String> verifier = form.text("code_verifier");
    if (!client.proven() && verifier.isEmpty()) {
      throw new OAuthProblem(
          OAuthProblem.Kind.INVALID_CLIENT, "client_secret or code_verifier is required");
    }
    return consents.exchange(code, client, redirectUri, verifier);
  }

  private Consents.Client client(Request request, OAuthForm form) {
    Credentials shown =
        basic(request)
            .orElseGet(
                () -> new Credentials(form.required("client_id"), form.text("client_secret")));
    Optional<UUID> client =
        Ids.uuid(shown.id()).flatMap(applications::application).map(Application::id);
    boolean right = shown.secret().isEmpty() || shown.secret().flatMap(keys::owner).equals(client);
    if (client.isEmpty() || !right) {
      throw new OAuthProblem(
          OAuthProblem.Kind.INVALID_CLIENT, "client_id or client_secret is not valid");
    }
    return new Consents.Client(client.get(), shown.secret().isPresent());
  }

  // RFC 6749 section 2.3.1.
  private static Optional<Credentials> basic(Request request) {
    String value = request.header("authorization").orElse("");
    if (!value.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      return Optional.empty();
    }
    try {
      byte[] octets = Base64.getDecoder().decode(value.substring(BASIC.length()).strip());
      String text = new String(octets, StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      if (colon >= 0) {
        String secret = Target.decode(text.substring(colon + 1), true);
        return Optional.of(
            new Credentials(Target.decode(text.substring(0, colon), true), Optional.of(secret)));
      }
    } catch (IllegalArgumentException notBase64) {
      // refused below, as what has no colon
    }
    throw new OAuthProblem(
        OAuthProblem.Kind.INVALID_CLIENT, "the Authorization header is malformed");
  }

  private static JsonObject json(Consents.Given given) {
    return new JsonObject()
        .put("access_token", given.accessToken())
        .put("refresh_token", given.refreshToken())
        .put("grant_id", given.grant().id().toString())
        .put("email", given.grant().email())
        .put("expires_in", Consents.ACCESS.toSeconds())
        .put("token_type", "Bearer")
        .put("provider", "nylas")
        .put("scope", "mail");
  }

  // The SDKs name the token in the query.
  private Response revoke(Request request) {
    OAuthForm query = OAuthForm.of(request.query());
    String token =
        query
            .text("token")
            .orElseGet(() -> OAuthForm.of(request, options.maxJson()).required("token"));
    consents.revoke(token, ownApplication(request));
    return Response.done(request);
  }

  private Response info(Request request) {
    String token =
        request
            .query()
            .text("access_token")
            .orElseThrow(() -> request.query().refusal("access_token", "is required"));
    Optional<AccessToken> known =
        consents
            .accessToken(token)
            .filter(found ->
                ownApplication(request).filter(own -> !own.equals(found.application())).isEmpty());
    Optional<Grant> grant = known.flatMap(found -> grants.grant(found.grant()));
    if (known.isEmpty() || grant.isEmpty()) {
      throw new GatewayException(Fault.AUTHENTICATION_FAILED, "access_token is not valid");
    }
    JsonObject json =
        new JsonObject()
            .put("iss", "postern")
            .put("aud", known.get().application().toString())
            .put("sub", grant.get().id().toString())
            .put("email", grant.get().email())
            .put("iat", known.get().issued().getEpochSecond())
            .put("exp", known.get().expires().getEpochSecond());
    return Response.data(request, json);
  }

  // Whoever shows who it is hears of what is its own only.
  private static Optional<UUID> ownApplication(Request request) {
    return switch (request.caller()) {
      case Caller.Application(UUID application, var _) -> Optional.of(application);
      case Caller.OneGrant(Grant grant) -> Optional.of(grant.applicationId());
      case Caller.Anybody _ -> Optional.empty();
    };
  }
}
