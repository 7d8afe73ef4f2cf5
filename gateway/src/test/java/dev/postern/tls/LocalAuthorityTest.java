package dev.postern.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalAuthorityTest {
  private static final Set<String> NAMES = Set.of("mail.example.com", "agents.localhost");

  @TempDir Path data;
  private Instant now = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void aRestartKeepsRootAndLeaf() throws Exception {
    Identity first = authority(NAMES).identity();
    assertThat(authority(NAMES).identity()).isEqualTo(first);
    assertThat(first.toString()).doesNotContain("Private");
  }

  @Test
  void theLeafIsForEveryNameAndForLoopback() throws Exception {
    X509Certificate leaf = leaf(NAMES);
    assertThat(leaf.getSubjectAlternativeNames().stream().map(name -> name.get(1).toString()))
        .containsExactlyInAnyOrder(
            "localhost",
            "127.0.0.1",
            "0:0:0:0:0:0:0:1",
            "mail.example.com",
            "*.mail.example.com",
            "agents.localhost",
            "*.agents.localhost");
    Duration life =
        Duration.between(leaf.getNotBefore().toInstant(), leaf.getNotAfter().toInstant());
    assertThat(life).isLessThan(Duration.ofDays(397));
    validate(leaf);
  }

  @Test
  void keysAreForTheOwnerAlone() throws Exception {
    authority(NAMES).identity();
    for (String name : List.of("ca.key", "server.key")) {
      assertThat(mode(name)).isEqualTo("rw-------");
    }
    assertThat(mode("ca.pem")).isEqualTo("rw-r--r--");
    try (var files = Files.list(data.resolve("tls"))) {
      assertThat(files).hasSize(4);
    }
  }

  @Test
  void theLeafIsRenewedThirtyDaysBeforeItEndsAndTheRootStays() throws Exception {
    LocalAuthority authority = authority(NAMES);
    Identity first = authority.identity();
    byte[] root = Files.readAllBytes(authority.caFile());
    now = now.plus(Duration.ofDays(359));
    assertThat(authority.identity()).isEqualTo(first);
    now = now.plus(Duration.ofDays(2));
    Identity renewed = authority.identity();
    assertThat(renewed).isNotEqualTo(first);
    assertThat(Files.readAllBytes(authority.caFile())).isEqualTo(root);
    validate(renewed.chain().getFirst());
  }

  @Test
  void aNewNameGetsANewLeafAndANewRootOnlyIfTheOldMayNotVouchForIt() throws Exception {
    leaf(NAMES);
    byte[] root = Files.readAllBytes(data.resolve("tls/ca.pem"));
    validate(leaf(Set.of("imap.mail.example.com", "printer5.local", "192.168.1.5", "fd00::5")));
    assertThat(Files.readAllBytes(data.resolve("tls/ca.pem"))).isEqualTo(root);
    validate(leaf(Set.of("other.example.com")));
    assertThat(Files.readAllBytes(data.resolve("tls/ca.pem"))).isNotEqualTo(root);
    Identity elsewhere = authority(Set.of("203.0.113.5", "2001:db8::5")).identity();
    validate(elsewhere.chain().getFirst());
    assertThat(authority(Set.of("2001:db8::5", "203.0.113.5")).identity()).isEqualTo(elsewhere);
  }

  @Test
  void aStolenRootCannotVouchForForeignNames() throws Exception {
    leaf(NAMES);
    Path tls = data.resolve("tls");
    Identity root =
        new Identity(Pem.key(tls.resolve("ca.key")), Pem.certificates(tls.resolve("ca.pem")));
    X509Certificate forged =
        Certificates.leaf(
            root,
            Certificates.newKeyPair().getPublic(),
            List.of("bank.example.com"),
            now,
            Duration.ofDays(90));
    assertThatThrownBy(() -> validate(forged)).isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void replacedFilesAreReadAgainAndAWrongKeyIsNamed() throws Exception {
    authority(NAMES).identity();
    Path tls = data.resolve("tls");
    var files = new CertificateFiles(tls.resolve("server.pem"), tls.resolve("server.key"));
    Identity first = files.identity();
    assertThat(files.identity()).isSameAs(first);
    var contexts = new TlsContexts(files, () -> now);
    var before = contexts.server();
    contexts.refresh();
    assertThat(contexts.server()).isSameAs(before);

    Files.copy(tls.resolve("ca.key"), tls.resolve("other.key"));
    var mismatched = new CertificateFiles(tls.resolve("server.pem"), tls.resolve("other.key"));
    assertThatThrownBy(mismatched::identity)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("other.key is not the key of the certificate in");

    now = now.plus(Duration.ofDays(380));
    authority(NAMES).identity();
    Files.setLastModifiedTime(tls.resolve("server.pem"), FileTime.from(now));
    contexts.refresh();
    assertThat(contexts.server()).isNotSameAs(before);
    Files.writeString(tls.resolve("server.pem"), "");
    var kept = contexts.server();
    contexts.refresh();
    assertThat(contexts.server()).isSameAs(kept);
  }

  private LocalAuthority authority(Set<String> names) {
    return new LocalAuthority(data, names, () -> now);
  }

  private X509Certificate leaf(Set<String> names) throws IOException {
    return authority(names).identity().chain().getFirst();
  }

  // An anchor is only a name and a key to the JDK: with the root in the path, it is checked too.
  private void validate(X509Certificate leaf) throws Exception {
    X509Certificate root = Pem.certificates(data.resolve("tls/ca.pem")).getFirst();
    var anchor = new TrustAnchor(root.getSubjectX500Principal(), root.getPublicKey(), null);
    var parameters = new PKIXParameters(Set.of(anchor));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    var path = CertificateFactory.getInstance("X.509").generateCertPath(List.of(leaf, root));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  private String mode(String name) throws IOException {
    return PosixFilePermissions.toString(
        Files.getPosixFilePermissions(data.resolve("tls").resolve(name)));
  }
}
