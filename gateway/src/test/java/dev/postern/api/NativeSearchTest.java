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

  /// Subject outweighs people and file names, and these the text; a file's name counts as a person.
  @Test
  void whereAWordStandsDecidesTheRank() {
    add("in the text", "x@y.test", "needle");
    ann.add(
        "From: x@y.test\r\nSubject: in a file's name\r\nContent-Type: application/pdf\r\n"
            + "Content-Disposition: attachment; filename=\"needle.pdf\"\r\n\r\nPDF\r\n",
        Agent.NOON,
        Flags.NONE,
        FolderId.INBOX);
    add("needle", "x@y.test", "text");
    add("of a person", "Needle <x@y.test>", "text");
    add("nowhere", "x@y.test", "text");
    add("twice in the text", "x@y.test", "needle needle needle needle needle");
    String more = "To: a@y.test\r\nCc: c@y.test\r\nBcc: needle@y.test\r\nReply-To: r@y.test";
    ann.add(
        "From: x@y.test\r\nSubject: of a hidden one\r\n" + more + "\r\n\r\ntext\r\n",
        Agent.NOON,
        Flags.NONE,
        FolderId.INBOX);
    assertThat(found("needle"))
        .containsExactly(
            "needle",
            "of a hidden one",
            "of a person",
            "in a file's name",
            "twice in the text",
            "in the text");
    assertThat(found("a@y.test c@y.test r@y.test")).containsExactly("of a hidden one");
  }

  @Test
  void whatIsNotTextIsNotSearched() {
    ann.add(
        "From: x@y.test\r\nSubject: s\r\nMessage-ID: <needle@y.test>\r\nX-Needle: needle\r\n"
            + "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
            + "--b\r\nContent-Type: text/html\r\n\r\n<p class=needle>the <b>h</b>ay</p>\r\n"
            + "--b\r\nContent-Type: text/plain\r\n"
            + "Content-Disposition: attachment; filename=f.txt\r\n\r\nneedle\r\n--b--\r\n",
        Agent.NOON,
        Flags.NONE,
        FolderId.INBOX);
    assertThat(found("needle")).isEmpty();
    assertThat(found("\"the hay\" f.txt")).containsExactly("s");
  }

  @Test
  void aPhraseStandsInOneFieldInItsOrder() {
    add("red", "Green <green@y.test>", "blue");
    add("green blue", "x@y.test", "red");
    assertThat(found("\"green blue\"")).containsExactly("green blue");
    assertThat(found("\"blue green\"")).isEmpty();
    assertThat(found("\"red green\"")).isEmpty();
    assertThat(found("\"green green\"")).containsExactly("red");
    assertThat(found("\"Green, BLUE?\"")).containsExactly("green blue");
    assertThat(found("red green blue")).containsExactlyInAnyOrder("red", "green blue");
    assertThat(found("blue -\"green blue\"")).containsExactly("red");
    assertThat(found("blue -(green x)")).containsExactly("red");
  }

  @Test
  void operatorsAreWordsInAnyCaseAndAndBindsTighter() {
    add("a b", "x@y.test", "t");
    add("c", "x@y.test", "t");
    add("a c", "x@y.test", "t");
    for (String query : List.of("a b OR c", "a AND b or c", "c Or (b aNd a)", "(a b) OR (c)")) {
      assertThat(found(query)).as(query).containsExactlyInAnyOrder("a b", "c", "a c");
    }
    assertThat(found("a (b OR c)")).containsExactlyInAnyOrder("a b", "a c");
    assertThat(found("\"OR\"")).isEmpty();
    assertThat(found("c -a")).containsExactly("c");
    assertThat(found("-a c")).containsExactly("c");
    assertThat(found("-a c OR b")).containsExactlyInAnyOrder("c", "a b");
    assertThat(found("@")).hasSize(3);
  }

  @Test
  void everyOtherParameterHoldsToo() {
    add("needle one", "x@y.test", "t");
    add("needle two", "z@y.test", "t");
    for (String more :
        List.of("from=z@y.test", "subject=two", "any_email=z@y.test", "in=inbox&subject=TWO")) {
      assertThat(search("messages", "needle", "&" + more).list()).as(more).hasSize(1);
      assertThat(search("threads", "needle", "&" + more).list()).as(more).hasSize(1);
    }
    for (String more :
        List.of(
            "unread=false", "starred=true", "has_attachment=true", "in=sent", "subject=three")) {
      assertThat(search("messages", "needle", "&" + more).list()).as(more).isEmpty();
      assertThat(search("threads", "needle", "&" + more).list()).as(more).isEmpty();
    }
    long noon = Agent.NOON.getEpochSecond();
    assertThat(search("messages", "needle", "&received_after=" + noon).list()).isEmpty();
    assertThat(search("messages", "needle", "&received_before=" + (noon + 1)).list()).hasSize(2);
    assertThat(search("messages", "needle", "&metadata_pair=key1:x").status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "from:ann",
        "a*",
        "a & b",
        "a|b",
        "!a",
        "<a",
        "a>",
        "\"a:b\"",
        "a OR (b -*)",
        "-a -b",
        "-(a b)",
        "-\"a b\"",
        "-a OR b",
        "a (b OR -c)",
        "a OR (-b -c)",
        "a -(-b)",
        "a (-b)",
        "--a",
        "a -",
        "a OR OR b",
        "a AND OR b",
        "AND",
        "a ...",
        "a \"\"",
        "a \" - \"",
        "a OR #",
        "-... a",
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
    for (String what : List.of("messages", "threads")) {
      ApiStage.Answer answer = search(what, query, "");
      assertThat(answer.status()).as(what).isEqualTo(400);
      assertThat(answer.text()).contains("search_query_native", "invalid_request_error");
    }
  }

  private void assertBound(String allowed, String refused) {
    assertThat(search("messages", allowed, "").status()).as(allowed).isEqualTo(200);
    assertThat(search("messages", refused, "").status()).as(refused).isEqualTo(400);
  }

  @Test
  void aSearchIsBounded() {
    assertBound("a".repeat(512), "a".repeat(513));
    assertBound("\u00e4".repeat(256), "\u00e4".repeat(256) + "a");
    assertBound("((((((((a))))))))", "(((((((((a)))))))))");
    assertBound("((((((((a)))))))) ((((((((b))))))))", "((((((((a)))))))) (((((((((b)))))))))");
    // All terms and what joins them are nodes.
    assertBound("a ".repeat(63), "a ".repeat(64));
    assertBound("a OR ".repeat(62) + "a", "a OR ".repeat(63) + "a");
    assertBound("a " + "-b ".repeat(31), "a " + "-b ".repeat(32));
  }
}
