package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.delivery.Hit;
import dev.postern.mailbox.LogEntry.Reported;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class TrackingTest extends TrackingStage {
  /// tracking_options | what the message says
  private static final String WRONG =
      """
      7 | tracking_options must be an object
      [] | tracking_options must be an object
      {"opens":"yes"} | tracking_options.opens must be a boolean
      {"links":1} | tracking_options.links must be a boolean
      {"thread_replies":{}} | tracking_options.thread_replies must be a boolean
      {"label":7} | tracking_options.label must be a string
      {"label":"LONG"} | tracking_options.label must have at most 2048 characters
      {"domain_name":""} | tracking_options.domain_name must be a host name
      {"domain_name":"a b"} | tracking_options.domain_name must be a host name
      {"domain_name":"a..b"} | tracking_options.domain_name must be a host name
      {"domain_name":"LONG"} | tracking_options.domain_name must be a host name
      {"domain_name":"x\\r\\ny"} | tracking_options.domain_name must be a host name
      {"opens":true,"domain_name":"other.example"} | tracking_options.domain_name is no host
      """;

  @Test
  void aLinkLeadsOnAndIsCountedAndSoIsTheImage() {
    String id =
        send(
                "/messages/send",
                ann,
                "bob",
                HTML + ",\"tracking_options\":{" + ALL + ",\"label\":\"spring\"}")
            .id();
    List<String> paths = tracked(arrived(bob));
    assertThat(paths).hasSize(2);

    Answer link = stage.get(paths.getFirst());
    Answer again = stage.get(paths.getFirst());
    Answer image = stage.get(paths.getLast());

    assertThat(link.status()).isEqualTo(302);
    assertThat(again.response().headers().firstValue("location"))
        .contains("https://boats.example/?a=1&b=%C3%A4");
    assertThat(link.response().headers().firstValue("cache-control")).contains("no-store");
    assertThat(image.status()).isEqualTo(200);
    assertThat(image.response().headers().firstValue("content-type")).contains("image/gif");
    assertThat(image.response().headers().firstValue("cache-control")).contains("no-store");
    assertThat(reports())
        .extracting(Reported::trigger)
        .containsExactly(Reports.LINK_CLICKED, Reports.LINK_CLICKED, Reports.OPENED);
    assertThat(reports().get(1).facts())
        .containsEntry(Reports.MESSAGE, id)
        .containsEntry(Reports.LABEL, "spring")
        .containsEntry(Reports.COUNT, "2")
        .containsEntry(Reports.CLICK_ID, "1")
        .containsEntry(Reports.LINK_INDEX, "0")
        .containsEntry(Reports.URL, "https://boats.example/?a=1&b=ä")
        .containsEntry(Reports.IP, "127.0.0.1")
        .containsKeys(Reports.USER_AGENT, Reports.AT);
    assertThat(reports().getLast().facts())
        .containsEntry(Reports.COUNT, "1")
        .containsEntry(Reports.OPENED_ID, "0");
  }

  @Test
  void thePlainFormAndOtherTargetsStay() {
    send("/messages/send", ann, "bob", HTML + ",\"tracking_options\":{" + ALL + "}");

    String id = arrived(bob).text("id").orElseThrow();
    String mime =
        new String(
            Base64.getUrlDecoder()
                .decode(
                    stage
                        .get(bob + "/messages/" + id + "?fields=raw_mime")
                        .data()
                        .text("raw_mime")
                        .orElseThrow()),
            StandardCharsets.UTF_8);

    assertThat(mime.substring(0, mime.indexOf("text/html")))
        .contains("boats.example")
        .doesNotContain("mail.example");
    assertThat(arrived(bob).text("body").orElseThrow()).contains("href='mailto:a@b.example'");
  }

  @Test
  void hitsAtTheSameTimeAreCountedExactly() throws Exception {
    send("/messages/send", ann, "bob", HTML + ",\"tracking_options\":{" + ALL + "}");
    String link = tracked(arrived(bob)).getFirst();
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        answers.add(threads.submit(() -> stage.get(link)));
      }
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().status()).isEqualTo(302);
      }
    }

    assertThat(reports()).hasSize(40);
    assertThat(reports().stream().map(r -> Integer.parseInt(r.facts().get(Reports.COUNT))).sorted())
        .startsWith(1, 2)
        .endsWith(39, 40);
  }

  @Test
  void theLatestHitsOfAMessageAreKept() {
    String id =
        send("/messages/send", ann, "bob", HTML + ",\"tracking_options\":{" + ALL + "}").id();
    List<String> paths = tracked(arrived(bob));
    for (int i = 0; i < 53; i++) {
      stage.get(paths.getLast());
    }
    stage.get(paths.getFirst());

    assertThat(hits(id, Hit.Kind.OPENED, 1000))
        .hasSize(49)
        .extracting(Hit::number)
        .startsWith(52, 51)
        .endsWith(4);
    assertThat(hits(id, Hit.Kind.OPENED, 5)).extracting(Hit::number).containsExactly(4, 3);
    assertThat(hits(id, Hit.Kind.CLICKED, 1)).extracting(Hit::number).containsExactly(0);
    assertThat(hits(id, Hit.Kind.CLICKED, 0)).isEmpty();
    assertThat(hits(id, Hit.Kind.OPENED, 5).getFirst().visit().ip()).isEqualTo("127.0.0.1");
  }

  private List<Hit> hits(String message, Hit.Kind kind, long before) {
    MessageId id = MessageId.parse(message).orElseThrow();
    return stage.engine().tracking().earlier(stage.account(annGrant), id, kind, before);
  }

  @Test
  void whatNobodyLookedAtIsNotCounted() {
    send("/messages/send", ann, "bob", HTML + ",\"tracking_options\":{" + ALL + "}");
    String link = tracked(arrived(bob)).getFirst();

    assertThat(stage.call("HEAD", link, "").status()).isEqualTo(302);

    assertThat(reports()).isEmpty();
  }

  @Test
  void whatIsNotKnownIsNotFoundAndLeadsNowhere() {
    send("/messages/send", ann, "bob", HTML + ",\"tracking_options\":{" + ALL + "}");
    String link = tracked(arrived(bob)).getFirst();
    String token = link.substring(0, link.lastIndexOf('/'));

    for (String path :
        List.of(
            "/t/x",
            "/t/x.gif",
            "/t/x/0",
            token + "/1",
            token + "/-1",
            token + "/99999999999",
            token + "/https:%2F%2Fevil.example",
            token + "/0?url=https://evil.example".replace("0?", "7?"),
            "/t/%27%20OR%201=1/0")) {
      Answer answer = stage.get(path);
      assertThat(answer.status()).as(path).isEqualTo(404);
      assertThat(answer.response().headers().firstValue("location")).as(path).isEmpty();
    }
    assertThat(stage.get(link + "?url=https://evil.example").response().headers())
        .extracting(headers -> headers.firstValue("location").orElseThrow())
        .asString()
        .startsWith("https://boats.example/");
    assertThat(reports()).hasSize(1);
  }

  @Test
  void optionsAreShownWhenAskedForAndDraftsKeepThemUntilTheyAreSent() {
    String draft =
        send(
                "/drafts",
                ann,
                "bob",
                HTML + ",\"tracking_options\":{" + ALL + ",\"domain_name\":\"mail.example\"}")
            .id();
    String path = ann + "/drafts/" + draft;
    assertThat(options(path).text("domain_name")).contains("mail.example");
    assertThat(stage.get(path).data().has("tracking_options")).isFalse();

    stage.call("PUT", path, "{\"tracking_options\":{\"links\":true,\"label\":\"x\"}}");
    assertThat(options(path).text("domain_name")).contains("mail.example");
    assertThat(options(path).flag("opens")).contains(false);
    stage.call("PUT", path, "{\"subject\":\"b\",\"tracking_options\":{\"label\":\"x\"}}");
    assertThat(options(path).has("domain_name")).isFalse();
    stage.call("PUT", path, "{\"tracking_options\":{\"links\":true,\"label\":\"y\"}}");
    String sent = stage.call("POST", path, "{}").id();

    assertThat(options(ann + "/messages/" + sent).text("label")).contains("y");
    List<String> paths = tracked(arrived(bob));
    assertThat(paths).hasSize(1);
    stage.get(paths.getFirst());
    assertThat(reports().getLast().facts()).containsEntry(Reports.MESSAGE, sent);
    assertThat(options(bob + "/messages/" + arrived(bob).text("id").orElseThrow()).flag("links"))
        .contains(false);
  }

  private JsonBody options(String path) {
    return stage
        .get(path + "?fields=include_tracking_options")
        .data()
        .object("tracking_options")
        .orElseThrow();
  }

  @Test
  void withoutAnAddressTheWishIsKeptAndNothingIsRewritten() throws IOException {
    stage.close();
    directory = directory.resolve("off");
    begin(Optional.empty());

    String id =
        send("/messages/send", ann, "bob", HTML + ",\"tracking_options\":{" + ALL + "}").id();

    assertThat(arrived(bob).text("body").orElseThrow())
        .contains("https://boats.example/?a=1&amp;b=ä")
        .doesNotContain("/t/");
    assertThat(options(ann + "/messages/" + id).flag("links")).contains(true);
  }

  @Test
  void plainTextIsNotRewritten() {
    send(
        "/messages/send",
        ann,
        "bob",
        HTML + ",\"is_plaintext\":true,\"tracking_options\":{" + ALL + "}");

    assertThat(tracked(arrived(bob))).isEmpty();
  }

  @Test
  void whatIsWrongIsNamedAndNothingIsSent() {
    for (String row : WRONG.lines().toList()) {
      String[] cells = row.split(" \\| ", -1);
      String options = ",\"tracking_options\":" + cells[0].replace("LONG", "a".repeat(2049));
      for (String path : List.of("/messages/send", "/drafts")) {
        Answer answer = send(path, ann, "bob", HTML + options);
        assertThat(answer.status()).as(row).isEqualTo(400);
        assertThat(answer.text()).as(row).contains(cells[1]);
      }
    }
    assertThat(stage.get(ann + "/messages").list()).isEmpty();
    assertThat(stage.get(ann + "/drafts").list()).isEmpty();
  }
}
