package dev.postern.api;

import dev.postern.auth.AccessTokens;
import dev.postern.auth.Grant;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// Access tokens of an account: mail programs sign in with one by OAUTHBEARER or XOAUTH2. Additive:
/// the v3 API has hosted sign-in for this (spec/api-admin.md section 2.8), which needs a browser.
final class TokensRoutes {
  private final AccessTokens tokens;
  private final ApiOptions options;
  private final GrantPath path;

  TokensRoutes(ApiServices services, ApiOptions options, GrantPath path) {
    this.tokens = services.tokens();
    this.options = options;
    this.path = path;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/grants/{grant}/tokens", this::issue),
        Route.of("DELETE /v3/grants/{grant}/tokens", this::revoke));
  }

  private Response issue(Request request) {
    Grant grant = path.ofApplication(request);
    JsonBody body = request.json(options.maxJson());
    Optional<Long> asked = body.number("expires_in");
    if (asked.filter(seconds -> seconds < 0 || seconds > Integer.MAX_VALUE).isPresent()) {
      throw body.refusal("expires_in", "must be 60 to 7776000 seconds");
    }
    Duration life = asked.map(Duration::ofSeconds).orElse(AccessTokens.USUAL);
    AccessTokens.Issued issued = tokens.issue(grant.id(), life);
    JsonObject json =
        new JsonObject()
            .put("access_token", issued.token())
            .put("token_type", "Bearer")
            .put("expires_in", life.toSeconds())
            .put("grant_id", grant.id().toString())
            .put("email", grant.email())
            .put("scope", "mail");
    return Response.of(201, request.envelope().single(json));
  }

  private Response revoke(Request request) {
    tokens.revoke(path.ofApplication(request).id());
    return Response.done(request);
  }
}
