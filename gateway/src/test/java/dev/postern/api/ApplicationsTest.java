package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What an application has besides its grants: redirect URIs, keys, its connector.
class ApplicationsTest {
  private static final String URIS = "/v3/applications/redirect-uris";

  @TempDir private Path directory;
  private ApiStage stage;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private static void refused(Answer answer, int status, String message) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains("\"message\":\"" + message);
  }

  @Test
  void aRedirectUriIsKeptUnderBothNames() {
    String body =
        "{\"url\":\"https://a.test/x\",\"platform\":\"ios\",\"settings\":{\"bundle_id\":\"b\"}}";
    String id = stage.call("POST", URIS, body).id();
    String one = "/v3/applications/callback-uris/" + id;
    JsonBody read = stage.get(one).data();
    assertThat(read.text("url")).contains("https://a.test/x");
    assertThat(read.textMap("settings").orElseThrow()).containsEntry("bundle_id", "b");
    JsonBody changed = stage.call("PATCH", one, "{\"platform\":\"web\"}").data();
    assertThat(changed.text("url")).contains("https://a.test/x");
    assertThat(changed.text("platform")).contains("web");
    assertThat(stage.call("PUT", one, "{\"settings\":{}}").data().textMap("settings").orElseThrow())
        .isEmpty();
    assertThat(stage.get(URIS).list()).hasSize(1);
    List<JsonBody> shown =
        stage.get("/v3/applications").data().objects("callback_uris").orElseThrow();
    assertThat(shown).extracting(uri -> uri.text("id").orElseThrow()).containsExactly(id);
    refused(stage.call("POST", URIS, body), 409, "url: the application has");
    assertThat(stage.call("DELETE", one, "").status()).isEqualTo(200);
    refused(stage.get(one), 404, "redirect URI not found");
    refused(stage.call("DELETE", one, ""), 404, "redirect URI not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                              | url is required
          {"url":1}                                       | url must be a string
          {"url":""}                                      | url must be an absolute
          {"url":"/x"}                                    | url must be an absolute
          {"url":"https:"}                                | url must be an absolute
          {"url":"https:///x"}                            | url must be an absolute
          {"url":"https://a.test/#x"}                     | url must be an absolute
          {"url":"https://u@a.test/"}                     | url must be an absolute
          {"url":"https://a.test/ x"}                     | url must be an absolute
          {"url":"https://a.test/\\r\\nx"}                  | url must be an absolute
          {"url":"javascript:alert(1)"}                   | url must be an absolute
          {"url":"data:text/html,x"}                      | url must be an absolute
          {"url":"https://a.test/","platform":"tv"}       | platform must be
          {"url":"https://a.test/","platform":1}          | platform must be a string
          {"url":"https://a.test/","settings":"x"}        | settings must be an object
          {"url":"https://a.test/","settings":{"a":1}}    | settings.a must be a string
          """)
  void aWrongRedirectUriIsRefusedAndNothingIsKept(String body, String message) {
    refused(stage.call("POST", URIS, body), 400, message);
    assertThat(stage.get(URIS).list()).isEmpty();
  }

  @Test
  void anApplicationIsShownAsItWants() {
    String path = "/v3/applications";
    stage.call("PATCH", path, "{\"name\":\"Boats\"}");
    Answer changed =
        stage.call(
            "PATCH",
            path,
            "{\"branding\":{\"icon_url\":\"https://a.test/i.png\",\"website_url\":"
                + "\"https://a.test/\",\"description\":\"all of them\"}}");
    JsonBody branding = changed.data().object("branding").orElseThrow();
    assertThat(branding.text("name")).contains("Boats");
    assertThat(branding.text("icon_url")).contains("https://a.test/i.png");
    assertThat(branding.text("website_url")).contains("https://a.test/");
    assertThat(branding.text("description")).contains("all of them");
    assertThat(stage.get(path).data().canonical()).isEqualTo(changed.data().canonical());
    JsonBody less =
        stage
            .call("PATCH", path, "{\"branding\":{\"icon_url\":\"\",\"name\":\"Ships\"}}")
            .data()
            .object("branding")
            .orElseThrow();
    assertThat(less.has("icon_url")).isFalse();
    assertThat(less.text("name")).contains("Ships");
    assertThat(less.text("description")).contains("all of them");
    String other = stage.key("Other").secret();
    assertThat(
            stage.as(other, "GET", path, "").data().object("branding").orElseThrow().text("name"))
        .contains("Other");
    assertThat(stage.call("PATCH", path, "{}").status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"name":7}                                      | name must be a string
          {"name":""}                                     | name must not be empty
          {"name":"a\\u0000"}                             | name must have at most 256
          {"name":"a","branding":{"name":"b"}}            | name must be branding.name
          {"branding":7}                                  | branding must be an object
          {"branding":{"name":" "}}                       | branding.name must not be empty
          {"branding":{"description":[]}}                 | branding.description must be a string
          {"branding":{"icon_url":"javascript:alert(1)"}} | branding.icon_url must be an http
          {"branding":{"icon_url":"my.app:/x"}}           | branding.icon_url must be an http
          {"branding":{"website_url":"/x"}}               | branding.website_url must be an http
          {"branding":{"name":"b","website_url":7}}       | branding.website_url must be a string
          """)
  void aWrongBrandingIsRefusedAndNothingIsKept(String body, String message) {
    String before = stage.get("/v3/applications").data().canonical();
    refused(stage.call("PATCH", "/v3/applications", body), 400, message);
    assertThat(stage.get("/v3/applications").data().canonical()).isEqualTo(before);
  }

  @Test
  void anApplicationMakesAndRevokesItsOwnKeys() {
    String id = stage.get("/v3/applications").data().text("application_id").orElseThrow();
    String keys = "/v3/admin/applications/" + id + "/api-keys";
    JsonBody made = stage.call("POST", keys, "{\"name\":\"ci\",\"expires_in\":30}").data();
    String secret = made.text("api_key").orElseThrow();
    String one = keys + "/" + made.text("id").orElseThrow();
    assertThat(made.number("expires_at").orElseThrow() - made.number("created_at").orElseThrow())
        .isEqualTo(30 * 86400);
    assertThat(stage.as(secret, "GET", "/v3/applications", "").status()).isEqualTo(200);
    assertThat(stage.get(keys).text()).doesNotContain(secret);
    assertThat(stage.get(keys).list()).hasSize(2);
    assertThat(stage.get(one).data().text("status")).contains("active");
    assertThat(stage.as(secret, "DELETE", one, "").status()).isEqualTo(200);
    assertThat(stage.as(secret, "GET", "/v3/applications", "").status()).isEqualTo(401);
    refused(stage.get(one), 404, "API key not found");
    refused(stage.get("/v3/admin/applications/x/api-keys"), 404, "application not found");
    refused(stage.call("POST", keys, "{\"expires_in\":0}"), 400, "expires_in must be");
    refused(stage.call("POST", keys, "{\"expires_in\":1.5}"), 400, "expires_in must be");
    refused(stage.call("POST", keys, "{\"name\":7}"), 400, "name must be a string");
  }

  @Test
  void theServersKeysAreForTheFirstApplicationAlone() {
    String all = "/v3/admin/api-keys";
    JsonBody made = stage.call("POST", all, "{\"application\":\"Sales\"}").data();
    String sales = made.text("api_key").orElseThrow();
    assertThat(made.text("application_name")).contains("Sales");
    assertThat(stage.get(all).list()).hasSize(2);
    for (String path : List.of(all, "/v3/admin/backup", "/v3/admin/api-key/rotate")) {
      assertThat(stage.as(sales, "POST", path, "{}").status()).as(path).isEqualTo(403);
    }
    assertThat(stage.as(sales, "GET", all, "").status()).isEqualTo(403);
    String one = all + "/" + made.text("id").orElseThrow();
    assertThat(stage.as(sales, "DELETE", one, "").status()).isEqualTo(403);
    assertThat(stage.call("DELETE", one, "").status()).isEqualTo(200);
    refused(stage.call("DELETE", one, ""), 404, "API key not found");
    refused(stage.call("DELETE", all + "/" + UUID.randomUUID(), ""), 404, "API key not found");
    assertThat(stage.as(sales, "GET", "/v3/applications", "").status()).isEqualTo(401);
  }

  @Test
  void anAddressIsOfOneApplication() {
    String other = stage.key("Other").secret();
    String body = "{\"provider\":\"nylas\",\"settings\":{\"email\":\"ann@agents.test\"}}";
    String ann = stage.call("POST", "/v3/connect/custom", body).id();
    Answer refused = stage.as(other, "POST", "/v3/connect/custom", body);
    refused(refused, 409, "settings.email: the address is of another application");
    assertThat(refused.text()).contains("\"type\":\"conflict\"");
    assertThat(stage.call("POST", "/v3/connect/custom", body).id()).isEqualTo(ann);
    assertThat(stage.as(other, "GET", "/v3/grants", "").list()).isEmpty();
    assertThat(stage.call("DELETE", "/v3/grants/" + ann, "").status()).isEqualTo(200);
    assertThat(stage.as(other, "POST", "/v3/connect/custom", body).status()).isEqualTo(201);
  }

  @Test
  void grantsAreListedByTheSecondInWhichTheyWereMade() {
    String body = "{\"provider\":\"nylas\",\"settings\":{\"email\":\"ann@agents.test\"}}";
    long made =
        stage.call("POST", "/v3/connect/custom", body).data().number("created_at").orElseThrow();
    for (String query : List.of("since=" + made, "before=" + made, "before=999999999999999999")) {
      assertThat(stage.get("/v3/grants?" + query).list()).as(query).hasSize(1);
    }
    for (String query :
        List.of("since=" + (made + 1), "before=" + (made - 1), "since=999999999999999999")) {
      assertThat(stage.get("/v3/grants?" + query).list()).as(query).isEmpty();
    }
    Answer page = stage.get("/v3/grants?limit=200&offset=1");
    assertThat(page.list()).isEmpty();
    assertThat(page.json().number("limit")).contains(200L);
    assertThat(page.json().number("offset")).contains(1L);
  }

  @Test
  void theConnectorIsAlwaysThere() {
    assertThat(stage.call("PATCH", "/v3/connectors/nylas", "{\"name\":\"x\"}").status())
        .isEqualTo(200);
    assertThat(stage.get("/v3/connectors/nylas/creds").list()).isEmpty();
    refused(stage.call("DELETE", "/v3/connectors/nylas", ""), 400, "the connector of Postern");
    refused(stage.call("DELETE", "/v3/connectors/google", ""), 404, "connector not found");
    refused(stage.call("PATCH", "/v3/connectors/google", "{}"), 404, "connector not found");
    refused(stage.get("/v3/connectors/google/creds"), 404, "connector not found");
  }
}
