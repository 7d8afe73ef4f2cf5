package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What HTTP asks of every route, and uploads as bytes over a socket.
class HttpBasicsTest {
  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;
  private Socket socket;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = "/v3/grants/" + stage.agent("ann");
    stage.agent("bob");
    socket = new Socket("127.0.0.1", stage.port());
    socket.setSoTimeout(20_000);
  }

  @AfterEach
  void stop() throws IOException {
    socket.close();
    stage.close();
  }

  private record Heard(int status, String head, String body) {}

  private Heard ask(String method, String path, String headers, byte[] body) throws IOException {
    String head =
        method
            + " "
            + path
            + " HTTP/1.1\r\nHost: a.test\r\nAuthorization: Bearer "
            + ApiStage.KEY
            + "\r\n"
            + headers
            + "\r\n";
    socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
    socket.getOutputStream().write(body);
    socket.getOutputStream().flush();
    return hear(!method.equals("HEAD"));
  }

  private Heard hear(boolean withBody) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int octet = in.read();
      assertThat(octet).as("after " + head).isNotNegative();
      head.append((char) octet);
    }
    String lower = head.toString().toLowerCase(Locale.ROOT);
    int length = Integer.parseInt(lower.replaceAll("(?s).*content-length: ([0-9]+).*", "$1"));
    String body = withBody ? new String(in.readNBytes(length), StandardCharsets.UTF_8) : "";
    return new Heard(Integer.parseInt(lower.substring(9, 12)), lower, body);
  }

  private static String length(byte[] body, String type) {
    return "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n";
  }

  private String sent(String attachments) {
    Answer sent =
        stage.call(
            "POST",
            ann + "/messages/send",
            "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"s\",\"body\":\"b\""
                + attachments
                + "}");
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    return sent.id();
  }

  @Test
  void headIsGetWithoutItsContent() throws IOException {
    String id = sent(",\"attachments\":[{\"content\":\"aGVsbG8=\",\"filename\":\"a.txt\"}]");
    String file =
        stage
            .get(ann + "/messages/" + id)
            .data()
            .objects("attachments")
            .orElseThrow()
            .getFirst()
            .text("id")
            .orElseThrow();
    Heard message = ask("HEAD", ann + "/messages/" + id, "", new byte[0]);
    assertThat(message.status()).isEqualTo(200);
    Heard download =
        ask("HEAD", ann + "/attachments/" + file + "/download?message_id=" + id, "", new byte[0]);
    assertThat(download.head()).contains("content-length: 5").contains("application/octet-stream");
    assertThat(ask("HEAD", ann + "/messages/nothing", "", new byte[0]).status()).isEqualTo(404);
    Heard next = ask("GET", ann + "/messages/" + id, "", new byte[0]);
    assertThat(next.body()).startsWith("{\"request_id\"");
  }

  @Test
  void optionsTellsTheMethods() throws IOException {
    Heard options = ask("OPTIONS", ann + "/drafts", "", new byte[0]);
    assertThat(options.status()).isEqualTo(200);
    assertThat(options.head()).contains("allow: get, head, options, post");
    assertThat(options.body()).contains("request_id");
    assertThat(ask("OPTIONS", "/v3/nothing", "", new byte[0]).status()).isEqualTo(404);
    Heard wrong = ask("PATCH", ann + "/drafts", "", new byte[0]);
    assertThat(wrong.status()).isEqualTo(405);
    assertThat(wrong.body()).contains("\"error\"");
  }

  @Test
  void aPackedBodyIsRefused() throws IOException {
    byte[] body = {31, -117, 8};
    Heard refused =
        ask(
            "POST",
            ann + "/messages/send",
            length(body, "application/json") + "Content-Encoding: gzip\r\n",
            body);
    assertThat(refused.status()).isEqualTo(415);
    assertThat(refused.body()).contains("Content-Encoding").contains("request_id");
    assertThat(ask("GET", ann + "/messages", "", new byte[0]).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "application/json; charset=utf-8",
        "text/plain",
        "application/x-www-form-urlencoded",
        "nonsense",
        ""
      })
  void jsonIsJsonWhateverItIsCalled(String type) throws IOException {
    byte[] body = "{\"subject\":\"größe\"}".getBytes(StandardCharsets.UTF_8);
    Heard made = ask("POST", ann + "/drafts", length(body, type), body);
    assertThat(made.status()).as(made.body()).isEqualTo(200);
    assertThat(made.body()).contains("größe");
  }

  private static byte[] form(int size) {
    ByteArrayOutputStream form = new ByteArrayOutputStream();
    form.writeBytes(
        ("--b\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n"
                + "{\"to\":[{\"email\":\"bob@agents.test\"}],\"subject\":\"up\"}\r\n--b\r\n"
                + "Content-Disposition: form-data; name=\"file0\"; filename=\"a.bin\"\r\n\r\n")
            .getBytes(StandardCharsets.US_ASCII));
    form.writeBytes(new byte[size]);
    form.writeBytes("\r\n--b--\r\n".getBytes(StandardCharsets.US_ASCII));
    return form.toByteArray();
  }

  private static byte[] chunked(byte[] body, int chunk) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int at = 0; at < body.length; at += chunk) {
      int length = Math.min(chunk, body.length - at);
      out.writeBytes((Integer.toHexString(length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(body, at, length);
      out.writeBytes(new byte[] {'\r', '\n'});
    }
    out.writeBytes("0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
    return out.toByteArray();
  }

  @ParameterizedTest
  @CsvSource({"10,7", "100000,999", "9000000,60000"})
  void aFormMayComeInChunks(int size, int chunk) throws IOException {
    String headers =
        "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n";
    Heard sent = ask("POST", ann + "/messages/send", headers, chunked(form(size), chunk));
    assertThat(sent.status()).as(sent.body()).isEqualTo(200);
    assertThat(sent.body()).contains("\"size\":" + size);
    assertThat(ask("GET", ann + "/messages", "", new byte[0]).status()).isEqualTo(200);
  }

  @Test
  void aLargeFormThatIsBrokenLeavesTheConnectionUsable() throws IOException {
    byte[] form = form(5 << 20);
    byte[] cut = java.util.Arrays.copyOf(form, form.length - 8);
    Heard refused =
        ask("POST", ann + "/messages/send", length(cut, "multipart/form-data; boundary=b"), cut);
    assertThat(refused.status()).isEqualTo(400);
    assertThat(refused.body()).contains("ends early");
    Heard other =
        ask("POST", ann + "/messages/send", length(form, "multipart/form-data; boundary=c"), form);
    assertThat(other.status()).isEqualTo(400);
    assertThat(ask("GET", ann + "/messages", "", new byte[0]).body()).contains("\"data\":[]");
  }

  @Test
  void aFormOverItsLimitIsRefused() throws IOException {
    String headers =
        "Content-Type: multipart/form-data; boundary=b\r\nContent-Length: "
            + (26 << 20)
            + "\r\nExpect: 100-continue\r\n";
    Heard refused = ask("POST", ann + "/messages/send", headers, new byte[0]);
    assertThat(refused.status()).isEqualTo(413);
    assertThat(refused.body()).contains("invalid_request_error").contains("request_id");
  }

  @Test
  void aFormThatGrowsOverItsLimitIsRefused() throws IOException {
    String headers =
        "Content-Type: multipart/form-data; boundary=b\r\nTransfer-Encoding: chunked\r\n";
    Heard refused = ask("POST", ann + "/messages/send", headers, chunked(form(26 << 20), 60_000));
    assertThat(refused.status()).isEqualTo(413);
    assertThat(stage.get(ann + "/messages").list()).isEmpty();
  }
}
