package dev.postern.conformance.peer;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The mbsync program (isync) with one local Maildir per folder. What it knows of the server lives
/// in `home` and outlasts servers and ports.
public final class Mbsync implements AutoCloseable {
  private static final long SECONDS = 60;
  private static final Pattern SUBJECT = Pattern.compile("(?m)^Subject: (\\S+)");

  private final Path home = Folders.create("mbsync-");
  private final String address;

  /// Prepares a mailbox of one agent, or skips the test that asks for it where there is no mbsync.
  public Mbsync(String address) {
    this.address = address;
    Folders.make(home.resolve("mail"));
    assumeTrue(isInstalled(), "mbsync (isync) is not installed");
  }

  private static boolean isInstalled() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "mbsync")));
  }

  /// Synchronises every folder both ways, removals too.
  public void sync(Postern server) throws IOException, InterruptedException {
    Path config = home.resolve("config");
    Files.writeString(config, config(server));
    Path log = home.resolve("log");
    Process process =
        new ProcessBuilder("mbsync", "-V", "-c", config.toString(), "all")
            .redirectErrorStream(true)
            .redirectOutput(Redirect.to(log.toFile()))
            .start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    if (!ended || process.exitValue() != 0) {
      throw new AssertionError("mbsync: " + Files.readString(log));
    }
  }

  private String config(Postern server) {
    return """
    IMAPAccount agent
    Host localhost
    Port %d
    User %s
    Pass %s
    SSLType IMAPS
    CertificateFile %s
    SystemCertificates no

    IMAPStore far
    Account agent

    MaildirStore near
    Path %s/
    Inbox %s
    SubFolders Verbatim

    Channel all
    Far :far:
    Near :near:
    Patterns *
    Create Both
    Remove Both
    Expunge Both
    Sync All
    SyncState *
    """
        .formatted(
            server.port("imaps"),
            address,
            server.password(),
            server.data().resolve("tls").resolve("ca.pem"),
            home.resolve("mail"),
            home.resolve("mail").resolve("INBOX"));
  }

  /// Returns the subject of every local message of a folder, sorted.
  public List<String> subjects(String folder) throws IOException {
    return messages(folder, _ -> true);
  }

  /// Returns the subjects of the local messages whose Maildir flags contain a letter, sorted.
  public List<String> flagged(String folder, char flag) throws IOException {
    return messages(folder, file -> file.getFileName().toString().matches(".*:2,.*" + flag + ".*"));
  }

  private List<String> messages(String folder, Predicate<Path> which) throws IOException {
    Path maildir = home.resolve("mail").resolve(folder);
    try (Stream<Path> read = Files.list(maildir.resolve("cur"));
        Stream<Path> unread = Files.list(maildir.resolve("new"))) {
      return Stream.concat(read, unread).filter(which).map(Mbsync::subject).sorted().toList();
    }
  }

  private static String subject(Path file) {
    try {
      var subject = SUBJECT.matcher(Files.readString(file));
      return subject.find() ? subject.group(1) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns what mbsync said last.
  public String log() throws IOException {
    return Files.readString(home.resolve("log"));
  }

  /// Writes a message into a local folder, as a mail program would.
  public void write(String folder, String subject) throws IOException {
    Path file = home.resolve("mail").resolve(folder).resolve("new").resolve(subject + ".1.near");
    Files.writeString(file, "Subject: " + subject + "\n\nwritten here\n");
  }

  @Override
  public void close() {
    Folders.delete(home);
  }
}
