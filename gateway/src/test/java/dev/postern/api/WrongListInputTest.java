package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What listings, threads and folders refuse: status, `error.type`, a message that names the field,
/// and an account that is as it was.
class WrongListInputTest {
  private static final String BAD = "invalid_request_error";

  /// query | what the message says
  private static final String QUERIES =
      """
      limit=0 | limit must be at least 1
      limit=-1 | limit must be an integer
      limit=1.5 | limit must be an integer
      limit=ten | limit must be an integer
      limit=9999999999999999999 | limit must be an integer
      unread=yes | unread must be true or false
      starred=2 | starred must be true or false
      has_attachment=none | has_attachment must be true or false
      page_token=x | page_token is not a cursor
      page_token=AAAA | page_token is not a cursor
      page_token=%00 | page_token is not a cursor
      page_token=%F0%9F%92%A9 | page_token is not a cursor
      metadata_pair=key6:a | metadata_pair must be key1:value to key5:value
      metadata_pair=key1 | metadata_pair must be key1:value to key5:value
      metadata_pair=:a | metadata_pair must be key1:value to key5:value
      metadata_pair=key1:a,key1:b | metadata_pair names key1 twice
      metadata_pair=key1:a&in=inbox | metadata_pair cannot be combined with in
      metadata_pair=key1:a&q=a | metadata_pair cannot be combined with q
      subject=%ff | UTF-8
      """;

  private static final String SEARCHES =
      """
      search_query_native=from:ann | search_query_native must not contain
      search_query_native=-a | search_query_native must have a term
      search_query_native=%22a | search_query_native has a quotation mark
      q=(a | q has a parenthesis
      """;

  private static final String OF_MESSAGES =
      """
      received_after=-1 | received_after must be an integer
      received_before=1e9 | received_before must be an integer
      fields=everything | fields is not one of
      """;

  private static final String OF_THREADS =
      """
      latest_message_after=x | latest_message_after must be an integer
      latest_message_before=-3 | latest_message_before must be an integer
      earliest_message_date=now | earliest_message_date must be an integer
      """;

  private static final String OF_FOLDERS =
      """
      limit=0 | limit must be at least 1
      limit=x | limit must be an integer
      page_token=x | page_token is not a cursor
      page_token=50 | page_token is not a cursor
      page_token=%22 | page_token is not a cursor
      single_level=maybe | single_level must be true or false
      """;

  /// method path | body | status | type | what the message says
  private static final String BODIES =
      """
      POST /folders | {} | 400 | bad | name is required
      POST /folders | {"name":null} | 400 | bad | name is required
      POST /folders | {"name":7} | 400 | bad | name must be a string
      POST /folders | {"name":""} | 400 | bad | name must have 1 to 1024
      POST /folders | {"name":" "} | 400 | bad | name must have
      POST /folders | {"name":"a//b"} | 400 | bad | name must have
      POST /folders | {"name":"/a"} | 400 | bad | name must have
      POST /folders | {"name":"a/"} | 400 | bad | name must have
      POST /folders | {"name":"a\\u0000b"} | 400 | bad | name must have
      POST /folders | {"name":"a\\r\\nb"} | 400 | bad | name must have
      POST /folders | {"name":"INBOX"} | 409 | bad | name:
      POST /folders | {"name":"sEnT"} | 409 | bad | name:
      POST /folders | {"name":"Work"} | 409 | bad | name:
      POST /folders | {"name":"a","parent_id":"nope"} | 400 | bad | parent_id: no folder has the id nope
      POST /folders | {"name":"a","parent_id":3} | 400 | bad | parent_id must be a string
      POST /folders | {"name":"a","text_color":3} | 400 | bad | text_color must be a string
      POST /folders | {"name":"a","background_color":"\\n"} | 400 | bad | background_color must have
      POST /folders | {"name":"a" | 400 | bad | Invalid JSON
      POST /folders | ["a"] | 400 | bad | must be a JSON object
      PUT /folders/nope | {"name":"a"} | 404 | not_found_error | folder not found
      PUT /folders/inbox | {"name":"a"} | 400 | bad | inbox cannot be renamed
      PUT /folders/sent | {"parent_id":"archive"} | 400 | bad | sent cannot be renamed
      PUT /folders/WORK | {"name":"drafts"} | 409 | bad | name:
      PUT /folders/WORK | {"name":"Play"} | 409 | bad | name:
      PUT /folders/WORK | {"parent_id":"WORK"} | 400 | bad | parent_id: a folder cannot
      PUT /folders/WORK | {"parent_id":"SUB"} | 400 | bad | parent_id: a folder cannot
      PUT /folders/WORK | {"parent_id":"none"} | 400 | bad | parent_id: no folder
      PUT /folders/WORK | {"text_color":"red","name":[]} | 400 | bad | name must be a string
      PUT /folders/WORK | nonsense | 400 | bad | Invalid JSON
      DELETE /folders/nope | | 404 | not_found_error | folder not found
      DELETE /folders/trash | | 400 | bad | trash cannot be deleted
      GET /folders/nope | | 404 | not_found_error | folder not found
      PATCH /folders/WORK | {"name":"a"} | 405 | * | PATCH
      GET /threads/nope | | 404 | not_found_error | thread not found
      GET /threads/0000000000000 | | 404 | not_found_error | thread not found
      PUT /threads/nope | {"unread":false} | 404 | not_found_error | thread not found
      PUT /threads/THREAD | {"unread":"no"} | 400 | bad | unread must be a boolean
      PUT /threads/THREAD | {"starred":1} | 400 | bad | starred must be a boolean
      PUT /threads/THREAD | {"folders":["nope"],"unread":false} | 400 | bad | folders: no folder has the id nope
      PUT /threads/THREAD | {"folders":"inbox"} | 400 | bad | folders must be an array
      PUT /threads/THREAD | {"folders":[1]} | 400 | bad | folders must be an array of strings
      PUT /threads/THREAD | {"unread":false | 400 | bad | Invalid JSON
      DELETE /threads/nope | | 404 | not_found_error | thread not found
      """;

  @TempDir private Path directory;
  private ListingStage ann;
  private String work;
  private String sub;
  private String thread;

  @BeforeEach
  void fill() throws IOException {
    ann = new ListingStage(directory);
    work = ann.agent.create("Work").value();
    sub = ann.agent.create("Work/sub").value();
    ann.agent.create("Play");
    MailTx.Added added =
        ann.add("From: bob@x.test\nTo: ann@agents.test\nSubject: a\n", 1, FolderId.INBOX);
    thread = added.thread().toString();
    ann.add("From: bob@x.test\nTo: ann@agents.test\nSubject: b\n", 2, FolderId.INBOX);
  }

  @AfterEach
  void stop() {
    ann.close();
  }

  private void assertRefused(ApiStage.Answer answer, int status, String type, String message) {
    String what = answer.response().request() + " " + answer.text();
    assertThat(answer.status()).as(what).isEqualTo(status);
    assertThat(answer.json().text("request_id")).as(what).isPresent();
    var error = answer.json().object("error").orElseThrow();
    if (!type.equals("*")) {
      assertThat(error.text("type")).as(what).contains(type.equals("bad") ? BAD : type);
    }
    assertThat(error.text("message").orElseThrow()).as(what).contains(message);
  }

  private void assertQueries(String table, String what) {
    for (String line : table.lines().toList()) {
      String[] row = line.split(" \\| ", -1);
      assertRefused(ann.get(what + "?" + row[0]), 400, "bad", row[1]);
    }
  }

  @Test
  void aListingRefusesParametersThatItCannotMean() {
    String before = ann.picture();
    for (String what : List.of("/messages", "/drafts", "/threads")) {
      assertQueries(QUERIES, what);
    }
    assertQueries(SEARCHES, "/messages");
    assertQueries(SEARCHES, "/threads");
    assertQueries(OF_MESSAGES, "/messages");
    assertQueries(OF_THREADS, "/threads");
    assertQueries(OF_FOLDERS, "/folders");
    assertThat(ann.picture()).isEqualTo(before);
  }

  @Test
  void aBodyThatCannotBeMeantChangesNothing() {
    String before = ann.picture();
    for (String line : BODIES.lines().toList()) {
      String[] row = line.split(" ?\\| ", -1);
      String target =
          row[0].substring(row[0].indexOf(' ') + 1).replace("WORK", work).replace("THREAD", thread);
      String body =
          row[1].replace("\"WORK\"", '"' + work + '"').replace("\"SUB\"", '"' + sub + '"');
      String method = row[0].substring(0, row[0].indexOf(' '));
      assertRefused(
          ann.stage.call(method, ann.path + target, body),
          Integer.parseInt(row[2]),
          row[3],
          row[4]);
      assertThat(ann.picture()).as(line).isEqualTo(before);
    }
  }

  @Test
  void aCursorBelongsToItsListing() {
    ann.add("From: bob@x.test\nTo: ann@agents.test\nSubject: c\n", 3, FolderId.INBOX);
    String other = ann.stage.agent("bob");
    String cursor = cursor("/messages?limit=1&in=inbox");
    assertThat(ann.get("/messages?limit=2&in=inbox&page_token=" + cursor).list()).hasSize(2);
    for (String foreign :
        List.of(
            "/messages?page_token=",
            "/messages?in=archive&page_token=",
            "/messages?in=inbox&unread=true&page_token=",
            "/messages?in=inbox&q=text&page_token=",
            "/threads?in=inbox&page_token=",
            "/drafts?in=inbox&page_token=",
            "/folders?page_token=")) {
      assertRefused(ann.get(foreign + cursor), 400, "bad", "page_token");
    }
    assertRefused(
        ann.stage.get("/v3/grants/" + other + "/messages?in=inbox&page_token=" + cursor),
        400,
        "bad",
        "page_token");
    String ranked = cursor("/messages?limit=1&q=text");
    assertThat(ann.get("/messages?limit=1&q=text&page_token=" + ranked).list()).hasSize(1);
    assertRefused(ann.get("/messages?q=bob&page_token=" + ranked), 400, "bad", "page_token");
    String folders = cursor("/folders?limit=2");
    assertThat(ann.get("/folders?limit=2&page_token=" + folders).list()).hasSize(2);
    assertRefused(
        ann.get("/folders?single_level=true&page_token=" + folders), 400, "bad", "page_token");
    assertRefused(ann.get("/messages?page_token=" + "A".repeat(4097)), 400, "bad", "page_token");
  }

  private String cursor(String listing) {
    String cursor = ann.get(listing).json().text("next_cursor").orElseThrow();
    assertThat(cursor).hasSizeLessThan(4096).matches("[A-Za-z0-9_-]+");
    return cursor;
  }
}
