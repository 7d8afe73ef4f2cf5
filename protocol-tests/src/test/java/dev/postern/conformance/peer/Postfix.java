package dev.postern.conformance.peer;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A private Postfix on a loopback port, with its configuration, queue and mail in a folder of its
/// own. It keeps mail to `bob@far.test`, refuses other recipients there, and hands mail to
/// `here.test` on. Needs root, as its daemons change users.
public final class Postfix implements AutoCloseable {
  private static final Path BINARY = Path.of("/usr/sbin/postfix");
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Path home;
  private final Process script;
  private final int port;

  private Postfix(Path home, Process script, int port) {
    this.home = home;
    this.script = script;
    this.port = port;
  }

  /// Says whether this machine has Postfix and may run it.
  public static boolean isInstalled() {
    return Files.isExecutable(BINARY) && System.getProperty("user.name").equals("root");
  }

  /// Starts a server and returns when it accepts.
  ///
  /// @param port where it takes mail, from [#freePort]
  /// @param next the port that mail to `here.test` goes to
  public static Postfix start(int port, int next) throws IOException {
    Path home = Folders.create("postfix-");
    // Its daemons run as users of their own.
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path mail = Files.createDirectory(home.resolve("mail"));
    Files.setPosixFilePermissions(mail, PosixFilePermissions.fromString("rwxrwxrwx"));
    Files.createDirectory(home.resolve("queue"));
    Path data = Files.createDirectory(home.resolve("data"));
    Files.setOwner(
        data,
        data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("postfix"));
    var _ = Certificate.write(home);
    Path conf = new PostfixConf(home, port, next).write();
    Process script =
        new ProcessBuilder(BINARY.toString(), "-c", conf.toString(), "start-fg")
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("stdout.log").toFile())
            .start();
    var postfix = new Postfix(home, script, port);
    try {
      await("Postfix accepts").atMost(PATIENCE).until(postfix::isReady);
      return postfix;
    } catch (RuntimeException e) {
      postfix.close();
      throw e;
    }
  }

  /// Returns a port that nobody listens on.
  public static int freePort() throws IOException {
    try (var probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private boolean isReady() throws IOException {
    if (!script.isAlive()) {
      throw new IllegalStateException("Postfix ended: " + log());
    }
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(2_000);
      return socket.getInputStream().read() == '2';
    } catch (IOException _) {
      return false;
    }
  }

  /// Returns the port on which it takes mail.
  public int port() {
    return port;
  }

  /// Returns what it has logged.
  public String log() throws IOException {
    Path log = home.resolve("mail.log");
    return Files.readString(home.resolve("stdout.log"))
        + (Files.exists(log) ? Files.readString(log) : "");
  }

  /// Returns the mails that it keeps, as their bytes stand, in no order.
  public List<String> mails() throws IOException {
    Path box = home.resolve("mail/box/new");
    if (!Files.exists(box)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(box)) {
      return files.map(Postfix::read).toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // The script's child is the one that has to end; it takes its own children with it.
  @Override
  public void close() {
    script.descendants().filter(Postfix::isMaster).forEach(ProcessHandle::destroy);
    try {
      if (!script.waitFor(10, TimeUnit.SECONDS)) {
        script.descendants().forEach(ProcessHandle::destroyForcibly);
        script.destroyForcibly();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      script.destroyForcibly();
    }
    Folders.delete(home);
  }

  private static boolean isMaster(ProcessHandle process) {
    return process.info().command().filter(command -> command.endsWith("/master")).isPresent();
  }
}
