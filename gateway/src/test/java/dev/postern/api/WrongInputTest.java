package dev.postern.api;

import dev.postern.api.WrongInputs.Refusal;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Wrong requests about messages, drafts and attachments (issue: bad input).
class WrongInputTest {
  private static final char QUOTE = '`';
  private static WrongInputs inputs;

  @BeforeAll
  static void start(@TempDir Path directory) throws IOException {
    inputs = new WrongInputs(directory);
  }

  @AfterAll
  static void stop() {
    inputs.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = QUOTE,
      value = {
        "GET    | /messages/nothing                     | ``                          | 404 |"
            + " not_found_error | message",
        "GET    | /messages/FOREIGN                     | ``                          | 404 |"
            + " not_found_error | message",
        "GET    | /messages/%3Ca%2Fb%40c%3E             | ``                          | 404 |"
            + " not_found_error | message",
        "GET    | /messages/MESSAGE?fields=all          | ``                          | 400 |"
            + " invalid_request_error | fields",
        "PUT    | /messages/nothing                     | {}                          | 404 |"
            + " not_found_error | message",
        "PUT    | /messages/FOREIGN                     | {\"unread\":true}           | 404 |"
            + " not_found_error | message",
        "PUT    | /messages/MESSAGE                     | {\"unread\":\"yes\"}        | 400 |"
            + " invalid_request_error | unread",
        "PUT    | /messages/MESSAGE                     | {\"starred\":1}             | 400 |"
            + " invalid_request_error | starred",
        "PUT    | /messages/MESSAGE                     | {\"answered\":[]}           | 400 |"
            + " invalid_request_error | answered",
        "PUT    | /messages/MESSAGE                     | {\"folders\":\"inbox\"}     | 400 |"
            + " invalid_request_error | folders",
        "PUT    | /messages/MESSAGE                     | {\"folders\":[1]}           | 400 |"
            + " invalid_request_error | folders",
        "PUT    | /messages/MESSAGE                     |"
            + " {\"folders\":[\"inbox\",\"nope\"],\"unread\":true} | 400 | invalid_request_error |"
            + " nope",
        "PUT    | /messages/MESSAGE                     | {\"folders\":[null]}        | 400 |"
            + " invalid_request_error | folders",
        "PUT    | /messages/MESSAGE                     | {\"folders\":[\"a\\u0000b\"]} | 400 |"
            + " invalid_request_error | folders",
        "PUT    | /messages/MESSAGE                     | {\"metadata\":[]}           | 400 |"
            + " invalid_request_error | metadata",
        "PUT    | /messages/MESSAGE                     | {\"metadata\":{\"num\":1}}  | 400 |"
            + " invalid_request_error | metadata.num",
        "PUT    | /messages/MESSAGE                     | {\"metadata\":{\"n\":null}} | 400 |"
            + " invalid_request_error | metadata.n",
        "PUT    | /messages/MESSAGE                     | {\"metadata\":{\"k\":\"LONG\"}} | 400 |"
            + " invalid_request_error | metadata.k",
        "PUT    | /messages/MESSAGE                     | {\"metadata\":{\"LONG\":\"v\"}} | 400 |"
            + " invalid_request_error | metadata",
        "PUT    | /messages/MESSAGE                     | {\"metadata\":{\"\":\"v\"}} | 400 |"
            + " invalid_request_error | metadata",
        "PUT    | /messages/MESSAGE                     | []                          | 400 |"
            + " invalid_request_error | JSON object",
        "PUT    | /messages/MESSAGE                     | \"text\"                    | 400 |"
            + " invalid_request_error | JSON object",
        "PUT    | /messages/MESSAGE                     | {\"unread\":                | 400 |"
            + " invalid_request_error | JSON",
        "PUT    | /messages/MESSAGE                     | {} {}                       | 400 |"
            + " invalid_request_error | JSON",
        "PUT    | /messages/MESSAGE                     | {unread:true}               | 400 |"
            + " invalid_request_error | JSON",
        "DELETE | /messages/nothing                     | ``                          | 404 |"
            + " not_found_error | message",
        "DELETE | /messages/FOREIGN                     | ``                          | 404 |"
            + " not_found_error | message",
        "DELETE | /messages/MESSAGE?hard_delete=maybe   | ``                          | 400 |"
            + " invalid_request_error | hard_delete",
        "DELETE | /messages/MESSAGE?hard_delete=True    | ``                          | 403 |"
            + " insufficient_scopes | hard_delete",
        "POST   | /messages/MESSAGE                     | {}                          | 405 |"
            + " method_not_allowed | POST",
        "PATCH  | /messages/MESSAGE                     | {}                          | 405 |"
            + " method_not_allowed | PATCH",
        "PUT    | /messages/MESSAGE/                    | {\"unread\":0}              | 400 |"
            + " invalid_request_error | unread",
      })
  void ofMessages(String method, String path, String body, int status, String type, String named) {
    inputs.isRefused(method, path, body, new Refusal(status, type, named));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = QUOTE,
      value = {
        "{}                                                  | to must",
        "{\"to\":[]}                                         | to must",
        "{\"to\":null}                                       | to must",
        "{\"to\":\"bob@agents.test\"}                        | to must be an array",
        "{\"to\":[\"bob@agents.test\"]}                      | to must be an array of objects",
        "{\"to\":[{}]}                                       | to[0].email",
        "{\"to\":[{\"email\":5}]}                            | to[0].email",
        "{\"to\":[{\"email\":\"\"}]}                         | to[0].email",
        "{\"to\":[{\"email\":\"bob\"}]}                      | to[0].email",
        "{\"to\":[{\"email\":\"bob@agents.test~Bcc: e@f.g\"}]} | to[0].email",
        "{\"to\":[{\"email\":\"bob@agents.test, e@f.g\"}]}   | to[0].email",
        "{\"to\":[{\"email\":\"bob@agents.test\",\"name\":\"a~b\"}]} | to.name",
        "{\"to\":[{\"email\":\"bob@agents.test\",\"name\":\"a\\u0000b\"}]} | to.name",
        "{\"to\":[{\"email\":\"bob@agents.test\",\"name\":5}]} | to[0].name",
        "{\"to\":[{\"email\":\"nobody@agents.test\"}]}       | nobody@agents.test",
        "{\"to\":[{\"email\":\"x@elsewhere.test\"}]}         | elsewhere.test",
        "{\"to\":[{\"email\":\"größe@agents.test\"}]}        | größe@agents.test",
        "{\"to\":[MANY]}                                     | 50",
        "{TO,\"cc\":[{\"email\":\"x\"}]}                     | cc[0].email",
        "{TO,\"bcc\":[{\"email\":\"a~b@c.d\"}]}              | bcc[0].email",
        "{TO,\"reply_to\":[{\"email\":\"a~b@c.d\"}]}         | reply_to[0].email",
        "{TO,\"reply_to\":{}}                                | reply_to",
        "{TO,\"from\":[{\"email\":\"bob@agents.test\"}]}     | from",
        "{TO,\"from\":[{\"email\":\"ann@agents.test\"},{\"email\":\"ann@agents.test\"}]} | from",
        "{TO,\"from\":[{\"email\":\"ann@agents.test\",\"name\":\"a~X: b\"}]} | from.name",
        "{TO,\"subject\":5}                                  | subject",
        "{TO,\"subject\":\"a~Bcc: e@f.g\"}                   | subject",
        "{TO,\"subject\":\"a\\u0000\"}                       | subject",
        "{TO,\"body\":{}}                                    | body",
        "{TO,\"is_plaintext\":\"no\"}                        | is_plaintext",
        "{TO,\"reply_to_message_id\":\"nothing\"}            | reply_to_message_id",
        "{TO,\"reply_to_message_id\":\"FOREIGN\"}            | reply_to_message_id",
        "{TO,\"reply_to_message_id\":5}                      | reply_to_message_id",
        "{TO,\"attachments\":{}}                             | attachments",
        "{TO,\"attachments\":[{}]}                           | attachments[0].content",
        "{TO,\"attachments\":[{\"content\":\"***\"}]}        | attachments[0].content",
        "{TO,\"attachments\":[{\"content\":5}]}              | attachments[0].content",
        "{TO,\"attachments\":[{\"content\":\"YQ==\",\"filename\":\"a~b\"}]} | attachments.filename",
        "{TO,\"attachments\":[{\"content\":\"YQ==\",\"content_type\":\"a/b~X: y\"}]} |"
            + " attachments.content_type",
        "{TO,\"attachments\":[{\"content\":\"YQ==\",\"content_type\":\"nonsense\"}]} |"
            + " attachments.content_type",
        "{TO,\"attachments\":[{\"content\":\"YQ==\",\"content_id\":\"a>~b\"}]} |"
            + " attachments.content_id",
        "{TO,\"custom_headers\":{}}                          | custom_headers",
        "{TO,\"custom_headers\":[{\"value\":\"x\"}]}         | custom_headers[0].name",
        "{TO,\"custom_headers\":[{\"name\":\"X\",\"value\":\"a~b\"}]} | custom_headers",
        "{TO,\"custom_headers\":[{\"name\":\"X~Y\",\"value\":\"a\"}]} | custom_headers",
        "{TO,\"custom_headers\":[{\"name\":\"\",\"value\":\"a\"}]} | custom_headers",
        "{TO,\"custom_headers\":[{\"name\":\"Bcc\",\"value\":\"e@f.g\"}]} | use bcc",
        "{TO,\"custom_headers\":[{\"name\":\"Content-Type\",\"value\":\"a/b\"}]} | Content-Type",
        "{TO,\"custom_headers\":[{\"name\":\"DKIM-Signature\",\"value\":\"a\"}]} | DKIM-Signature",
        "{TO,\"custom_headers\":[{\"name\":\"Message-ID\",\"value\":\"<a@b>\"}]} | Message-ID",
        "{TO,\"custom_headers\":[{\"name\":\"In-Reply-To\",\"value\":\"<a@b>\"}]} |"
            + " reply_to_message_id",
        "{TO,\"custom_headers\":[{\"name\":\"x-postern-send-at\",\"value\":\"5\"}]} | X-Postern-",
        "{TO,\"metadata\":{\"a\":{}}}                        | metadata.a",
        "{TO,\"send_at\":\"tomorrow\"}                       | send_at",
        "{TO,\"send_at\":1.5}                                | send_at",
        "{TO,\"send_at\":NaN}                                | send_at",
        "{TO,\"send_at\":1e999999999}                        | send_at",
        "{TO,\"send_at\":99999999999999999999999999}         | send_at",
        "{TO,\"send_at\":-5}                                 | send_at",
        "{TO,\"send_at\":1000000000}                         | send_at",
        "{TO,\"send_at\":9223372036854775807}                | send_at",
        "{TO,\"use_draft\":\"yes\"}                          | use_draft",
        "{TO,\"template\":{\"id\":\"t\"}}                    | template",
        "{TO,\"signature_id\":\"s\"}                         | signature_id",
        "[]                                                  | JSON object",
        "{TO                                                 | JSON",
        "{TO}x                                               | JSON",
      })
  void ofSends(String body, String named) {
    String filled = body.replace("TO", "\"to\":[{\"email\":\"bob@agents.test\"}]");
    inputs.isRefused(
        "POST", "/messages/send", filled, new Refusal(400, WrongInputs.INVALID, named));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = QUOTE,
      value = {
        "GET    | /drafts/nothing        | ``                               | 404 | not_found_error"
            + " | draft",
        "GET    | /drafts/MESSAGE        | ``                               | 404 | not_found_error"
            + " | draft",
        "GET    | /drafts/FOREIGN        | ``                               | 404 | not_found_error"
            + " | draft",
        "GET    | /drafts?limit=0        | ``                               | 400 |"
            + " invalid_request_error | limit",
        "GET    | /drafts?limit=x        | ``                               | 400 |"
            + " invalid_request_error | limit",
        "GET    | /drafts?starred=maybe  | ``                               | 400 |"
            + " invalid_request_error | starred",
        "GET    | /drafts?page_token=x   | ``                               | 400 |"
            + " invalid_request_error | page_token",
        "PUT    | /drafts/nothing        | {}                               | 404 | not_found_error"
            + " | draft",
        "PUT    | /drafts/MESSAGE        | {\"subject\":\"t\"}              | 404 | not_found_error"
            + " | draft",
        "PUT    | /drafts/FOREIGN        | {\"subject\":\"t\"}              | 404 | not_found_error"
            + " | draft",
        "PUT    | /drafts/DRAFT          | {\"subject\":5}                  | 400 |"
            + " invalid_request_error | subject",
        "PUT    | /drafts/DRAFT          | {\"subject\":\"a~b\"}            | 400 |"
            + " invalid_request_error | subject",
        "PUT    | /drafts/DRAFT          | {\"to\":[{\"email\":\"a~b@c.d\"}]} | 400 |"
            + " invalid_request_error | to[0].email",
        "PUT    | /drafts/DRAFT          | {\"to\":[MANY]}                  | 400 |"
            + " invalid_request_error | 50",
        "PUT    | /drafts/DRAFT          | {\"from\":[{\"email\":\"bob@agents.test\"}]} | 400 |"
            + " invalid_request_error | from",
        "PUT    | /drafts/DRAFT          | {\"starred\":\"x\"}              | 400 |"
            + " invalid_request_error | starred",
        "PUT    | /drafts/DRAFT          | {\"unread\":\"x\"}               | 400 |"
            + " invalid_request_error | unread",
        "PUT    | /drafts/DRAFT          | {\"metadata\":{\"a\":true}}      | 400 |"
            + " invalid_request_error | metadata.a",
        "PUT    | /drafts/DRAFT          | {\"attachments\":[{\"content\":\"*\"}]} | 400 |"
            + " invalid_request_error | content",
        "PUT    | /drafts/DRAFT          | {\"reply_to_message_id\":\"x\"}  | 400 |"
            + " invalid_request_error | reply_to_message_id",
        "PUT    | /drafts/DRAFT          | {\"template\":{}}                | 400 |"
            + " invalid_request_error | template",
        "PUT    | /drafts/DRAFT          | {                                | 400 |"
            + " invalid_request_error | JSON",
        "POST   | /drafts                | {\"to\":5}                       | 400 |"
            + " invalid_request_error | to",
        "POST   | /drafts                | {\"send_at\":5}                  | 400 |"
            + " invalid_request_error | send_at",
        "POST   | /drafts                | []                               | 400 |"
            + " invalid_request_error | JSON",
        "POST   | /drafts/nothing        | {}                               | 404 | not_found_error"
            + " | draft",
        "POST   | /drafts/FOREIGN        | {}                               | 404 | not_found_error"
            + " | draft",
        "POST   | /drafts/DRAFT          | {}                               | 400 |"
            + " invalid_request_error | recipient",
        "POST   | /drafts/DRAFT          | {                                | 400 |"
            + " invalid_request_error | JSON",
        "POST   | /drafts/DRAFT          | {\"signature_id\":\"s\"} | 400 | invalid_request_error |"
            + " signature_id",
        "POST   | /drafts/DRAFT          | {\"send_at\":\"x\"}              | 400 |"
            + " invalid_request_error | send_at",
        "DELETE | /drafts/nothing        | ``                               | 404 | not_found_error"
            + " | draft",
        "DELETE | /drafts/MESSAGE        | ``                               | 404 | not_found_error"
            + " | draft",
        "DELETE | /drafts/FOREIGN        | ``                               | 404 | not_found_error"
            + " | draft",
      })
  void ofDrafts(String method, String path, String body, int status, String type, String named) {
    inputs.isRefused(method, path, body, new Refusal(status, type, named));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = QUOTE,
      value = {
        "/attachments/FILE                               | 400 | invalid_request_error |"
            + " message_id",
        "/attachments/FILE?message_id=                   | 400 | invalid_request_error |"
            + " message_id",
        "/attachments/FILE?message_id=nothing            | 404 | not_found_error | message",
        "/attachments/FILE?message_id=FOREIGN            | 404 | not_found_error | message",
        "/attachments/nothing?message_id=MESSAGE         | 404 | not_found_error | attachment",
        "/attachments/p99?message_id=MESSAGE             | 404 | not_found_error | attachment",
        "/attachments/FILE?message_id=DRAFT              | 404 | not_found_error | attachment",
        "/attachments/FILE/download                      | 400 | invalid_request_error |"
            + " message_id",
        "/attachments/FILE/download?message_id=nothing   | 404 | not_found_error | message",
        "/attachments/nothing/download?message_id=MESSAGE | 404 | not_found_error | attachment",
        "/attachments/..%2F..%2Fx/download?message_id=MESSAGE | 404 | not_found_error | attachment",
      })
  void ofAttachments(String path, int status, String type, String named) {
    inputs.isRefused("GET", path, "", new Refusal(status, type, named));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = QUOTE,
      value = {
        "multipart/form-data             | --b--                                              |"
            + " boundary",
        "multipart/form-data; boundary=b | nothing                                            |"
            + " boundary",
        "multipart/form-data; boundary=b | --b--                                              |"
            + " message",
        "multipart/form-data; boundary=b | --b~Content-Disposition: form-data; name=\"message\"~~{}"
            + " | ends early",
        "multipart/form-data; boundary=b | --b~Content-Disposition: form-data;"
            + " name=\"file0\"~~{}~--b--~ | message",
        "multipart/form-data; boundary=b | --b~Content-Disposition: form-data;"
            + " name=\"message\"~~{~--b--~ | JSON",
        "multipart/form-data; boundary=b | --b~Content-Disposition: form-data;"
            + " name=\"message\"~~~--b--~ | to must",
        "multipart/form-data; boundary=b | --b~Content-Disposition: form-data;"
            + " name=\"message\"~~[]~--b--~ | JSON object",
        "multipart/mixed; boundary=b     | --b~Content-Disposition: form-data;"
            + " name=\"message\"~~{}~--b--~ | JSON",
        "text/plain                      | to: bob                                            |"
            + " JSON",
      })
  void ofForms(String type, String body, String named) {
    inputs.isRefused(
        "POST",
        "/messages/send",
        body.replace("~", "\r\n").getBytes(StandardCharsets.UTF_8),
        type,
        new Refusal(400, WrongInputs.INVALID, named));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/messages/send", "/drafts", "/drafts/DRAFT", "/messages/MESSAGE"})
  void ofAnySize(String path) {
    byte[] large = ("{\"body\":\"" + "x".repeat(3 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
    String method = path.startsWith("/messages/M") ? "PUT" : "POST";
    inputs.isRefused(
        method,
        path,
        large,
        "application/json",
        new Refusal(413, WrongInputs.INVALID, "larger than"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"/messages/send", "/drafts", "/drafts/DRAFT", "/messages/MESSAGE"})
  void ofAnyDepth(String path) {
    String method = path.startsWith("/messages/M") ? "PUT" : "POST";
    String deep = "{\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    inputs.isRefused(method, path, deep, new Refusal(400, WrongInputs.INVALID, "JSON"));
  }

  @Test
  void ofBytesThatAreNoUtf8() {
    byte[] latin = "{\"subject\":\"größe\"}".getBytes(StandardCharsets.ISO_8859_1);
    inputs.isRefused(
        "POST",
        "/drafts",
        latin,
        "application/json; charset=iso-8859-1",
        new Refusal(400, WrongInputs.INVALID, "JSON"));
  }
}
