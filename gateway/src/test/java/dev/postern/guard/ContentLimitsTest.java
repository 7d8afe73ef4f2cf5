package dev.postern.guard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MessageReader;
import dev.postern.rules.Allowance;
import dev.postern.rules.Limit;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContentLimitsTest {
  private static final int LARGE = 100_000;

  private static Optional<GatewayException> refusal(Allowance allowance, String text) {
    byte[] bytes = text.replace("\n", "\r\n").getBytes(StandardCharsets.UTF_8);
    MemorySegment message = MemorySegment.ofArray(bytes);
    try {
      ContentLimits.check(allowance, MessageReader.read(message), message, bytes.length);
      return Optional.empty();
    } catch (GatewayException e) {
      return Optional.of(e);
    }
  }

  private static Allowance to(Limit limit, long number) {
    return new Allowance(Map.of(limit, number), List.of());
  }

  private static String mixed(String type, int octets) {
    String body = Base64.getMimeEncoder().encodeToString(new byte[octets]).replace("\r\n", "\n");
    return """
    Content-Type: multipart/related; boundary=b

    --b
    Content-Type: text/html

    <img src="cid:a">
    --b
    Content-Type: %s
    Content-ID: <a>
    Content-Disposition: inline
    Content-Transfer-Encoding: base64

    %s
    --b
    Content-Type: message/rfc822

    Content-Type: multipart/mixed; boundary=c

    --c
    Content-Type: application/zip
    Content-Disposition: attachment; filename=x.zip

    PK
    --c--
    --b--
    """
        .formatted(type, body);
  }

  @Test
  void nothingIsRefusedWithoutLimits() {
    assertThat(refusal(Allowance.ALL, mixed("image/png", LARGE))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"100000, true", "99999, false", "0, false"})
  void theDecodedSizeOfAnAttachmentCounts(long most, boolean taken) {
    Optional<GatewayException> refusal =
        refusal(to(Limit.ATTACHMENT_SIZE, most), mixed("image/png", LARGE));
    assertThat(refusal.isEmpty()).isEqualTo(taken);
    refusal.ifPresent(e -> {
      assertThat(e.fault()).isEqualTo(Fault.TOO_LARGE);
      assertThat(e.text())
          .isEqualTo("attachment 1 has 100000 octets, and limit_attachment_size_limit is " + most);
    });
  }

  @Test
  void picturesInTheBodyCountAndAMessageCountsOnce() {
    assertThat(refusal(to(Limit.ATTACHMENT_COUNT, 2), mixed("image/png", 3))).isEmpty();
    assertThat(refusal(to(Limit.ATTACHMENT_COUNT, 1), mixed("image/png", 3)).orElseThrow().text())
        .isEqualTo("the message has 2 attachments, and limit_attachment_count_limit is 1");
  }

  @ParameterizedTest
  @CsvSource({
    "image/png, image/*, true",
    "IMAGE/PNG, image/png, true",
    "image/svg+xml, image/png, false",
    "imagery/png, image/*, false",
    "application/zip, */*, true"
  })
  void typesAreComparedWithWildcards(String type, String allowed, boolean taken) {
    Allowance allowance = new Allowance(Map.of(), List.of(allowed, "message/rfc822"));
    Optional<GatewayException> refusal = refusal(allowance, mixed(type, 3));
    assertThat(refusal.isEmpty()).isEqualTo(taken);
    refusal.ifPresent(e -> assertThat(e.fault()).isEqualTo(Fault.MEDIA_REFUSED));
  }

  @Test
  void refusalsArePrintableWhateverTheMessageSays() {
    Allowance allowance = new Allowance(Map.of(), List.of("image/png"));
    for (String type :
        List.of("image/p\u00e4ng", "image/" + "x".repeat(500), "\u0001/\u0002", "image/a\u0000b")) {
      assertThat(refusal(allowance, mixed(type, 3)).orElseThrow().text())
          .matches("[ -~]{1,200}")
          .contains("limit_attachment_allowed_types");
    }
  }

  @Test
  void theWholeMessageCounts() {
    String text = "Subject: x\n\ntext\n";
    assertThat(refusal(to(Limit.MESSAGE_SIZE, 20), text)).isEmpty();
    assertThat(refusal(to(Limit.MESSAGE_SIZE, 19), text).orElseThrow().text())
        .isEqualTo("the message has 20 octets, and limit_size_total_mime is 19");
  }
}
