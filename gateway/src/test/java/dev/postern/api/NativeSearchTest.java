package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Searches by words through the API.
class NativeSearchTest {
  @TempDir private Path directory;
  private ApiStage stage;
  private String grant;
  private Agent ann;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    grant = stage.agent("ann");
    ann = Agent.of(stage.mail(), stage.account(grant));
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private String add(String subject, String from, String text) {
    String mail = "From: " + from + "\r\nSubject: " + subject + "\r\n\r\n" + text + "\r\n";
    return ann.add(mail, Agent.NOON, Flags.NONE, FolderId.INBOX).message().toString();
  }

  private ApiStage.Answer search(String what, String query, String more) {
    String encoded = URLEncoder.encode(query, StandardCharsets.UTF_8);
    return stage.get("/v3/grants/" + grant + "/" + what + "?search_query_native=" + encoded + more);
  }

  private List<String> found(String query) {
    return search("messages", query, "").list().stream()
        .map(message -> message.text("subject").orElse(""))
        .toList();
  }

  @Test
  void theBestComesFirstAndFiltersHold() {
    add("one", "x@y.test", "about the budget");
    add("two", "\"Budget Office\" <office@y.test>", "text");
    add("Budget of M\u00e4rz", "x@y.test", "text");
    assertThat(found("budget")).containsExactly("Budget of M\u00e4rz", "two", "one");
    assertThat(found("budget -office")).containsExactly("Budget of M\u00e4rz", "one");
    assertThat(found("marz or (text and \"budget office\")"))
        .containsExactlyInAnyOrder("Budget of M\u00e4rz", "two");
    assertThat(found("office@y.test")).containsExactly("two");
    assertThat(found("udget")).isEmpty();
    assertThat(search("messages", "budget", "&from=x@y.test").list()).hasSize(2);
    assertThat(search("messages", "budget", "&in=sent").list()).isEmpty();
  }

  @Test
  void pagesFitTogether() {
    for (int i = 0; i < 7; i++) {
      add("subject " + i, "x@y.test", i % 2 == 0 ? "term" : "term subject");
    }
    StringBuilder all = new StringBuilder();
    String token = "";
    do {
      ApiStage.Answer page = search("messages", "subject term", "&limit=3" + token);
      page.list().forEach(message -> all.append(message.text("subject").orElse("").charAt(8)));
      token = page.json().text("next_cursor").map(next -> "&page_token=" + next).orElse("");
    } while (!token.isEmpty());
    assertThat(all.toString()).isEqualTo("5316420");
  }

  @Test
  void aThreadRanksByItsBestMessage() {
    add("alpha", "x@y.test", "needle");
    add("needle", "x@y.test", "alpha");
    List<JsonBody> threads = search("threads", "needle", "").list();
    assertThat(threads.stream().map(thread -> thread.text("subject").orElse("")))
        .containsExactly("needle", "alpha");
    assertThat(search("threads", "needle", "&limit=1").list()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from:ann",
        "a*",
        "a & b",
        "-a",
        "a OR -b",
        "(a",
        "a)",
        "\"a",
        "...",
        "a AND",
        "OR a",
        "a OR",
        "- a",
        "(((((((((a)))))))))",
        "()",
        "(-a) OR b"
      })
  void whatTheGrammarDoesNotKnowIsRefused(String query) {
    assertThat(search("messages", query, "").status()).isEqualTo(400);
  }

  @Test
  void aSearchIsBounded() {
    assertThat(search("messages", "a".repeat(513), "").status()).isEqualTo(400);
    assertThat(search("messages", "a ".repeat(65), "").status()).isEqualTo(400);
    assertThat(search("messages", "a ".repeat(63), "").status()).isEqualTo(200);
    assertThat(search("messages", "((((((((a))))))))", "").status()).isEqualTo(200);
  }
}
