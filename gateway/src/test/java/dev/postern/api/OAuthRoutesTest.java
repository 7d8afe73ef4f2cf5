package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Codes, access tokens and refresh tokens of a sign-in, against a running server.
class OAuthRoutesTest extends SignInStage {
  private static final String VERIFIER = "0f8fad5b-d9cb-469f-a165-70867728950e";

  @Test
  void aVerifierTakesThePlaceOfTheSecretInBothSpellings() throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII));
    byte[] hex = HexFormat.of().formatHex(digest).getBytes(StandardCharsets.US_ASCII);
    Base64.Encoder base64 = Base64.getUrlEncoder();
    String verifier = "\"code_verifier\":\"" + VERIFIER + "\"";
    for (String challenge :
        List.of(
            base64.withoutPadding().encodeToString(digest),
            base64.encodeToString(digest).replace("=", "%3D"),
            base64.withoutPadding().encodeToString(hex))) {
      String path = auth("code_challenge=" + challenge, "code_challenge_method=s256");
      assertThat(exchange(code(path), verifier).status()).isEqualTo(200);
      assertThat(exchange(code(path), verifier + "," + secret()).status()).isEqualTo(200);
      refused(exchange(code(path), secret()), 400, "invalid_grant");
      String once = code(path);
      refused(exchange(once, "\"code_verifier\":\"x" + VERIFIER + "\""), 400, "invalid_grant");
      refused(exchange(once, verifier), 400, "invalid_grant");
    }
    refused(exchange(code(auth()), verifier), 400, "invalid_grant");
    refused(exchange(code(auth()), verifier + "," + secret()), 400, "invalid_grant");
    refused(exchange(code(auth()), "\"x\":\"\""), 401, "invalid_client");
  }

  @Test
  void aCodeThatComesTwiceEndsWhatItGave() {
    String code = code(auth("access_type=offline"));
    Answer given = exchange(code, secret());
    String token = text(given, "access_token");
    assertThat(reaches(token)).isEqualTo(200);
    refused(exchange(code, secret()), 400, "invalid_grant");
    assertThat(reaches(token)).isEqualTo(401);
    refused(refresh(text(given, "refresh_token")), 400, "invalid_grant");
  }

  @Test
  void aRefreshTokenIsReplacedAndAUsedOneEndsAll() {
    Answer given = exchange(code(auth("access_type=offline")), secret());
    String first = text(given, "refresh_token");
    Answer renewed = refresh(first);
    assertThat(renewed.status()).as(renewed.text()).isEqualTo(200);
    String second = text(renewed, "refresh_token");
    assertThat(second).isNotEqualTo(first);
    assertThat(reaches(text(given, "access_token"))).isEqualTo(200);
    assertThat(reaches(text(renewed, "access_token"))).isEqualTo(200);
    refused(refresh(first), 400, "invalid_grant");
    refused(refresh(second), 400, "invalid_grant");
    assertThat(reaches(text(renewed, "access_token"))).isEqualTo(401);
  }

  @Test
  void aRefreshTokenThatNeededTheKeyNeedsItAgain() {
    String token = text(exchange(code(auth("access_type=offline")), secret()), "refresh_token");
    String without =
        "{\"grant_type\":\"refresh_token\",\"client_id\":\"%s\",\"refresh_token\":\"%s\"}"
            .formatted(client, token);
    refused(token(without), 400, "invalid_grant");
    assertThat(refresh(token).status()).isEqualTo(200);
  }

  @Test
  void aRevokedTokenEndsWithAllThatCameOfTheSameSignIn() {
    Answer given = exchange(code(auth("access_type=offline")), secret());
    Answer other = exchange(code(auth()), secret());
    String foreign = stage.key("Other").secret();
    String path = "/v3/connect/revoke?token=" + text(given, "refresh_token");
    assertThat(stage.as(foreign, "POST", path, "").status()).isEqualTo(200);
    assertThat(reaches(text(given, "access_token"))).isEqualTo(200);
    assertThat(stage.call("POST", path, new byte[0], Map.of()).status()).isEqualTo(200);
    assertThat(stage.call("POST", path, new byte[0], Map.of()).status()).isEqualTo(200);
    assertThat(reaches(text(given, "access_token"))).isEqualTo(401);
    refused(refresh(text(given, "refresh_token")), 400, "invalid_grant");
    String token = text(other, "access_token");
    assertThat(reaches(token)).isEqualTo(200);
    byte[] form = ("token=" + token).getBytes(StandardCharsets.UTF_8);
    Map<String, String> type = Map.of("Content-Type", "application/x-www-form-urlencoded");
    assertThat(stage.call("POST", "/v3/connect/revoke", form, type).status()).isEqualTo(200);
    assertThat(reaches(token)).isEqualTo(401);
    refused(stage.call("POST", "/v3/connect/revoke", "{}"), 400, "invalid_request");
  }

  @Test
  void aNewAppPasswordEndsWhatTheOldOneGave() {
    Answer given = exchange(code(auth("access_type=offline")), secret());
    String pending = code(auth());
    String made =
        stage
            .call("POST", "/v3/grants/" + ann + "/tokens", "{}")
            .data()
            .text("access_token")
            .orElseThrow();
    String body = "{\"settings\":{\"app_password\":\"Another-Horse-Battery-9\"}}";
    assertThat(stage.call("PATCH", "/v3/grants/" + ann, body).status()).isEqualTo(200);
    assertThat(reaches(text(given, "access_token"))).isEqualTo(401);
    refused(refresh(text(given, "refresh_token")), 400, "invalid_grant");
    refused(exchange(pending, secret()), 400, "invalid_grant");
    assertThat(reaches(made)).isEqualTo(200);
  }

  @Test
  void aTokenIsTold() {
    String token = text(exchange(code(auth()), secret()), "access_token");
    String path = "/v3/connect/tokeninfo?access_token=" + token;
    JsonBody told = stage.get(path).data();
    assertThat(told.text("sub")).contains(ann);
    assertThat(told.text("aud")).contains(client);
    assertThat(told.number("exp").orElseThrow() - told.number("iat").orElseThrow()).isEqualTo(3600);
    assertThat(stage.call("GET", path, new byte[0], Map.of()).status()).isEqualTo(200);
    assertThat(stage.as(stage.key("Other").secret(), "GET", path, "").status()).isEqualTo(401);
    assertThat(stage.get("/v3/connect/tokeninfo?access_token=x").status()).isEqualTo(401);
    assertThat(stage.get("/v3/connect/tokeninfo").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                             | 400 | invalid_request | error parsing
          []                                            | 400 | invalid_request | request body must be
          {}                                            | 400 | invalid_request | grant_type is required
          {"grant_type":1}                              | 400 | invalid_request | grant_type must be a string
          {"grant_type":"password"}                     | 400 | unsupported_grant_type | grant_type must be
          {"grant_type":"authorization_code"}           | 400 | invalid_request | code is required
          {"grant_type":"authorization_code","code":"x"}| 400 | invalid_request | redirect_uri is required
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x"} | 400 | invalid_request | client_id is required
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"x"} | 401 | invalid_client | client_id or
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"CLIENT"} | 401 | invalid_client | client_secret or
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"CLIENT","client_secret":"x"} | 401 | invalid_client | client_id or
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"CLIENT","client_secret":"OTHER"} | 401 | invalid_client | client_id or
          {"grant_type":"authorization_code","code":"x","redirect_uri":"x","client_id":"CLIENT","client_secret":"KEY"} | 400 | invalid_grant | the code
          {"grant_type":"refresh_token"}                | 400 | invalid_request | refresh_token is required
          {"grant_type":"refresh_token","refresh_token":"x","client_id":"CLIENT"} | 400 | invalid_grant | the code
          """)
  void aWrongTokenRequestIsRefusedInTheFormOfOAuth(
      String body, int status, String error, String message) {
    String json =
        body.replace("CLIENT", client)
            .replace("KEY", ApiStage.KEY)
            .replace("OTHER", stage.key("Other").secret());
    Answer answer = token(json);
    refused(answer, status, error);
    assertThat(text(answer, "error_description")).startsWith(message);
  }

  @Test
  void aCodeIsForItsClientAndItsRedirectUriOnly() {
    String other = stage.key("Other").secret();
    String otherClient =
        stage.as(other, "GET", "/v3/applications", "").data().text("application_id").orElseThrow();
    String code = code(auth());
    refused(
        token(
            """
            {"client_id":"%s","client_secret":"%s","redirect_uri":"%s","code":"%s",
             "grant_type":"authorization_code"}
            """
                .formatted(otherClient, other, BACK, code)),
        400,
        "invalid_grant");
    refused(
        token(
            """
            {"client_id":"%s",%s,"redirect_uri":"%s/","code":"%s",
             "grant_type":"authorization_code"}
            """
                .formatted(client, secret(), BACK, code(auth()))),
        400,
        "invalid_grant");
  }

  @Test
  void aFormAndBasicAuthenticationAreTakenToo() {
    String form =
        "grant_type=authorization_code&code=%s&redirect_uri=%s"
            .formatted(code(auth()), encoded(BACK));
    String basic =
        Base64.getEncoder()
            .encodeToString((client + ":" + ApiStage.KEY).getBytes(StandardCharsets.UTF_8));
    Answer given =
        stage.call(
            "POST",
            "/v3/connect/token",
            form.getBytes(StandardCharsets.UTF_8),
            Map.of(
                "Content-Type",
                "application/x-www-form-urlencoded; charset=UTF-8",
                "Authorization",
                "Basic " + basic));
    assertThat(given.status()).as(given.text()).isEqualTo(200);
    for (String wrong : List.of("Basic x", "Basic " + basic.substring(8), "Basic")) {
      byte[] body = form.getBytes(StandardCharsets.UTF_8);
      Map<String, String> headers =
          Map.of("Content-Type", "application/x-www-form-urlencoded", "Authorization", wrong + " ");
      assertThat(stage.call("POST", "/v3/connect/token", body, headers).status())
          .as(wrong)
          .isBetween(400, 401);
    }
  }
}
