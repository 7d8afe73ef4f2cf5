package dev.postern.conformance.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.conformance.client.Api;
import dev.postern.conformance.client.Smtp;
import dev.postern.conformance.peer.NameServer;
import dev.postern.conformance.peer.Postern;
import dev.postern.conformance.peer.Postfix;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Mail between this server and Postfix, both ways, as over the Internet: MX and SPF from the DNS,
/// STARTTLS, DKIM. What we sign is checked by dkimpy, what dkimpy signs is checked by us.
class PostfixExchangeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Path PYTHON = Path.of("/usr/bin/python3");
  private static final String ANN = "ann@here.test";
  private static final String BOB = "bob@far.test";
  private static final String ZONE =
      """
      far.test. 60 IN MX 10 mx.far.test.
      mx.far.test. 60 IN A 127.0.0.1
      far.test. 60 IN TXT "v=spf1 ip4:127.0.0.1 -all"
      _dmarc.far.test. 60 IN TXT "v=DMARC1; p=reject"
      """;

  private static final String CHECK =
      """
      import sys, dkim
      keys = dict(line.rstrip("\\n").split("\\t", 1) for line in open(sys.argv[1]))
      mail = sys.stdin.buffer.read()
      find = lambda name, timeout=5: keys.get(name.decode().rstrip("."), "").encode()
      count = sum(1 for name, _ in dkim.DKIM(mail).headers if name.lower() == b"dkim-signature")
      def verified(i):
          try:
              return dkim.DKIM(mail).verify(idx=i, dnsfunc=find)
          except dkim.ValidationError:
              return False
      print([verified(i) for i in range(count)])
      """;

  private static final String SIGN =
      """
      import sys, dkim
      mail = sys.stdin.buffer.read()
      field = dkim.sign(mail, b"s1", b"far.test", open(sys.argv[1], "rb").read())
      sys.stdout.buffer.write(field + mail)
      """;

  @TempDir private Path folder;
  private NameServer names;
  private Postern server;
  private Postfix postfix;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(Postfix.isInstalled(), "Postfix is not installed, or we are not root");
    names = NameServer.start(ZONE);
    int port = Postfix.freePort();
    server =
        Postern.start(
            "domains=here.test",
            "hostname=mx.here.test",
            "dns.servers=" + names.address(),
            "outbound.direct=true",
            "outbound.port=" + port,
            "outbound.allow-private-targets=true",
            // Otherwise programs of this machine are not checked.
            "mx.trusted-networks=192.0.2.0/24");
    postfix = Postfix.start(port, server.port("mx"));
    String _ = server.agent("ann", ANN);
  }

  @AfterEach
  void end() {
    Optional.ofNullable(postfix).ifPresent(Postfix::close);
    Optional.ofNullable(server).ifPresent(Postern::close);
    Optional.ofNullable(names).ifPresent(NameServer::close);
  }

  @Test
  void whatAnAgentSendsArrivesSignedAndUntouched() throws Exception {
    Map<String, String> keys = publishKeys();
    send(BOB, "Grüße an Bob");
    await("Postfix has it").atMost(PATIENCE).until(() -> !postfix.mails().isEmpty());
    String mail = postfix.mails().getFirst();
    assertThat(mail).contains("Return-Path: <" + ANN + ">").contains("using TLSv1.3");
    assumeTrue(hasDkimpy(), "dkimpy is not installed");
    assertThat(dkimpy(mail, keys)).as(mail).isEqualTo("[True, True]");
    assertThat(dkimpy(mail.replace("the text", "another text"), keys)).isEqualTo("[False, False]");
  }

  @Test
  void whatPostfixRefusesComesBackAsAReport() throws Exception {
    send("nobody@far.test", "To nobody");
    JsonNode report =
        await("the report").atMost(PATIENCE).until(this::inbox, list -> !list.isEmpty()).getFirst();
    assertThat(report.path("from").path(0).path("email").asString())
        .isEqualTo("mailer-daemon@here.test");
    assertThat(raw(report))
        .contains("Final-Recipient: rfc822; nobody@far.test")
        .contains("Action: failed")
        .contains("Status: 5.1.1")
        .contains("Remote-MTA: dns; mx.far.test");
    assertThat(postfix.mails()).isEmpty();
  }

  @Test
  void whatPostfixBringsIsChecked() throws Exception {
    assumeTrue(hasDkimpy(), "dkimpy is not installed");
    bring(ANN, signed(mail("Signed")));
    JsonNode got =
        await("the mail").atMost(PATIENCE).until(this::inbox, list -> !list.isEmpty()).getFirst();
    JsonNode found = got.path("authentication");
    assertThat(found.at("/spf/result").asString()).as("%s", found).isEqualTo("pass");
    assertThat(found.at("/dkim/0/result").asString()).as("%s", found).isEqualTo("pass");
    assertThat(found.at("/dmarc/result").asString()).as("%s", found).isEqualTo("pass");
    assertThat(raw(got))
        .containsOnlyOnce("Return-Path: <" + BOB + ">")
        .contains("Authentication-Results: mx.here.test")
        .contains("by mx.here.test (Postern) with ESMTPS");
  }

  @Test
  void whatWeRefusePostfixReturnsToItsSender() throws Exception {
    bring("nobody@here.test", mail("To nobody"));
    await("Postfix has the report").atMost(PATIENCE).until(() -> !postfix.mails().isEmpty());
    assertThat(postfix.mails().getFirst()).contains("550 5.1.1").contains("nobody@here.test");
    assertThat(inbox()).isEmpty();
  }

  private static String mail(String subject) {
    return "From: Bob <%s>\r\nTo: <%s>\r\nSubject: %s\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\nMessage-ID: <%s@far.test>\r\n\r\nthe text\r\n"
        .formatted(BOB, ANN, subject, subject.replace(" ", "-"));
  }

  private void bring(String to, String mail) throws IOException {
    try (Smtp smtp = Smtp.to(postfix.port())) {
      smtp.send(BOB, to, mail);
    }
  }

  private void send(String to, String subject) throws IOException {
    Api.Answer answer =
        server
            .api()
            .post(
                "/v3/grants/" + server.grant(ANN) + "/messages/send",
                Map.of("to", List.of(Map.of("email", to)), "subject", subject, "body", "the text"));
    assertThat(answer.status()).as("%s", answer.json()).isEqualTo(200);
  }

  private List<JsonNode> inbox() throws IOException {
    JsonNode list =
        server.api().get("/v3/grants/" + server.grant(ANN) + "/messages?in=inbox&limit=10").data();
    return StreamSupport.stream(list.spliterator(), false).toList();
  }

  private String raw(JsonNode message) throws IOException {
    String path =
        "/v3/grants/%s/messages/%s?fields=raw_mime"
            .formatted(server.grant(ANN), message.path("id").asString());
    String encoded = server.api().get(path).data().path("raw_mime").asString();
    return new String(Base64.getUrlDecoder().decode(encoded), StandardCharsets.UTF_8);
  }

  /// Puts the keys of our domain into the DNS, has them looked at, and returns them by name.
  private Map<String, String> publishKeys() throws IOException {
    JsonNode records =
        server.api().get("/v3/admin/domains/here.test/records").data().path("records");
    Map<String, String> keys =
        StreamSupport.stream(records.spliterator(), false)
            .filter(record -> record.path("check").asString().equals("dkim"))
            .collect(
                Collectors.toMap(
                    record -> record.path("name").asString(),
                    record -> record.path("value").asString()));
    assertThat(keys).as("%s", records).hasSize(2);
    for (Map.Entry<String, String> key : keys.entrySet()) {
      String strings = key.getValue().replaceAll("(.{200})", "$1\" \"");
      names.tell("%s. 60 IN TXT \"%s\"".formatted(key.getKey(), strings));
    }
    // What the DNS said before is remembered for a moment.
    await("the keys are seen")
        .atMost(PATIENCE)
        .until(() ->
            server
                .api()
                .post("/v3/admin/domains/here.test/verify", Map.of("type", "dkim"))
                .data()
                .path("status")
                .asString()
                .equals("done"));
    return keys;
  }

  private static boolean hasDkimpy() throws Exception {
    return Files.isExecutable(PYTHON)
        && new ProcessBuilder(PYTHON.toString(), "-c", "import dkim, nacl")
                .redirectErrorStream(true)
                .start()
                .waitFor()
            == 0;
  }

  private String dkimpy(String mail, Map<String, String> keys) throws Exception {
    Path file = folder.resolve("keys");
    Files.writeString(
        file,
        keys.entrySet().stream()
            .map(key -> key.getKey() + "\t" + key.getValue() + "\n")
            .collect(Collectors.joining()));
    return run(mail.replace("\n", "\r\n"), PYTHON.toString(), "-c", CHECK, file.toString()).strip();
  }

  private String signed(String mail) throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    KeyPair pair = generator.generateKeyPair();
    Base64.Encoder base64 = Base64.getMimeEncoder(64, new byte[] {'\n'});
    Path key = folder.resolve("key.pem");
    Files.writeString(
        key,
        "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n"
            .formatted(base64.encodeToString(pair.getPrivate().getEncoded())));
    String published = Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    names.tell(
        "s1._domainkey.far.test. 60 IN TXT \"v=DKIM1; k=rsa; p=%s\" \"%s\""
            .formatted(published.substring(0, 200), published.substring(200)));
    return run(mail, PYTHON.toString(), "-c", SIGN, key.toString());
  }

  private static String run(String input, String... command) throws Exception {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream out = process.getOutputStream()) {
      out.write(input.getBytes(StandardCharsets.ISO_8859_1));
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return said;
  }
}
