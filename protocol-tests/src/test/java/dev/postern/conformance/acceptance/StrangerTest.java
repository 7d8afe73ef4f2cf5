package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.NameServer;
import dev.postern.conformance.peer.Postern;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Mail from servers that nobody knows: who it is from is found out, shown and acted upon.
class StrangerTest {
  private static final String ZONE =
      """
      good.test. IN TXT "v=spf1 ip4:127.0.0.1 -all"
      _dmarc.good.test. IN TXT "v=DMARC1; p=reject"
      bad.test. IN TXT "v=spf1 -all"
      _dmarc.bad.test. IN TXT "v=DMARC1; p=reject"
      1.0.0.127.in-addr.arpa. IN PTR mx.good.test.
      mx.good.test. IN A 127.0.0.1
      """;

  @AutoClose private NameServer names;
  @AutoClose private Postern server;
  private String ann;

  @BeforeEach
  void start() throws IOException {
    names = NameServer.start(ZONE);
    server =
        Postern.start(
            "dns.servers=" + names.address(),
            "mx.trusted-networks=192.0.2.0/24",
            "mx.dnsbl=bl.test=4.0");
    ann = server.agent("ann");
  }

  private void deliver(String domain) throws IOException {
    try (Smtp smtp = Smtp.mx(server)) {
      smtp.send("x@" + domain, ann, "From: <x@" + domain + ">\r\nSubject: hello\r\n\r\nhello\r\n");
    }
  }

  private List<JsonNode> folder(String name) throws IOException {
    JsonNode messages =
        server.api().get("/v3/grants/" + server.grant(ann) + "/messages?in=" + name).data();
    return messages.valueStream().toList();
  }

  @Test
  void whatWasFoundOutIsShownWithTheMessage() throws IOException {
    deliver("good.test");
    JsonNode found = folder("inbox").getFirst().path("authentication");
    assertThat(found.at("/spf/result").asString()).isEqualTo("pass");
    assertThat(found.at("/dmarc/result").asString()).isEqualTo("pass");
    assertThat(names.asked("1.0.0.127.bl.test A")).isEqualTo(1);
  }

  @Test
  void mailFromABadAddressIsInJunk() throws IOException {
    names.tell("1.0.0.127.bl.test. IN A 127.0.0.2");
    deliver("good.test");
    assertThat(folder("inbox")).isEmpty();
    assertThat(folder("junk").getFirst().toString()).contains("dnsbl bl.test 4.0");
  }

  @Test
  void whatADomainRejectsIsRefused() {
    assertThatThrownBy(() -> deliver("bad.test"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("550 5.7.1");
  }

  @Test
  void whileNoNameServerAnswersMailIsTaken() throws IOException {
    names.tell("!servfail good.test\n!servfail _dmarc.good.test\n!servfail 1.0.0.127.bl.test");
    deliver("good.test");
    JsonNode found = folder("inbox").getFirst().path("authentication");
    assertThat(found.at("/spf/result").asString()).isEqualTo("temperror");
  }
}
