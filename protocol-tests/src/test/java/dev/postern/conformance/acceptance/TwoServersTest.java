package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.peer.NameServer;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Mail between two servers that know each other by the DNS only.
class TwoServersTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @AutoClose private NameServer names;
  @AutoClose private Postern there;
  @AutoClose private Postern here;
  private String ann;
  private String bob;

  @BeforeEach
  void start() throws IOException {
    names =
        NameServer.start(
            """
            b.test. IN MX 10 mx.b.test.
            mx.b.test. IN A 127.0.0.1
            a.test. IN MX 10 mx.a.test.
            mx.a.test. IN A 127.0.0.1
            1.0.0.127.in-addr.arpa. IN PTR mx.a.test.
            """);
    there =
        Postern.start(
            "hostname=mx.b.test",
            "domains=b.test",
            "mx.trusted-networks=192.0.2.0/24",
            "dns.servers=" + names.address());
    here =
        Postern.start(
            "hostname=mx.a.test",
            "domains=a.test",
            "dns.servers=" + names.address(),
            "outbound.direct=true",
            "outbound.allow-private-targets=true",
            "outbound.port=" + there.port("mx"));
    ann = agent(here, "ann@a.test");
    bob = agent(there, "bob@b.test");
  }

  private static String agent(Postern server, String address) throws IOException {
    Api.Answer made =
        server
            .api()
            .post(
                "/v3/connect/custom",
                Map.of("provider", "nylas", "settings", Map.of("email", address)));
    return made.data().path("id").asString();
  }

  /// Publishes what the server wants published, and lets it look.
  private void publish() throws IOException {
    String zone =
        new String(
            here.api().bytes("/v3/admin/domains/a.test/records?format=zone"),
            StandardCharsets.UTF_8);
    String absolute =
        zone.lines()
            .filter(line -> line.contains("._domainkey") && !line.startsWith(";"))
            .map(line -> line.replaceFirst(" ", ".a.test. "))
            .collect(Collectors.joining("\n"));
    names.tell(absolute);
    // That there was no record yet is remembered for two seconds.
    await()
        .atMost(PATIENCE)
        .until(() ->
            here.api()
                .post("/v3/admin/domains/a.test/verify", Map.of("type", "dkim"))
                .data()
                .path("status")
                .asString("")
                .equals("done"));
  }

  private void send(String to) throws IOException {
    Map<String, ?> mail =
        Map.of("to", List.of(Map.of("email", to)), "subject", "over there", "body", "h\u00e9llo");
    Api.Answer sent = here.api().post("/v3/grants/" + ann + "/messages/send", mail);
    assertThat(sent.status()).as("%s", sent.json()).isEqualTo(200);
  }

  private static JsonNode only(Postern server, String grant, String subject) {
    return await()
        .atMost(PATIENCE)
        .until(
            () ->
                server
                    .api()
                    .get("/v3/grants/" + grant + "/messages?fields=include_headers")
                    .data()
                    .valueStream()
                    .filter(each -> each.path("subject").asString().contains(subject))
                    .toList(),
            list -> list.size() == 1)
        .getFirst();
  }

  @Test
  void aSignedMailArrivesOverTls() throws IOException {
    publish();
    send("bob@b.test");
    JsonNode mail = only(there, bob, "over there");
    assertThat(mail.path("authentication").toString())
        .contains("\"dkim\"", "a.test", "\"pass\"")
        .doesNotContain("\"fail\"");
    assertThat(mail.path("headers").toString()).contains("with ESMTPS", "DKIM-Signature");
  }

  @Test
  void whoIsNotThereIsReportedToTheSender() throws IOException {
    send("nobody@b.test");
    JsonNode report = only(here, ann, "could not be delivered");
    assertThat(report.toString()).contains("nobody@b.test");
  }

  @Test
  void aDomainThatTakesNoMailIsReported() throws IOException {
    names.tell("null.test. IN MX 0 .");
    send("x@null.test");
    assertThat(only(here, ann, "could not be delivered").toString()).contains("x@null.test");
  }
}
