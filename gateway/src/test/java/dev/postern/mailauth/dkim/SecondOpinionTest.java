package dev.postern.mailauth.dkim;

import static dev.postern.mailauth.SignedMails.mail;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.postern.mailauth.Check;
import dev.postern.mailauth.RawMail;
import dev.postern.support.MemoryDns;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What others think of our signatures and we of theirs: dkimpy (`python3-dkim` and its
/// `python3-nacl`) and OpenDKIM (`opendkim`, `opendkim-tools`), where they are installed.
class SecondOpinionTest {
  private static final String PYTHON = "/usr/bin/python3";
  private static final String OPENDKIM = "/usr/sbin/opendkim";
  // Both refuse signatures from the future.
  private static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
  private static final String MAIL =
      "From: J\u00c3\u00b6rg <a@example.org>\r\nTo: b@example.net,\r\n\tc@example.net\r\n"
          + "Subject:  a  b \r\n\tc\r\nX: y\r\n\r\n Hello  you\t\r\n\r\nBye  \r\n\r\n\r\n";

  @TempDir private Path directory;

  private String run(String input, String... command) throws IOException, InterruptedException {
    Path in = directory.resolve("in");
    Path out = directory.resolve("out");
    Files.write(in, input.getBytes(StandardCharsets.ISO_8859_1));
    Process process =
        new ProcessBuilder(command)
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectErrorStream(true)
            .start();
    int code = process.waitFor();
    String said = Files.readString(out, StandardCharsets.ISO_8859_1);
    assertThat(code).as("%s: %s", List.of(command), said).isZero();
    return said;
  }

  private String dkimpy(String input, String... arguments)
      throws IOException, InterruptedException {
    var script = Objects.requireNonNull(RawMail.class.getResource("independent.py"));
    String[] command = new String[arguments.length + 2];
    command[0] = PYTHON;
    command[1] = Path.of(URI.create(script.toString())).toString();
    System.arraycopy(arguments, 0, command, 2, arguments.length);
    return run(input, command);
  }

  private static void needDkimpy() throws IOException, InterruptedException {
    boolean there = Files.isExecutable(Path.of(PYTHON));
    there = there && new ProcessBuilder(PYTHON, "-c", "import dkim, nacl").start().waitFor() == 0;
    assumeTrue(there, "dkimpy is not installed: python3-dkim, python3-nacl");
  }

  private static List<Check> verify(SigningKey key, String text) {
    MemoryDns dns = new MemoryDns().text(key.recordName(), key.recordText());
    return new Verifier(dns, CLOCK).verify(mail(text));
  }

  @Test
  void dkimpyFindsOurSignaturesGood() throws IOException, InterruptedException {
    needDkimpy();
    List<SigningKey> keys =
        List.of(
            SigningKey.generate("example.org", "r", Algorithm.RSA_SHA256),
            SigningKey.generate("example.org", "e", Algorithm.ED25519_SHA256));
    Path zone = directory.resolve("zone");
    Files.writeString(
        zone,
        keys.get(0).recordName()
            + "\t"
            + keys.get(0).recordText()
            + "\n"
            + keys.get(1).recordName()
            + "\t"
            + keys.get(1).recordText()
            + "\n");
    Signer signer = new Signer(_ -> keys, CLOCK, Duration.ofDays(10_000));
    String fields = String.join("\r\n", signer.sign(mail(MAIL).octets())) + "\r\n";
    assertThat(dkimpy(fields + MAIL, "verify", zone.toString())).isEqualTo("ok\nok\n");
    assertThat(dkimpy(fields + MAIL + "more\r\n", "verify", zone.toString())).doesNotContain("ok");
  }

  @ParameterizedTest
  @EnumSource(Algorithm.class)
  void weFindSignaturesOfDkimpyGood(Algorithm algorithm) throws IOException, InterruptedException {
    needDkimpy();
    SigningKey key = SigningKey.generate("example.org", "s", algorithm);
    Path file = directory.resolve("key");
    byte[] encoded = key.key().getEncoded();
    String seed = Base64.getEncoder().encodeToString(lastOf(encoded));
    Files.writeString(file, algorithm == Algorithm.RSA_SHA256 ? Keys.pem(key.key()) : seed);
    for (String forms : List.of("simple/simple", "relaxed/relaxed", "relaxed/simple")) {
      String signed =
          dkimpy(MAIL, "sign", algorithm.tag(), forms, "s", "example.org", file.toString());
      assertThat(verify(key, signed)).as(forms).hasSize(1).allMatch(Check::passed);
      assertThat(verify(key, signed + "more")).noneMatch(Check::passed);
    }
  }

  private static byte[] lastOf(byte[] encoded) {
    return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
  }

  /// Its tool tells its library that no algorithm is named, which is the old one.
  @Test
  void whatOpenDkimSignsWithSha1IsNotTaken() throws IOException, InterruptedException {
    needOpenDkim();
    SigningKey key = SigningKey.generate("example.org", "s", Algorithm.RSA_SHA256);
    Path file = directory.resolve("key");
    Files.writeString(file, Keys.pem(key.key()));
    String tool = "/usr/sbin/opendkim-testmsg";
    String mail = "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n" + MAIL;
    String signed = run(mail, tool, "-C", "-d", "example.org", "-s", "s", "-k", file.toString());
    assertThat(verify(key, signed))
        .extracting(Check::reason)
        .containsExactly("rsa-sha1 is too weak");
  }

  @Test
  void openDkimFindsOurSignatureGood() throws IOException, InterruptedException {
    needOpenDkim();
    SigningKey key = SigningKey.generate("example.org", "s", Algorithm.RSA_SHA256);
    Path keys = directory.resolve("keys");
    Path conf = directory.resolve("conf");
    Path file = directory.resolve("mail");
    Files.writeString(keys, key.recordName() + " " + key.recordText() + "\n");
    Files.writeString(conf, "Mode v\nTestPublicKeys " + keys + "\nSyslog no\n");
    Signer signer = new Signer(_ -> List.of(key), CLOCK, Duration.ofDays(10_000));
    String text = "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n" + MAIL;
    String signed = signer.sign(mail(text).octets()).getFirst() + "\r\n" + text;
    for (String end : List.of("", "more\r\n")) {
      Files.write(file, (signed + end).getBytes(StandardCharsets.ISO_8859_1));
      String said = run("", OPENDKIM, "-x", conf.toString(), "-v", "-t", file.toString());
      assertThat(said.contains(" succeeded")).as(said).isEqualTo(end.isEmpty());
    }
  }

  private static void needOpenDkim() {
    assumeTrue(
        Files.isExecutable(Path.of(OPENDKIM)), "opendkim and opendkim-tools are not installed");
  }
}
