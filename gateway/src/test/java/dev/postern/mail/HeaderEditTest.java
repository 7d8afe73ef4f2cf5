package dev.postern.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderEditTest {
  private static String written(HeaderEdit edit) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    edit.writeTo(out);
    assertThat(edit.size()).isEqualTo(out.size());
    return Messages.text(out.toByteArray());
  }

  @Test
  void fieldsAreAddedAndRemovedAndAllElseStays() throws IOException {
    String message = "A: 1\r\nbcc: x@y,\r\n\tz@y\r\nB: 2\n\nBcc: body\r\n\r\nBCC: body\n\0\u00ff\r";
    HeaderEdit edit =
        HeaderEdit.of(Messages.raw(message))
            .prepend("Received: by x;\r\n\tnow")
            .prepend("Return-Path: <>")
            .remove("Bcc")
            .append("Date: d")
            .append("Message-ID: <m@x>");
    assertThat(written(edit))
        .isEqualTo(
            "Return-Path: <>\r\nReceived: by x;\r\n\tnow\r\nA: 1\r\nB: 2\nDate: d\r\n"
                + "Message-ID: <m@x>\r\n\nBcc: body\r\n\r\nBCC: body\n\0\u00ff\r");
  }

  @Test
  void anEditOfNothingIsTheMessage() throws IOException {
    for (String text : new String[] {"", "\r\n", "body", "A: 1", "A: 1\r\n\r\nx", " \r\nx"}) {
      assertThat(written(HeaderEdit.of(Messages.raw(text)))).isEqualTo(text);
    }
  }

  @Test
  void aHeaderWithoutEndTakesLinesToo() throws IOException {
    assertThat(written(HeaderEdit.of(Messages.raw("A: 1")).append("B: 2")))
        .isEqualTo("A: 1\r\nB: 2\r\n");
    assertThat(written(HeaderEdit.of(Messages.raw("")).append("B: 2"))).isEqualTo("B: 2\r\n");
    assertThat(written(HeaderEdit.of(Messages.raw("Bcc: a\r\n b")).remove("BCC").append("B: 2")))
        .isEqualTo("B: 2\r\n");
    assertThat(written(HeaderEdit.of(Messages.raw("\r\nbody")).append("B: 2")))
        .isEqualTo("B: 2\r\n\r\nbody");
  }

  @Test
  void severalFieldsInARowAreRemoved() throws IOException {
    assertThat(
            written(
                HeaderEdit.of(Messages.raw("Bcc: a\r\nBcc : b\r\nX: c\r\nBcc: d\r\n\r\n"))
                    .remove("Bcc")))
        .isEqualTo("X: c\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "x", ": y", "A: 1\r\nB: 2", "A: 1\nB: 2", "A: 1\r", "A: \0", "A: 1\r\n"})
  void whatIsNotOneFieldIsRefused(String field) {
    HeaderEdit edit = HeaderEdit.of(Messages.raw(""));
    assertThatThrownBy(() -> edit.prepend(field)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> edit.append(field)).isInstanceOf(IllegalArgumentException.class);
  }
}
