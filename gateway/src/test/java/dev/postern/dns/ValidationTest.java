package dev.postern.dns;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.support.TestDns;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.TLSARecord;
import org.xbill.DNS.Type;

/// Signatures checked here, up to a root of the test's own.
class ValidationTest {
  private static final Name HOST = Name.fromConstantString("mx.signed.");
  private static final Name TLSA = Name.fromConstantString("_25._tcp.mx.signed.");

  @AutoClose private TestDns server;
  private SignedRoot root;

  @BeforeEach
  void start() throws Exception {
    server = TestDns.start("");
    root = new SignedRoot(server);
  }

  private Found ask(Name name, int type) {
    Upstream upstream =
        Upstream.of(
            List.of(server.address()), Dnssec.VALIDATE, Duration.ofSeconds(5), root.anchor());
    return Chase.start(upstream, name, type, true).join();
  }

  private static ARecord address(String ip) {
    return new ARecord(HOST, DClass.IN, 60, InetAddress.ofLiteral(ip));
  }

  @Test
  void whatIsSignedIsSecure() throws Exception {
    root.add(server, address("192.0.2.1"));
    root.add(server, new TLSARecord(TLSA, DClass.IN, 60, 3, 1, 1, new byte[32]));
    Found host = ask(HOST, Type.A);
    assertThat(host.status()).isEqualTo(Answer.Status.FOUND);
    assertThat(host.secure()).isTrue();
    assertThat(ask(TLSA, Type.TLSA).secure()).isTrue();
  }

  @Test
  void whatIsNotWhatWasSignedIsNoAnswer() throws Exception {
    server.add(address("192.0.2.66")).add(root.signature(address("192.0.2.1")));
    assertThat(ask(HOST, Type.A)).isEqualTo(Found.FAILED);
  }

  @Test
  void anotherRootsSignaturesAreNoAnswer() throws Exception {
    root.add(server, address("192.0.2.1"));
    server.remove(".");
    root = new SignedRoot(server);
    assertThat(ask(HOST, Type.A)).isEqualTo(Found.FAILED);
  }
}
