package dev.postern.conformance.peer;

import static org.awaitility.Awaitility.await;

import dev.postern.conformance.client.Api;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/// The real product as a process of its own, on free ports and a data directory that is thrown
/// away.
public final class Postern implements Peer {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String OPTIONS =
      "--enable-native-access=ALL-UNNAMED -XX:+UseCompactObjectHeaders -Xmx512m";
  private static final List<String> LISTENERS =
      List.of("imap", "imaps", "submission", "submissions", "mx", "api");

  private final Path home;
  private final Path data;
  private final List<String> settings;
  private final AtomicInteger agents = new AtomicInteger();
  private final Map<String, String> grants = new ConcurrentHashMap<>();
  private Process process;
  private Ready ready;

  private Postern(Path home, Path data, List<String> settings) throws IOException {
    this.home = home;
    this.data = data;
    this.settings = settings;
    this.process = launch();
    this.ready = readyOrEnded();
  }

  /// Starts a server with an empty data directory.
  ///
  /// @param settings `key=value`, as after `--set`
  public static Postern start(String... settings) throws IOException {
    Path home = Folders.create("postern-");
    return new Postern(home, home.resolve("data"), List.of(settings));
  }

  /// Starts a server on a data directory that exists; it is removed when the server is closed.
  public static Postern on(Path data, String... settings) throws IOException {
    return new Postern(Folders.create("postern-"), data, List.of(settings));
  }

  /// Starts the process again, on the same data, after [#kill] or [#stop].
  public void restart() throws IOException {
    process = launch();
    ready = readyOrEnded();
  }

  private Ready readyOrEnded() {
    try {
      return awaitReady();
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private Process launch() throws IOException {
    Files.deleteIfExists(data.resolve("ready.json"));
    var command = new ArrayList<String>(List.of("serve", "--data", data.toString()));
    LISTENERS.forEach(name -> set(command, "listeners." + name + "=127.0.0.1:0"));
    set(command, "webhooks.allow-private-targets=true");
    settings.forEach(setting -> set(command, setting));
    return run(command);
  }

  private static void set(List<String> command, String setting) {
    command.add("--set");
    command.add(setting);
  }

  /// Starts another command of the product, such as `backup`, and returns its process.
  public Process run(List<String> arguments) throws IOException {
    var command = new ArrayList<String>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(System.getProperty("postern.options", OPTIONS).split(" ", -1)));
    command.add("-cp");
    command.add(System.getProperty("postern.classpath", System.getProperty("java.class.path")));
    command.add("dev.postern.Main");
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(Redirect.appendTo(home.resolve("log").toFile()))
        .start();
  }

  private Ready awaitReady() {
    return await("Postern is ready")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(this::whatIsReady, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Ready> whatIsReady() throws IOException {
    if (!process.isAlive()) {
      throw new IllegalStateException("postern ended: " + log());
    }
    return Ready.in(data);
  }

  /// Returns the end of what the server has written.
  public String log() throws IOException {
    String log = Files.readString(home.resolve("log"));
    return log.substring(Math.max(0, log.length() - 4_000));
  }

  /// Counts the lines of the whole log that contain a text.
  public long logged(String text) throws IOException {
    try (Stream<String> lines = Files.lines(home.resolve("log"))) {
      return lines.filter(line -> line.contains(text)).count();
    }
  }

  /// Ends the process at once, as a power cut would.
  public void kill() throws IOException {
    process.destroyForcibly();
    if (!ended(Duration.ofSeconds(10))) {
      throw new IllegalStateException("process " + process.pid() + " survives kill -9");
    }
  }

  /// Ends the process politely and returns its exit code.
  public int stop() throws IOException {
    process.destroy();
    if (!ended(Duration.ofSeconds(30))) {
      process.destroyForcibly();
      throw new IllegalStateException("no end within 30 s of SIGTERM: " + log());
    }
    return process.exitValue();
  }

  private boolean ended(Duration patience) {
    try {
      return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /// Returns the id of the process.
  public long pid() {
    return process.pid();
  }

  /// Returns the data directory.
  public Path data() {
    return data;
  }

  /// Returns a client of the API with the key that the first start made.
  public Api api() {
    try {
      return Api.of(ready.apiUrl(), Files.readString(ready.keyFile()).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String agent(String name) {
    return agent(name, name + agents.incrementAndGet() + "@agents.localhost");
  }

  /// Makes an empty mailbox with this address, and returns it.
  public String agent(String name, String address) {
    Map<String, ?> body =
        Map.of(
            "provider",
            "nylas",
            "name",
            name,
            "settings",
            Map.of("email", address, "app_password", password()));
    try {
      Api.Answer answer = api().post("/v3/connect/custom", body);
      if (answer.status() != 200 && answer.status() != 201) {
        throw new IllegalStateException("no agent " + address + ": " + answer.json());
      }
      grants.put(address, answer.data().path("id").asString());
      return address;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Map<String, String> facts() {
    return Map.of("key", api().key());
  }

  @Override
  public String device(
      String name, String address, Optional<String> network, Optional<String> pin) {
    String unique = name + agents.incrementAndGet();
    var body = new HashMap<String, String>(Map.of("name", unique, "grant_id", address));
    network.ifPresent(block -> body.put("network", block));
    pin.ifPresent(secret -> body.put("pin", secret));
    try {
      Api.Answer answer = api().post("/v3/admin/devices", body);
      if (answer.status() != 201) {
        throw new IllegalStateException("no device " + unique + ": " + answer.json());
      }
      return unique;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String grant(String address) {
    return Optional.ofNullable(grants.get(address)).orElseThrow();
  }

  @Override
  public String password() {
    return "Conformance-2026-Passw0rd";
  }

  @Override
  public int port(String listener) {
    return Optional.ofNullable(ready.ports().get(listener)).orElseThrow();
  }

  @Override
  public SSLContext trust() {
    try (InputStream in = Files.newInputStream(ready.caFile())) {
      var ca = (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
      return Certificate.trusting(ca);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroyForcibly();
    ended(Duration.ofSeconds(10));
    Folders.delete(data);
    Folders.delete(home);
  }
}
