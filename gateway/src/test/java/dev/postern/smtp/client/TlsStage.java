package dev.postern.smtp.client;

import static dev.postern.smtp.client.ClientStage.MAIL;

import dev.postern.dns.Dns.Tlsa;
import dev.postern.outbound.Transport.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/// A hop with a certificate, and a transport that knows its authority.
abstract class TlsStage {
  @TempDir private static Path files;
  static TestCertificate certificate;
  static TestCertificate stranger;

  @Nullable FakeHop hop;
  @Nullable ClientStage stage;

  @BeforeAll
  static void certificates() {
    certificate = TestCertificate.of(files.resolve("a"), "mx.there.test", "127.0.0.1");
    stranger = TestCertificate.of(files.resolve("b"), "other.test");
  }

  @AfterEach
  void stop() throws IOException {
    if (stage != null) {
      stage.close();
    }
    if (hop != null) {
      hop.close();
    }
  }

  FakeHop hop(@Nullable TestCertificate shown) throws IOException {
    hop = new FakeHop("127.0.0.1", shown == null ? null : shown.server(), false);
    return hop;
  }

  ClientStage direct(FakeHop to) {
    stage = ClientStage.direct(to.port());
    stage.tls = certificate.trusting();
    return stage;
  }

  ClientStage sts(FakeHop to, String mode, String mx) {
    ClientStage made = direct(to);
    made.dns.text("_mta-sts.there.test", "v=STSv1; id=1");
    made.fetcher =
        _ -> "version: STSv1\r\nmode: " + mode + "\r\nmx: " + mx + "\r\nmax_age: 86400\r\n";
    return made;
  }

  ClientStage dane(FakeHop to, Tlsa... records) {
    ClientStage made = direct(to);
    made.dns.secure = true;
    for (Tlsa record : records) {
      made.dns.tlsa("_" + to.port() + "._tcp.mx.there.test", record);
    }
    return made;
  }

  static Outcome send(ClientStage from) {
    return from.send(MAIL, "bob@there.test").getFirst();
  }
}
