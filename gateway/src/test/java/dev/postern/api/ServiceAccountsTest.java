package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Requests to `/v3/admin` that a service account signed (spec/api-admin.md section 1.3).
class ServiceAccountsTest {
  private static final String DOMAINS = "/v3/admin/domains";

  @TempDir private Path directory;
  private ApiStage stage;
  private JsonBody account;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    Answer made = stage.call("POST", "/v3/admin/service-accounts", "{\"name\":\"ops\"}");
    assertThat(made.status()).isEqualTo(201);
    account = made.data();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  @Test
  void itsNameIsOneLine() {
    Answer refused = stage.call("POST", "/v3/admin/service-accounts", "{\"name\":\"a\\u001b[2J\"}");
    assertThat(refused.status()).as(refused.text()).isEqualTo(400);
    assertThat(refused.text()).contains("name must");
  }

  /// What a request is made of, before it is signed.
  private record Draft(String method, String path, String body, long timestamp, String nonce) {
    static Draft of(String method, String path, String body) {
      long now = Instant.now().getEpochSecond();
      return new Draft(method, path, body, now, UUID.randomUUID().toString());
    }

    Draft at(long when) {
      return new Draft(method, path, body, when, nonce);
    }

    String canonical() {
      String payload = body.isEmpty() ? "" : ",\"payload\":\"" + body.replace("\"", "\\\"") + "\"";
      return "{\"method\":\"%s\",\"nonce\":\"%s\",\"path\":\"%s\"%s,\"timestamp\":%d}"
          .formatted(method.toLowerCase(java.util.Locale.ROOT), nonce, path, payload, timestamp);
    }
  }

  private String signature(Draft draft) throws GeneralSecurityException {
    String pem = account.text("private_key").orElseThrow().replaceAll("-----[A-Z ]+-----|\\s", "");
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(
        KeyFactory.getInstance("RSA")
            .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem))));
    signature.update(draft.canonical().getBytes(StandardCharsets.UTF_8));
    return Base64.getEncoder().encodeToString(signature.sign());
  }

  private int send(Draft draft, String query, String signature) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + stage.port() + draft.path() + query))
            .header("X-Nylas-Kid", account.text("private_key_id").orElseThrow())
            .header("X-Nylas-Nonce", draft.nonce())
            .header("X-Nylas-Timestamp", Long.toString(draft.timestamp()))
            .header("X-Nylas-Signature", signature)
            .header("Content-Type", "application/json")
            .method(draft.method(), BodyPublishers.ofString(draft.body()))
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      var response = client.send(request, BodyHandlers.ofString());
      assertThat(
              JsonBody.parse(response.body().getBytes(StandardCharsets.UTF_8)).text("request_id"))
          .isPresent();
      return response.statusCode();
    }
  }

  @Test
  void aSignedRequestNeedsNoKeyAndReachesTheAdministrationOnly() throws Exception {
    Draft list = Draft.of("GET", DOMAINS, "");
    assertThat(send(list, "?limit=5", signature(list))).isEqualTo(200);
    Draft make = Draft.of("POST", DOMAINS, "{\"domain_address\":\"ops.test\",\"name\":\"ops\"}");
    assertThat(send(make, "", signature(make))).isBetween(200, 201);
    Draft elsewhere = Draft.of("GET", "/v3/grants", "");
    assertThat(send(elsewhere, "", signature(elsewhere))).isEqualTo(401);
  }

  @Test
  void anotherBodyPathOrMethodThanTheSignedOneIsRefused() throws Exception {
    Draft make = Draft.of("POST", DOMAINS, "{\"domain_address\":\"ops.test\",\"name\":\"ops\"}");
    String signature = signature(make);
    Draft body = new Draft("POST", DOMAINS, "{\"name\":\"x\"}", make.timestamp(), make.nonce());
    assertThat(send(body, "", signature)).isEqualTo(401);
    Draft path =
        new Draft("POST", "/v3/admin/suppressions", make.body(), make.timestamp(), make.nonce());
    assertThat(send(path, "", signature)).isEqualTo(401);
    Draft method = new Draft("PUT", DOMAINS, make.body(), make.timestamp(), make.nonce());
    assertThat(send(method, "", signature)).isEqualTo(401);
    assertThat(send(make, "", "AAAA")).isEqualTo(401);
    assertThat(send(make, "", "no base64!")).isEqualTo(401);
    assertThat(send(make, "", signature)).isBetween(200, 201);
  }

  @Test
  void aNonceIsGoodForOneRequest() throws Exception {
    Draft list = Draft.of("GET", DOMAINS, "");
    assertThat(send(list, "", signature(list))).isEqualTo(200);
    assertThat(send(list, "", signature(list))).isEqualTo(401);
  }

  @Test
  void aRequestOfAnotherTimeIsRefused() throws Exception {
    long now = Instant.now().getEpochSecond();
    for (long off : new long[] {-400, 400}) {
      Draft list = Draft.of("GET", DOMAINS, "").at(now + off);
      assertThat(send(list, "", signature(list))).as("off by " + off).isEqualTo(401);
    }
    Draft late = Draft.of("GET", DOMAINS, "").at(now - 200);
    assertThat(send(late, "", signature(late))).isEqualTo(200);
  }

  @Test
  void aRevokedAccountSignsNoMore() throws Exception {
    stage.call("DELETE", "/v3/admin/service-accounts/" + account.text("id").orElseThrow(), "");
    Draft list = Draft.of("GET", DOMAINS, "");
    assertThat(send(list, "", signature(list))).isEqualTo(401);
  }

  @Test
  void theKeyIsShownOnce() {
    Answer listed = stage.get("/v3/admin/service-accounts");
    assertThat(listed.list()).hasSize(1);
    assertThat(listed.text()).doesNotContain("PRIVATE");
  }
}
