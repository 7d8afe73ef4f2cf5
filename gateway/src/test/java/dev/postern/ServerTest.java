package dev.postern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.auth.ApiKeys;
import dev.postern.cli.Cli;
import dev.postern.cli.CommandFailure;
import dev.postern.cli.Operations;
import dev.postern.cli.ReadyFile;
import dev.postern.config.Config;
import dev.postern.config.ConfigSource;
import dev.postern.v3.JsonBody;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Starts the whole server in this process.
class ServerTest {
  private static final InstantSource CLOCK = InstantSource.system();

  @TempDir private Path temporary;

  @Test
  void everyListenerAcceptsWhenReadyJsonIsThere() throws Exception {
    Path data = temporary.resolve("data");
    try (Server server = Server.start(config(data), "1", CLOCK)) {
      ReadyFile ready = ReadyFile.read(data).orElseThrow();
      assertThat(ready).isEqualTo(server.ready());
      assertThat(ready.ports().keySet()).containsExactlyElementsOf(ReadyFile.LISTENERS);
      assertThat(greeting(ready, "imap")).startsWith("* OK");
      assertThat(greeting(ready, "submission")).startsWith("220 ");
      assertThat(greeting(ready, "mx")).startsWith("220 ");
      assertThat(Path.of(ready.caFile())).isNotEmptyFile();
      assertThat(applications(ready, key(ready))).isEqualTo(200);
      assertThat(applications(ready, "nyl_guess")).isEqualTo(401);
    }
    assertThat(data.resolve("ready.json")).doesNotExist();
  }

  @Test
  @Tag("I-49")
  void theDataDirectoryIsForItsOwnerOnly() throws Exception {
    Path data = temporary.resolve("data");
    try (Server server = Server.start(config(data), "1", CLOCK)) {
      assertThat(permissions(data)).isEqualTo("rwx------");
      Path key = Path.of(server.ready().apiKeyFile());
      assertThat(permissions(key)).isEqualTo("rw-------");
      assertThat(permissions(data.resolve("tls/ca.key"))).isEqualTo("rw-------");
    }
  }

  @Test
  void theKeyStaysOverAStartAndARotationEndsIt() throws Exception {
    Path data = temporary.resolve("data");
    String first;
    try (Server server = Server.start(config(data), "1", CLOCK)) {
      first = key(server.ready());
    }
    new LocalOperations(CLOCK).rotateApiKey(data);
    try (Server server = Server.start(config(data), "1", CLOCK)) {
      assertThat(key(server.ready())).isNotEqualTo(first);
      assertThat(applications(server.ready(), key(server.ready()))).isEqualTo(200);
      assertThat(applications(server.ready(), first)).isEqualTo(401);
    }
  }

  @Test
  void aSecondApplicationsKeysAreMadeListedAndRevokedWithAndWithoutAServer() throws Exception {
    Path data = temporary.resolve("data");
    String served;
    try (Server server = Server.start(config(data), "1", CLOCK)) {
      served = said("api-key", "create", "--application", "Sales", "--data", data).strip();
      assertThat(applications(server.ready(), served)).isEqualTo(200);
      assertThat(cli("api-key", "create", "--expires", 0, "--data", data)).isEqualTo(1);
    }
    String stopped =
        said("api-key", "create", "--application", "sales", "--name", "ci", "--data", data).strip();
    assertThat(said("api-key", "list", "--data", data).lines())
        .hasSize(3)
        .anyMatch(line -> line.endsWith("  Sales  ci  expires never"));
    try (Server server = Server.start(config(data), "1", CLOCK)) {
      assertThat(applications(server.ready(), stopped)).isEqualTo(200);
      for (JsonBody listed : keys(data)) {
        if (listed.text("name").filter("ci"::equals).isPresent()) {
          assertThat(cli("api-key", "revoke", listed.text("id").orElseThrow(), "--data", data))
              .isZero();
        }
      }
      assertThat(applications(server.ready(), stopped)).isEqualTo(401);
      assertThat(applications(server.ready(), served)).isEqualTo(200);
      assertThat(cli("api-key", "revoke", new UUID(1, 1), "--data", data)).isEqualTo(1);
      assertThat(cli("api-key", "revoke", "ci", "--data", data)).isEqualTo(1);
    }
    assertThat(cli("api-key", "revoke", new UUID(1, 1), "--data", data)).isEqualTo(1);
    assertThat(keys(data)).hasSize(2);
  }

  private static List<JsonBody> keys(Path data) {
    String listed = said("api-key", "list", "--json", "--data", data);
    byte[] object = ("{\"keys\":" + listed + "}").getBytes(StandardCharsets.UTF_8);
    return JsonBody.parse(object).objects("keys").orElseThrow();
  }

  private static String said(Object... words) {
    String[] arguments = Stream.of(words).map(Object::toString).toArray(String[]::new);
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Cli.run(
            arguments,
            new LocalOperations(CLOCK),
            new PrintWriter(out, true),
            new PrintWriter(err, true));
    assertThat(err.toString()).isEmpty();
    assertThat(code).isZero();
    return out.toString();
  }

  @Test
  void aBackupOfARunningServerIsRestoredWithItsKeys() throws Exception {
    Path data = temporary.resolve("data");
    Path backup = temporary.resolve("backup");
    Path restored = temporary.resolve("restored");
    String key;
    try (Server server = Server.start(config(data), "1", CLOCK)) {
      key = key(server.ready());
      assertThat(cli("agent", "account", "create", "ann@agents.localhost", "--data", data))
          .isZero();
      assertThat(cli("backup", backup, "--data", data)).isZero();
      assertThat(cli("backup", backup, "--data", data)).isEqualTo(1);
    }
    assertThat(cli("restore", backup, "--data", restored)).isZero();
    try (Server server = Server.start(config(restored), "1", CLOCK)) {
      assertThat(key(server.ready())).isEqualTo(key);
      assertThat(cli("agent", "account", "get", "ann@agents.localhost", "--data", restored))
          .isZero();
      assertThat(Path.of(server.ready().caFile()))
          .hasSameBinaryContentAs(data.resolve("tls/ca.pem"));
    }
  }

  @Test
  void aPortInUseIsNamedAndNothingStaysBehind() throws Exception {
    Path data = temporary.resolve("data");
    try (var taken = new ServerSocket(0)) {
      String port = String.valueOf(taken.getLocalPort());
      Config config = config(data, "listeners.mx=127.0.0.1:" + port);
      assertThatThrownBy(() -> Server.start(config, "1", CLOCK))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContainingAll("mx", port, "in use");
    }
    assertThat(data.resolve("ready.json")).doesNotExist();
    Server.start(config(data), "1", CLOCK).close();
  }

  @Test
  void aSecondServerOnTheSameDirectoryIsRefusedAndDisturbsNothing() throws Exception {
    Path data = temporary.resolve("data");
    try (Server server = Server.start(config(data), "1", CLOCK)) {
      assertThatThrownBy(() -> Server.start(config(data), "1", CLOCK))
          .isInstanceOf(CommandFailure.class)
          .hasMessageContaining("in use");
      assertThat(ReadyFile.read(data)).contains(server.ready());
    }
  }

  @Test
  void aListenerThatIsOffIsNotThere() throws Exception {
    Path data = temporary.resolve("data");
    Config config = config(data, "listeners.imap=off", "listeners.api=off");
    try (Server server = Server.start(config, "1", CLOCK)) {
      assertThat(server.ready().ports()).doesNotContainKeys("imap", "api");
      assertThat(server.ready().apiUrl()).isEmpty();
    }
  }

  @Test
  void theDemoHoldsItsConversationAndTellsHowToConnect() {
    var out = new StringWriter();
    var err = new StringWriter();
    var arguments = new ArrayList<>(List.of("serve", "--demo", "--data", temporary.toString()));
    ReadyFile.LISTENERS.forEach(
        name -> arguments.addAll(List.of("--set", "listeners." + name + "=127.0.0.1:0")));
    var operations = new EndsAtOnce();
    try {
      int code =
          Cli.run(
              arguments.toArray(String[]::new),
              operations,
              new PrintWriter(out, true),
              new PrintWriter(err, true));
      assertThat(err.toString()).isEmpty();
      assertThat(code).isZero();
      assertThat(out.toString())
          .contains("three messages in one thread", "app password", "curl --cacert", "Bearer");
    } finally {
      operations.servers.forEach(Server::close);
    }
  }

  private Config config(Path data, String... sets) throws Exception {
    var all = new ArrayList<String>();
    ReadyFile.LISTENERS.forEach(name -> all.add("listeners." + name + "=127.0.0.1:0"));
    all.addAll(List.of(sets));
    return new ConfigSource(Optional.empty(), Optional.of(data), all, Map.of()).load().config();
  }

  private static int cli(Object... words) {
    String[] arguments = Stream.of(words).map(Object::toString).toArray(String[]::new);
    var out = new PrintWriter(new StringWriter());
    return Cli.run(arguments, new LocalOperations(CLOCK), out, out);
  }

  private static String greeting(ReadyFile ready, String listener) throws IOException {
    try (var socket = new Socket("127.0.0.1", ready.ports().getOrDefault(listener, 0))) {
      socket.setSoTimeout(10_000);
      var in =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return String.valueOf(in.readLine());
    }
  }

  private static int applications(ReadyFile ready, String key) throws IOException {
    var connection =
        (HttpURLConnection)
            URI.create(ready.apiUrl() + "/v3/applications").toURL().openConnection();
    connection.setRequestProperty("Authorization", "Bearer " + key);
    return connection.getResponseCode();
  }

  private static String key(ReadyFile ready) throws IOException {
    return Files.readString(Path.of(ready.apiKeyFile())).strip();
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  /// Starts real servers that nobody waits for.
  private static final class EndsAtOnce implements Operations {
    private final List<Server> servers = new ArrayList<>();
    private final Operations real = new LocalOperations(CLOCK);

    @Override
    public String version() {
      return "1";
    }

    @Override
    public Running start(Config config) {
      Server server = Server.start(config, "1", CLOCK);
      servers.add(server);
      return new Running() {
        @Override
        public ReadyFile ready() {
          return server.ready();
        }

        @Override
        public void await() {}
      };
    }

    @Override
    public InstantSource clock() {
      return real.clock();
    }

    @Override
    public <T> T withApiKeys(Path data, Function<ApiKeys, T> work) {
      return real.withApiKeys(data, work);
    }

    @Override
    public Path rotateApiKey(Path data) {
      return real.rotateApiKey(data);
    }

    @Override
    public void backup(Path data, Path directory) {
      real.backup(data, directory);
    }

    @Override
    public String restore(Path backup, Path data) {
      return real.restore(backup, data);
    }
  }
}
