package dev.postern.conformance.peer;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/// A private Dovecot 2.3 on loopback ports, with its configuration and mail in a folder of its own.
///
/// Started as a child in the foreground, as root or not, and ended by its own process id.
public final class Dovecot implements Peer {
  private static final Path BINARY = Path.of("/usr/sbin/dovecot");
  private static final Path IMAP = Path.of("/usr/lib/dovecot/imap");
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  private final Path home;
  private final Process process;
  private final Map<String, Integer> ports;
  private final SSLContext trust;
  private final AtomicInteger agents = new AtomicInteger();

  private Dovecot(Path home, Process process, Map<String, Integer> ports, SSLContext trust) {
    this.home = home;
    this.process = process;
    this.ports = ports;
    this.trust = trust;
  }

  /// Says whether this machine has Dovecot with IMAP.
  public static boolean isInstalled() {
    return Files.isExecutable(BINARY) && Files.isExecutable(IMAP);
  }

  /// Starts a server and returns when it accepts.
  public static Dovecot start() throws IOException {
    // Dovecot's own users must be able to enter the folder.
    Path home = Folders.create("dovecot-");
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path mail = Files.createDirectory(home.resolve("mail"));
    Files.setPosixFilePermissions(mail, PosixFilePermissions.fromString("rwxrwxrwx"));
    var certificate = Certificate.write(home);
    Map<String, Integer> ports = Map.of("imap", freePort(), "imaps", freePort());
    Path conf =
        Files.writeString(
            home.resolve("dovecot.conf"), new DovecotConf(home, group(home), ports).text());
    Process process =
        new ProcessBuilder(BINARY.toString(), "-F", "-c", conf.toString())
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("stdout.log").toFile())
            .start();
    var dovecot = new Dovecot(home, process, ports, certificate);
    try {
      await("Dovecot accepts").atMost(PATIENCE).until(dovecot::isReady);
      return dovecot;
    } catch (RuntimeException e) {
      dovecot.close();
      throw e;
    }
  }

  private static String group(Path home) throws IOException {
    return Files.readAttributes(home, PosixFileAttributes.class).group().getName();
  }

  private static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private boolean isReady() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("Dovecot ended: " + log());
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port("imap"))) {
      socket.setSoTimeout(2_000);
      return socket.getInputStream().read() == '*';
    } catch (IOException _) {
      return false;
    }
  }

  private String log() throws IOException {
    Path log = home.resolve("dovecot.log");
    return Files.readString(home.resolve("stdout.log"))
        + (Files.exists(log) ? Files.readString(log) : "");
  }

  @Override
  public String agent(String name) {
    return name + agents.incrementAndGet() + "@agents.localhost";
  }

  @Override
  public String password() {
    return "Conformance-2026-Passw0rd";
  }

  @Override
  public int port(String listener) {
    return Optional.ofNullable(ports.get(listener))
        .orElseThrow(() -> new IllegalArgumentException("Dovecot has no " + listener));
  }

  @Override
  public SSLContext trust() {
    return trust;
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(10, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
    Folders.delete(home);
  }
}
