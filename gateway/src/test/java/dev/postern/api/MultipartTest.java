package dev.postern.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The forms that official clients send (spec/api-data.md section 2.7).
class MultipartTest {
  private static final String TYPE = "multipart/form-data; boundary=b-1";

  private static List<Read> parse(String body) {
    return parse(TYPE, body.getBytes(StandardCharsets.UTF_8));
  }

  private static List<Read> parse(String type, byte[] body) {
    List<Read> parts = new ArrayList<>();
    try {
      Multipart.read(
          type,
          new ByteArrayInputStream(body),
          part -> {
            parts.add(new Read(part, new ByteArrayOutputStream()));
            return parts.getLast().octets();
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return parts;
  }

  /// One part with its content.
  private record Read(Multipart.Part part, ByteArrayOutputStream octets) {
    String name() {
      return part.name();
    }

    byte[] content() {
      return octets.toByteArray();
    }
  }

  @Test
  void javaGivesThePartsLengthsAndNoTypeForTheJson() {
    String body =
        "--b-1\r\n"
            + "Content-Disposition: form-data; name=\"message\"\r\n"
            + "Content-Length: 2\r\n\r\n"
            + "{}\r\n"
            + "--b-1\r\n"
            + "Content-Disposition: form-data; name=\"file0\"; filename=\"a b.pdf\"\r\n"
            + "Content-Type: application/pdf\r\n"
            + "Content-Length: 3\r\n\r\n"
            + "abc\r\n"
            + "--b-1--\r\n";
    List<Read> parts = parse(body);
    assertThat(parts).extracting(Read::name).containsExactly("message", "file0");
    assertThat(parts.get(0).content()).asString().isEqualTo("{}");
    assertThat(parts.get(1).part().filename()).contains("a b.pdf");
    assertThat(parts.get(1).part().contentType()).isEqualTo("application/pdf");
    assertThat(parts.get(1).content()).asString().isEqualTo("abc");
  }

  @Test
  void nodeWritesFileNamesAsUtf8AndEscapesQuotes() {
    String body =
        "--b-1\r\nContent-Disposition: form-data; name=\"message\"\r\n\r\n{\"a\":1}\r\n"
            + "--b-1\r\nContent-Disposition: form-data; name=\"logo\"; filename=\"å%22ä.png\"\r\n"
            + "Content-Type: image/png\r\n\r\n\r\n\r\n--b-1--";
    List<Read> parts = parse(body);
    assertThat(parts.get(1).part().filename()).contains("å\"ä.png");
    assertThat(parts.get(1).content()).asString().isEqualTo("\r\n");
  }

  @Test
  void pythonGivesTheJsonAnEmptyFileName() {
    String body =
        "--b-1\r\nContent-Disposition: form-data; name=\"message\"; filename=\"\"\r\n"
            + "Content-Type: application/json\r\n\r\n{}\r\n--b-1--\r\n";
    Multipart.Part part = parse(body).getFirst().part();
    assertThat(part.name()).isEqualTo("message");
    assertThat(part.filename()).isEqualTo(Optional.of(""));
  }

  @Test
  void anExtendedFileNameWins() {
    String body =
        "--b-1\r\nContent-Disposition: form-data; name=f; filename=x; filename*=UTF-8''%c3%a5.txt"
            + "\r\n\r\nz\r\n--b-1--\r\n";
    assertThat(parse(body).getFirst().part().filename()).contains("å.txt");
  }

  @Test
  void curlsPreambleAndQuotedBoundaryAreFine() {
    String body = "ignored\r\n--b-1 \r\n\r\nbare\r\n--b-1--\r\nepilogue";
    List<Read> parts =
        parse(
            "Multipart/Form-Data; charset=utf-8; boundary=\"b-1\"",
            body.getBytes(StandardCharsets.UTF_8));
    assertThat(parts.getFirst().content()).asString().isEqualTo("bare");
    assertThat(parts.getFirst().name()).isEmpty();
  }

  @Test
  void base64IsDecodedWhereItIsDeclared() {
    String body =
        "--b-1\r\nContent-Disposition: form-data; name=\"f\"\r\n"
            + "Content-Transfer-Encoding: BASE64\r\n\r\naGVs\r\nbG8=\r\n--b-1--\r\n";
    assertThat(parse(body).getFirst().content()).asString().isEqualTo("hello");
    assertThatThrownBy(() -> parse(body.replace("bG8=", "b"))).isInstanceOf(GatewayException.class);
  }

  @Test
  void aPartLargerThanTheWindowSurvivesWhereverItsDelimiterFalls() {
    for (int length = 65_500; length < 65_600; length++) {
      String content = "x".repeat(length - 3) + "\r\n-";
      String body =
          "--b-1\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n" + content + "\r\n--b-1--";
      assertThat(parse(body).getFirst().content()).asString().isEqualTo(content);
    }
  }

  @Test
  void anyBytesSurvive() {
    long seed = 42;
    Random random = new Random(seed);
    for (int round = 0; round < 200; round++) {
      byte[] content = new byte[random.nextInt(300)];
      random.nextBytes(content);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      body.writeBytes(
          "--b-1\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\n"
              .getBytes(StandardCharsets.UTF_8));
      body.writeBytes(content);
      body.writeBytes("\r\n--b-1--\r\n".getBytes(StandardCharsets.UTF_8));
      assertThat(parse(TYPE, body.toByteArray()).getFirst().content())
          .as("seed %d round %d", seed, round)
          .isEqualTo(content);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no boundary here",
        "--b-1",
        "--b-1\r\n",
        "--b-1\r\nContent-Disposition: form-data; name=\"x\"\r\n\r\nno end",
        "--b-1\r\nContent-Disposition: form-data; name=\"x\"\r\n--b-1--\r\n",
        "--b-1xx\r\n\r\nz\r\n--b-1--"
      })
  void brokenFormsAreRefused(String body) {
    assertThatThrownBy(() -> parse(body))
        .isInstanceOfSatisfying(
            GatewayException.class, e -> assertThat(e.fault()).isEqualTo(Fault.SYNTAX));
  }

  @Test
  void everyCutOfAFormIsRefusedOrRead() {
    String whole =
        "--b-1\r\n"
            + "Content-Disposition: form-data; name=\"x\"\r\n\r\n"
            + "abc\r\n"
            + "--b-1\r\n\r\n\r\n"
            + "--b-1--";
    for (int length = 0; length < whole.length(); length++) {
      String cut = whole.substring(0, length);
      assertThatThrownBy(() -> parse(cut)).as(cut).isInstanceOf(GatewayException.class);
    }
    assertThat(parse(whole)).hasSize(2);
  }
}
