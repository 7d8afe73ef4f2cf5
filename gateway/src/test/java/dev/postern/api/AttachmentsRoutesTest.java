package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.api.ApiStage.Answer;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Attachments of messages and drafts (spec/api-data.md section 6).
class AttachmentsRoutesTest {
  private static final String MESSAGE =
      """
      From: ann@agents.test
      To: bob@agents.test
      Subject: parts
      MIME-Version: 1.0
      Content-Type: multipart/mixed; boundary=m

      --m
      Content-Type: multipart/alternative; boundary=a

      --a
      Content-Type: text/plain

      text
      --a
      Content-Type: text/html

      <img src="cid:pic">
      --a
      Content-Type: text/calendar; method=REQUEST; charset=utf-8

      BEGIN:VCALENDAR
      END:VCALENDAR
      --a--
      --m
      Content-Type: image/png; name="pic.png"
      Content-ID: <pic>
      Content-Disposition: inline; filename="pic.png"
      Content-Transfer-Encoding: base64

      aGVsbG8=
      --m
      Content-Type: application/pdf
      Content-Disposition: attachment; filename*0*=UTF-8''gr%C3%B6; filename*1*=%C3%9Fe.pdf

      one
      --m
      Content-Type: application/pdf
      Content-Disposition: attachment; filename="größe.pdf"

      --m
      Content-Type: message/rfc822

      Subject: inner
      From: x@y.test

      inner text
      --m--
      """;

  @TempDir private Path directory;
  private ApiStage stage;
  private String ann;

  @BeforeEach
  void start() throws IOException {
    stage = new ApiStage(directory);
    ann = "/v3/grants/" + stage.agent("ann");
    stage.agent("bob");
  }

  @AfterEach
  void stop() {
    stage.close();
  }

  private Answer download(String message, JsonBody attachment) {
    String id = attachment.text("id").orElseThrow();
    return stage.get(ann + "/attachments/" + id + "/download?message_id=" + message);
  }

  @Test
  void everyPartThatIsNotTheTextIsListedAndGivenOut() {
    Answer sent =
        stage.call(
            "POST",
            ann + "/messages/send?type=mime",
            MESSAGE.getBytes(StandardCharsets.UTF_8),
            "message/rfc822");
    assertThat(sent.status()).as(sent.text()).isEqualTo(200);
    List<JsonBody> files = sent.data().objects("attachments").orElseThrow();
    assertThat(files).as(sent.text()).hasSize(5);
    JsonBody calendar = files.get(0);
    assertThat(calendar.text("content_type").orElseThrow())
        .isEqualTo("text/calendar; method=REQUEST; charset=utf-8");
    assertThat(calendar.text("filename").orElseThrow()).endsWith(".ics");
    JsonBody picture = files.get(1);
    assertThat(picture.flag("is_inline")).contains(true);
    assertThat(picture.text("content_id")).contains("pic");
    assertThat(picture.number("size")).contains(5L);
    assertThat(files.get(2).text("filename")).contains("größe.pdf");
    assertThat(files.get(3).text("filename")).contains("größe.pdf");
    assertThat(files.get(4).text("content_type")).contains("message/rfc822");
    for (JsonBody file : files) {
      Answer got = download(sent.id(), file);
      assertThat(got.status()).isEqualTo(200);
      assertThat(got.bytes()).hasSize(file.number("size").orElseThrow().intValue());
      assertThat(got.response().headers().firstValue("content-length"))
          .contains(Integer.toString(got.bytes().length));
      Answer data =
          stage.get(
              ann + "/attachments/" + file.text("id").orElseThrow() + "?message_id=" + sent.id());
      assertThat(data.data().canonical()).isEqualTo(file.canonical());
    }
    assertThat(download(sent.id(), files.get(2)).text()).isEqualTo("one");
    assertThat(download(sent.id(), files.get(3)).bytes()).isEmpty();
    assertThat(download(sent.id(), files.get(4)).text()).startsWith("Subject: inner\r\n");
    assertThat(download(sent.id(), picture).response().headers().firstValue("content-disposition"))
        .contains("attachment; filename*=UTF-8''pic.png");
  }

  @Test
  void aDraftsAttachmentsAreFoundByTheDraftsId() {
    String file = "{\"filename\":\"a.txt\",\"content\":\"aGVsbG8=\"}";
    Answer draft = stage.call("POST", ann + "/drafts", "{\"attachments\":[" + file + "]}");
    JsonBody listed = draft.data().objects("attachments").orElseThrow().getFirst();
    assertThat(download(draft.id(), listed).text()).isEqualTo("hello");
    Answer kept = stage.call("PUT", ann + "/drafts/" + draft.id(), "{\"body\":\"x\"}");
    assertThat(
            download(draft.id(), kept.data().objects("attachments").orElseThrow().getFirst())
                .text())
        .isEqualTo("hello");
    Answer none = stage.call("PUT", ann + "/drafts/" + draft.id(), "{\"attachments\":[]}");
    assertThat(none.data().objects("attachments").orElseThrow()).isEmpty();
  }

  @Test
  void aContentIdMakesAPartThatTheTextCanShow() {
    String files =
        "[{\"filename\":\"p.png\",\"content\":\"aGVsbG8=\",\"content_type\":\"image/png\","
            + "\"content_id\":\"pic\"},{\"filename\":\"p.pdf\",\"content\":\"aGVsbG8=\","
            + "\"content_id\":\"doc\",\"content_disposition\":\"attachment\"}]";
    Answer sent =
        stage.call(
            "POST",
            ann + "/messages/send",
            "{\"to\":[{\"email\":\"bob@agents.test\"}],\"body\":\"<img"
                + " src='cid:pic'>\",\"attachments\":"
                + files
                + "}");
    List<JsonBody> listed = sent.data().objects("attachments").orElseThrow();
    assertThat(listed.get(0).flag("is_inline")).contains(true);
    assertThat(listed.get(1).flag("is_inline")).contains(false);
    assertThat(stage.get(ann + "/messages/" + sent.id() + "?fields=raw_mime").status())
        .isEqualTo(200);
  }
}
