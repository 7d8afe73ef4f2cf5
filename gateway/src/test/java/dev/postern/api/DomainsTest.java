package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.api.ApiStage.Answer;
import dev.postern.support.MemoryDns;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Domains as the clients of the hosted product make and verify them, and what is ours beside that.
class DomainsTest {
  private static final String ALL = "/v3/admin/domains";
  private static final String ONE = ALL + "/shop.example.com";
  private static final String CONFIGURED = ALL + "/agents.test";

  @TempDir private Path directory;
  private ApiStage stage;
  private MemoryDns dns;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    dns = stage.domains().dns();
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private Answer create(String address) {
    return stage.call("POST", ALL, "{\"domain_address\":\"" + address + "\",\"name\":\"Shop\"}");
  }

  private JsonBody verify(String type) {
    return stage.call("POST", ONE + "/verify", "{\"type\":\"" + type + "\"}").data();
  }

  private Answer account(String key, String email) {
    return stage.as(
        key,
        "POST",
        "/v3/connect/custom",
        "{\"provider\":\"nylas\",\"settings\":{\"email\":\"" + email + "\"}}");
  }

  private void publish() {
    for (JsonBody record : stage.get(ONE + "/records").data().objects("records").orElseThrow()) {
      String name = record.text("name").orElseThrow();
      String value = record.text("value").orElseThrow();
      if (record.text("type").orElseThrow().equals("MX")) {
        dns.mx(name, value.split(" ", -1)[1]);
      } else {
        dns.text(name, value);
      }
    }
  }

  private static void refused(Answer answer, int status, String message) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.text()).contains("\"message\":\"").contains(message);
  }

  @Test
  void aDomainIsMadeVerifiedAndUsed() {
    JsonBody made = create("Shop.Example.COM").data();
    assertThat(made.text("domain_address")).contains("shop.example.com");
    assertThat(made.text("name")).contains("Shop");
    assertThat(made.text("region")).contains("us");
    assertThat(made.text("organization_id"))
        .isEqualTo(stage.get("/v3/applications").data().text("organization_id"));
    assertThat(made.flag("branded")).contains(false);
    assertThat(made.flag("verified_ownership")).contains(false);
    String byId = ALL + "/" + made.text("id").orElseThrow();
    assertThat(stage.get(byId).data().canonical())
        .isEqualTo(stage.get(ALL + "/SHOP.example.com").data().canonical());
    JsonBody info = stage.call("POST", byId + "/info", "{\"type\":\"ownership\"}").data();
    JsonBody attempt = info.object("attempt").orElseThrow();
    JsonBody options = attempt.object("options").orElseThrow();
    assertThat(info.text("status")).contains("pending");
    assertThat(info.number("expires_at").orElseThrow() - info.number("created_at").orElseThrow())
        .isEqualTo(7 * 86_400);
    assertThat(attempt.text("type")).contains("ownership");
    assertThat(options.text("host")).contains("@");
    assertThat(options.text("type")).contains("TXT");
    assertThat(options.text("value").orElseThrow()).startsWith("postern-ownership-verify=");
    refused(account(ApiStage.KEY, "ann@shop.example.com"), 400, "shop.example.com is not verified");
    publish();
    for (String type : List.of("ownership", "mx", "spf", "dkim", "feedback", "dmarc", "arc")) {
      assertThat(verify(type).text("status")).as(type).contains("done");
      assertThat(stage.get(ONE).data().flag("verified_" + type)).as(type).contains(true);
    }
    assertThat(account(ApiStage.KEY, "ann@shop.example.com").status()).isEqualTo(201);
    refused(stage.call("DELETE", ONE, ""), 409, "the domain has 1 account: delete it first");
    Answer renamed = stage.call("PUT", ONE, "{\"name\":\"Boats\"}");
    assertThat(renamed.data().text("name")).contains("Boats");
    assertThat(stage.get(ALL).list()).hasSize(2);
  }

  @Test
  void whatAClientAsksOfEachCheckIsARecordToPublish() {
    create("shop.example.com");
    String[][] wanted = {
      {"mx", "@", "MX", "10 mx.postern.test"},
      {"spf", "@", "TXT", "v=spf1 a:mx.postern.test ~all"},
      {"feedback", "bounce", "MX", "10 mx.postern.test"},
      {"dmarc", "_dmarc", "TXT", "v=DMARC1; p=none; rua=mailto:postmaster@shop.example.com"},
    };
    for (String[] row : wanted) {
      JsonBody options =
          stage
              .call("POST", ONE + "/info", "{\"type\":\"" + row[0] + "\"}")
              .data()
              .object("attempt")
              .orElseThrow()
              .object("options")
              .orElseThrow();
      assertThat(options.text("host")).contains(row[1]);
      assertThat(options.text("type")).contains(row[2]);
      assertThat(options.text("value")).contains(row[3]);
    }
    JsonBody dkim = stage.call("POST", ONE + "/info", "{\"type\":\"dkim\"}").data();
    assertThat(dkim.canonical()).contains("r._domainkey").contains("v=DKIM1; k=rsa; p=MII");
    assertThat(dkim.object("details").orElseThrow().objects("records").orElseThrow()).hasSize(2);
  }

  @Test
  void aFailedCheckSaysWhy() {
    create("shop.example.com");
    dns.text("shop.example.com", "v=spf1 -all").text("shop.example.com", "v=spf1 mx -all");
    JsonBody spf = verify("spf");
    assertThat(spf.text("status")).contains("failed");
    assertThat(spf.text("message").orElseThrow()).contains("there are 2 SPF records");
    dns.failing("shop.example.com");
    JsonBody mx = verify("mx");
    assertThat(mx.text("status")).contains("pending");
    assertThat(mx.text("message").orElseThrow()).contains("did not answer");
  }

  @Test
  void recordsAreShownAsAZoneToo() {
    create("shop.example.com");
    JsonBody records = stage.get(ONE + "/records").data();
    Answer zone = stage.get(ONE + "/records?format=zone");
    assertThat(zone.text()).isEqualTo(records.text("zone").orElseThrow());
    assertThat(zone.response().headers().firstValue("content-type").orElseThrow())
        .startsWith("text/plain");
    assertThat(zone.text())
        .startsWith("$ORIGIN shop.example.com.\n")
        .contains("@ 3600 IN MX 10 mx.postern.test.\n");
    Answer rotated = stage.call("POST", ONE + "/dkim/rotate", "");
    assertThat(rotated.data().objects("records").orElseThrow()).hasSize(2);
  }

  @Test
  void aTrialDomainIsLiveAtOnce() {
    JsonBody made = create("shop.agents.localhost").data();
    assertThat(made.flag("branded")).contains(true);
    assertThat(made.flag("verified_mx")).contains(true);
    assertThat(account(ApiStage.KEY, "ann@shop.agents.localhost").status()).isEqualTo(201);
    String other = stage.key("Other").secret();
    refused(account(other, "eve@shop.agents.localhost"), 404, "is not registered");
    refused(
        stage.as(other, "POST", ALL, "{\"domain_address\":\"shop.agents.localhost\"}"),
        409,
        "domain_address: another application has verified the domain");
    assertThat(dns.asked).noneMatch(name -> name.endsWith("localhost"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {}                                             | 400 | domain_address is required
          {"domain_address":7}                           | 400 | domain_address must be a string
          {"domain_address":""}                          | 400 | domain_address must be a domain
          {"domain_address":"localhost"}                 | 400 | domain_address must be a domain
          {"domain_address":"a b.com"}                   | 400 | domain_address must be a domain
          {"domain_address":"a..com"}                    | 400 | domain_address must be a domain
          {"domain_address":"-a.com"}                    | 400 | domain_address must be a domain
          {"domain_address":"a_b.com"}                   | 400 | domain_address must be a domain
          {"domain_address":"a@b.com"}                   | 400 | domain_address must be a domain
          {"domain_address":"192.0.2.1"}                 | 400 | domain_address must be a domain
          {"domain_address":"[192.0.2.1]"}               | 400 | domain_address must be a domain
          {"domain_address":"a.com\\r\\nb.com"}            | 400 | domain_address must be a domain
          {"domain_address":"*.example.com"}             | 400 | domain_address must be a domain
          {"domain_address":"x.localhost"}               | 400 | .agents.localhost only
          {"domain_address":"agents.localhost"}          | 400 | .agents.localhost only
          {"domain_address":"ab.agents.localhost"}       | 400 | at least 3 characters
          {"domain_address":"a.bcd.agents.localhost"}    | 400 | .agents.localhost only
          {"domain_address":"bounce.agents.localhost"}   | 400 | .agents.localhost only
          {"domain_address":"agents.test"}               | 409 | this server hosts the domain
          {"domain_address":"bounce.agents.test"}        | 409 | this server hosts the domain
          {"domain_address":"shop.example.com"}          | 409 | the domain is here already
          {"domain_address":"SHOP.EXAMPLE.COM"}          | 409 | the domain is here already
          {"domain_address":"a.test","name":"a\\nb"}      | 400 | name must have up to 256
          {"domain_address":"a.test","name":1}           | 400 | name must be a string
          []                                             | 400 | object
          """)
  void aWrongDomainIsRefusedAndNothingIsKept(String body, int status, String message) {
    create("shop.example.com");
    refused(stage.call("POST", ALL, body), status, message);
    assertThat(stage.get(ALL).list()).hasSize(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POST   | /info       | {}                              | 400 | type must be ownership, mx
          POST   | /info       | {"type":1}                      | 400 | type must be a string
          POST   | /info       | {"type":"MX"}                   | 400 | type must be ownership, mx
          POST   | /verify     | {"type":"all"}                  | 400 | type must be ownership, mx
          POST   | /verify     | {                               | 400 | JSON
          GET    | /records?format=xml | ''                      | 400 | format
          PUT    | ''          | {"name":""}                     | 400 | name must not be empty
          PUT    | ''          | {"name":5}                      | 400 | name must be a string
          PUT    | ''          | {"catch_all":5}                 | 400 | catch_all must be a string
          PUT    | ''          | {"catch_all":"x"}               | 400 | catch_all must be the id
          PUT    | ''          | {"catch_all":"3f1c9a3c-0d7b-4e6b-9a53-2f0e1d6c7b8a"} | 400 | no such
          POST   | /aliases    | {"grant_id":"GRANT"}            | 400 | address is required
          POST   | /aliases    | {"address":"a"}                 | 400 | grant_id must be the id
          POST   | /aliases    | {"address":"a","grant_id":"x"}  | 400 | grant_id must be the id
          POST   | /aliases    | {"address":"a+b","grant_id":"GRANT"}       | 400 | address must be
          POST   | /aliases    | {"address":"a@x.test","grant_id":"GRANT"}  | 400 | address must be
          POST   | /aliases    | {"address":"a","grant_id":"GRANT"}         | 400 | is not verified
          GET    | /aliases/a  | ''                              | 404 | alias not found
          DELETE | /aliases/a  | ''                              | 404 | alias not found
          """)
  void aWrongRequestIsRefusedAndNamed(
      String method, String path, String body, int status, String message) {
    create("shop.example.com");
    String grant = stage.agent("ann");
    String before = stage.get(ONE).data().canonical();
    refused(stage.call(method, ONE + path, body.replace("GRANT", grant)), status, message);
    assertThat(stage.get(ONE).data().canonical()).isEqualTo(before);
    if (!path.contains("?") && !path.contains("aliases/")) {
      refused(stage.call(method, ALL + "/none.example.com" + path, body), 404, "domain not found");
    }
  }

  @Test
  void aListComesInPages() {
    for (int i = 0; i < 5; i++) {
      create("d" + i + ".example.com");
    }
    Answer first = stage.get(ALL + "?limit=4");
    String next = first.json().text("next_cursor").orElseThrow();
    Answer second = stage.get(ALL + "?limit=4&page_token=" + next);
    assertThat(first.list()).hasSize(4);
    assertThat(second.list()).hasSize(2);
    assertThat(second.json().text("next_cursor")).isEmpty();
    refused(stage.get(ALL + "?page_token=x"), 400, "page_token");
  }

  @Test
  void aConfiguredDomainIsForAllAndChangedByTheFirst() {
    String other = stage.key("Other").secret();
    assertThat(stage.as(other, "GET", CONFIGURED, "").data().flag("configured")).contains(true);
    refused(stage.as(other, "PUT", CONFIGURED, "{\"name\":\"x\"}"), 403, "first application");
    refused(stage.as(other, "POST", CONFIGURED + "/dkim/rotate", ""), 403, "first application");
    refused(stage.as(other, "DELETE", CONFIGURED, ""), 403, "first application");
    refused(stage.call("DELETE", CONFIGURED, ""), 409, "in the configuration");
    assertThat(stage.call("PUT", CONFIGURED, "{\"name\":\"Ours\"}").data().text("name"))
        .contains("Ours");
  }

  @Test
  void mailToAnAliasIsTheGrantsAndKeepsTheAddress() {
    String ann = stage.agent("ann");
    String bob = stage.agent("bob");
    Answer made =
        stage.call(
            "POST",
            CONFIGURED + "/aliases",
            "{\"address\":\"Sales\",\"grant_id\":\"" + ann + "\"}");
    assertThat(made.status()).isEqualTo(201);
    assertThat(made.data().text("address")).contains("sales@agents.test");
    assertThat(stage.get(CONFIGURED + "/aliases").list()).hasSize(1);
    stage.call(
        "POST",
        "/v3/grants/" + bob + "/messages/send",
        "{\"to\":[{\"email\":\"sales@agents.test\"}],\"subject\":\"hi\",\"body\":\"b\"}");
    String inbox = "/v3/grants/" + ann + "/messages?in=inbox&fields=include_headers";
    await().until(() -> stage.get(inbox).list().size() == 1);
    assertThat(stage.get(inbox).text()).contains("\"Delivered-To\"", "sales@agents.test");
    String other = stage.key("Other").secret();
    assertThat(stage.as(other, "GET", CONFIGURED + "/aliases", "").list()).isEmpty();
    refused(stage.as(other, "DELETE", CONFIGURED + "/aliases/sales", ""), 404, "alias not found");
    refused(account(other, "sales@agents.test"), 409, "an alias has this address");
    assertThat(stage.call("DELETE", CONFIGURED + "/aliases/" + made.id(), "").status())
        .isEqualTo(200);
    assertThat(stage.get(CONFIGURED + "/aliases").list()).isEmpty();
  }

  @Test
  void whoCatchesAllGetsTheRest() {
    String ann = stage.agent("ann");
    Answer set = stage.call("PUT", CONFIGURED, "{\"catch_all\":\"" + ann + "\"}");
    assertThat(set.data().text("catch_all")).contains(ann);
    String send = "/v3/grants/" + ann + "/messages/send";
    String mail = "{\"to\":[{\"email\":\"who@agents.test\"}],\"subject\":\"s\",\"body\":\"b\"}";
    assertThat(stage.call("POST", send, mail).status()).isEqualTo(200);
    assertThat(stage.call("PUT", CONFIGURED, "{\"catch_all\":null}").data().has("catch_all"))
        .isFalse();
    assertThat(stage.call("POST", send, mail).status()).isEqualTo(400);
  }

  @Test
  void aGrantSendsUnderItsAliasAndUnderNobodyElses() {
    String ann = stage.agent("ann");
    String bob = stage.agent("bob");
    stage.call(
        "POST", CONFIGURED + "/aliases", "{\"address\":\"sales\",\"grant_id\":\"" + ann + "\"}");
    stage.call("PUT", CONFIGURED, "{\"catch_all\":\"" + bob + "\"}");
    String mail =
        """
        {"from":[{"email":"Sales@agents.test","name":"Sales"}],"to":[{"email":"bob@agents.test"}],
         "subject":"offer","body":"b"}
        """;
    assertThat(stage.call("POST", "/v3/grants/" + ann + "/messages/send", mail).status())
        .isEqualTo(200);
    refused(
        stage.call("POST", "/v3/grants/" + bob + "/messages/send", mail),
        400,
        "from must be the address of the grant");
    String caught = mail.replace("Sales@", "anything@");
    refused(
        stage.call("POST", "/v3/grants/" + bob + "/messages/send", caught),
        400,
        "from must be the address of the grant");
  }

  @Test
  void mailToOthersNeedsWhatTheyWillLookFor() {
    create("shop.example.com");
    publish();
    verify("ownership");
    verify("mx");
    String ann = account(ApiStage.KEY, "ann@shop.example.com").id();
    String send = "/v3/grants/" + ann + "/messages/send";
    String out = "{\"to\":[{\"email\":\"x@far.example\"}],\"subject\":\"s\",\"body\":\"b\"}";
    refused(stage.call("POST", send, out), 400, "domain shop.example.com is not verified");
    stage.agent("bob");
    String here = out.replace("x@far.example", "bob@agents.test");
    assertThat(stage.call("POST", send, here).status()).isEqualTo(200);
    verify("spf");
    verify("dkim");
    refused(stage.call("POST", send, out), 400, "no route to far.example");
  }
}
