package dev.postern.api;

import dev.postern.auth.Application;
import dev.postern.auth.ApplicationStore;
import dev.postern.auth.Authenticator;
import dev.postern.auth.Consents;
import dev.postern.auth.Grant;
import dev.postern.auth.RedirectUriStore;
import dev.postern.auth.SignIn;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Sign-in with an address and its app password, for an application that then comes with a code
/// (spec/api-admin.md section 2.8): in a browser, or for a web mail with a form of its own.
///
/// An account of another application is answered as one that does not exist.
final class SignInRoutes {
  private static final String COOKIE = "postern_sign_in";
  private static final Pattern CSRF = Pattern.compile("(?:^|; ?)" + COOKIE + "=([0-9a-f]{64})");
  private static final int LARGEST_FORM = 64 << 10;

  private final Authenticator authenticator;
  private final Consents consents;
  private final RedirectUriStore store;
  private final ApplicationStore applications;
  private final ApiOptions options;
  private final SecureRandom random = new SecureRandom();

  SignInRoutes(ApiServices services, ApiOptions options) {
    this.authenticator = services.signIns().authenticator();
    this.consents = services.signIns().consents();
    this.store = services.signIns().redirectUris();
    this.applications = services.grantStore().applications();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.open("GET /v3/connect/auth", r -> OAuthProblem.answer(r, this::show)),
        Route.open("POST /v3/connect/auth", r -> OAuthProblem.answer(r, this::submit)),
        Route.open("POST /v3/connect/login/nylas", this::login));
  }

  private Response show(Request request) {
    SignInRequest asked = SignInRequest.of(request.query(), applications, store);
    try {
      asked.asked();
    } catch (OAuthProblem problem) {
      return redirect(request, asked.with(problem));
    }
    return page(request, 200, asked, asked.hint().orElse(""), Optional.empty());
  }

  private Response submit(Request request) {
    SignInRequest asked = SignInRequest.of(request.query(), applications, store);
    Consents.Asked wanted;
    try {
      wanted = asked.asked();
    } catch (OAuthProblem problem) {
      return redirect(request, asked.with(problem));
    }
    Query form = OAuthForm.fields(request, LARGEST_FORM);
    String email = form.text("email").orElse("");
    try {
      refuseForged(request, form);
      Grant grant =
          signIn(request, asked.application(), email, form.text("app_password").orElse(""));
      return redirect(request, asked.withCode(consents.code(grant, wanted)));
    } catch (GatewayException refusal) {
      int status = refusal.fault().httpStatus();
      if (status >= 500 || !request.header("accept").orElse("").contains("text/html")) {
        throw refusal;
      }
      return page(request, status, asked, email, Optional.of(refusal.text()));
    }
  }

  private Response login(Request request) {
    JsonBody body = request.json(options.maxJson());
    Application application;
    String redirectUri = required(body, "redirect_uri");
    try {
      application =
          SignInRequest.application(required(body, "public_application_id"), applications);
      SignInRequest.target(redirectUri, application, store);
    } catch (OAuthProblem problem) {
      throw new GatewayException(Fault.INVALID, problem.description(), problem);
    }
    Grant grant =
        signIn(request, application, required(body, "email"), required(body, "app_password"));
    Consents.Asked asked =
        new Consents.Asked(application.id(), redirectUri, Optional.empty(), false);
    JsonObject json =
        new JsonObject()
            .put("Success", true)
            .put("UASCode", consents.code(grant, asked))
            .put("State", body.text("state").orElse(""))
            .put("BaseURL", redirectUri)
            .put("request_id", request.id());
    return Response.of(200, json);
  }

  private static String required(JsonBody body, String name) {
    return body.text(name)
        .filter(text -> !text.isEmpty())
        .orElseThrow(() -> body.refusal(name, "is required"));
  }

  private Grant signIn(Request request, Application application, String email, String password) {
    return switch (authenticator.signIn(email, password, request.peer().address())) {
      case SignIn.SignedIn(Grant grant) when grant.applicationId().equals(application.id()) ->
          grant;
      case SignIn.SignedIn _ -> throw wrong();
      case SignIn.Refused(Fault fault, String text) -> throw new GatewayException(fault, text);
    };
  }

  private static GatewayException wrong() {
    return new GatewayException(Fault.AUTHENTICATION_FAILED, "wrong address or app password");
  }

  private Response page(
      Request request, int status, SignInRequest asked, String email, Optional<String> alert) {
    String csrf = cookie(request).orElseGet(this::random);
    String cookie =
        COOKIE
            + "="
            + csrf
            + "; Path=/v3/connect; Max-Age=3600; HttpOnly; SameSite=Lax"
            + (request.peer().secure() ? "; Secure" : "");
    return SignInPage.of(status, asked, csrf, email, alert).with("set-cookie", cookie);
  }

  // What the form brings must be what the browser keeps for this server alone.
  private static void refuseForged(Request request, Query form) {
    byte[] brought = form.text("csrf").orElse("").getBytes(StandardCharsets.UTF_8);
    byte[] kept = cookie(request).orElse("").getBytes(StandardCharsets.UTF_8);
    if (kept.length == 0 || !MessageDigest.isEqual(kept, brought)) {
      throw new GatewayException(
          Fault.FORBIDDEN, "csrf: the form is not that of this browser, please send it again");
    }
  }

  private static Optional<String> cookie(Request request) {
    Matcher found = CSRF.matcher(request.header("cookie").orElse(""));
    return found.find() ? Optional.of(found.group(1)) : Optional.empty();
  }

  private String random() {
    byte[] octets = new byte[32];
    random.nextBytes(octets);
    return HexFormat.of().formatHex(octets);
  }

  private static Response redirect(Request request, String location) {
    return Response.of(302, request.envelope().bare()).with("location", location);
  }
}
