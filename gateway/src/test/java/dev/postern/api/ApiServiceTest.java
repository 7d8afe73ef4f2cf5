package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ApiServiceTest {
  private static final Map<String, String> KEY = Map.of("authorization", "Bearer good");

  private final ApiService service =
      new ApiService(
          bearer -> Optional.of(bearer).filter("good"::equals).map(_ -> new Caller.Anybody()),
          _ -> Optional.empty(),
          new Router(
              List.of(
                  Route.of("GET /healthz", r -> Response.data(r, new JsonObject())),
                  Route.of("GET /v3/things/special", r -> named(r, "special")),
                  Route.of("GET /v3/things/{id}", r -> named(r, r.parameter("id"))),
                  Route.of("DELETE /v3/things/{id}", Response::done),
                  Route.of(
                      "GET /v3/faults/{fault}",
                      r -> {
                        throw new GatewayException(Fault.valueOf(r.parameter("fault")), "why");
                      }),
                  Route.of(
                      "GET /v3/bug",
                      _ -> {
                        throw new IllegalStateException("secret detail");
                      }))));

  private static Response named(Request request, String name) {
    return Response.data(request, new JsonObject().put("name", name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET    | /v3/things/a%2Fb   | 200 | {"request_id":"rid-1","data":{"name":"a/b"}}
          GET    | //v3/things/x/     | 200 | {"request_id":"rid-1","data":{"name":"x"}}
          GET    | /v3/things/special | 200 | {"request_id":"rid-1","data":{"name":"special"}}
          DELETE | /v3/things/x       | 200 | {"request_id":"rid-1"}
          GET    | /v3/nope           | 404 | {"request_id":"rid-1","error":{"type":"not_found_error","message":"no such route"}}
          GET    | /                  | 404 | {"request_id":"rid-1","error":{"type":"not_found_error","message":"no such route"}}
          PUT    | /v3/things/x       | 405 | {"request_id":"rid-1","error":{"type":"method_not_allowed","message":"PUT is not one of DELETE, GET, HEAD, OPTIONS"}}
          GET    | /v3/bug            | 500 | {"request_id":"rid-1","error":{"type":"internal_error","message":"internal error"}}
          """)
  void everyAnswerIsTheEnvelope(String method, String target, int status, String body) {
    Response response = service.answer(Requests.of(method, target, KEY, ""));
    assertThat(response.status()).isEqualTo(status);
    assertThat(Requests.text(response)).isEqualTo(body);
  }

  @Test
  void aMethodThatIsNotAllowedNamesThoseThatAre() {
    Response response = service.answer(Requests.of("POST", "/v3/things/x", KEY, ""));
    assertThat(response.headers()).containsEntry("allow", "DELETE, GET, HEAD, OPTIONS");
  }

  @ParameterizedTest
  @EnumSource(Fault.class)
  void aFaultBecomesItsStatusAndType(Fault fault) {
    Response response = service.answer(Requests.get("/v3/faults/" + fault, KEY));
    assertThat(response.status()).isEqualTo(fault.httpStatus());
    assertThat(Requests.text(response))
        .contains("\"type\":\"" + fault.apiType() + "\"", "\"message\":\"why\"");
  }

  @ParameterizedTest
  @CsvSource({"Bearer bad", "good", "Basic good", "Bearer", "Bearer good x", "''"})
  void withoutAValidKeyNothingIsTold(String authorization) {
    Map<String, String> headers = Map.of("authorization", authorization);
    for (String target : List.of("/v3/things/x", "/v3/no-such-route")) {
      Response response = service.answer(Requests.get(target, headers));
      assertThat(response.status()).isEqualTo(401);
      assertThat(Requests.text(response)).contains("token.unauthorized_access");
    }
  }

  @Test
  void theSchemeIsComparedWithoutCase() {
    Map<String, String> headers = Map.of("authorization", "bearer good");
    assertThat(service.answer(Requests.get("/v3/things/x", headers)).status()).isEqualTo(200);
  }

  @Test
  void healthNeedsNoKey() {
    assertThat(service.answer(Requests.get("/healthz", Map.of())).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "http://localhost:8080, 200",
    "http://LOCALHOST:8080, 200",
    "http://evil.example, 403",
    "null, 403",
    "https://localhost:8080.evil.example, 403"
  })
  void aWebPageFromElsewhereIsRefused(String origin, int status) {
    Map<String, String> headers =
        Map.of("authorization", "Bearer good", "host", "localhost:8080", "origin", origin);
    assertThat(service.answer(Requests.get("/v3/things/x", headers)).status()).isEqualTo(status);
  }
}
