package dev.postern.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSourceTest {
  @TempDir private Path directory;

  @Test
  void theDefaultsAreUsableOnADeveloperMachine() throws Exception {
    Config config = load("", Map.of());
    assertThat(config.listeners().imap()).contains(new Endpoint("127.0.0.1", 1143));
    assertThat(config.listeners().imaps()).contains(new Endpoint("127.0.0.1", 1993));
    assertThat(config.listeners().submission()).contains(new Endpoint("127.0.0.1", 1587));
    assertThat(config.listeners().submissions()).contains(new Endpoint("127.0.0.1", 1465));
    assertThat(config.listeners().mx()).contains(new Endpoint("127.0.0.1", 1025));
    assertThat(config.listeners().api()).contains(new Endpoint("127.0.0.1", 8080));
    assertThat(config.domains()).containsExactly("agents.localhost");
    assertThat(config.security().plaintextLogin()).isEqualTo(PlaintextLogin.LOOPBACK);
    assertThat(config.webhooks().allowPrivateTargets()).isFalse();
    assertThat(config.smarthost()).isEmpty();
  }

  @Test
  void aFlagWinsOverAVariableAndAVariableOverTheFile() throws Exception {
    String yaml = "listeners:\n  imap: 127.0.0.1:1\n  imaps: 127.0.0.1:1\n  mx: 127.0.0.1:1\n";
    Config config =
        load(
            yaml,
            Map.of(
                "POSTERN_LISTENERS_IMAP",
                "127.0.0.1:2",
                "POSTERN_LISTENERS_IMAPS",
                "[::1]:2",
                "POSTERN_DOMAINS",
                "a.example, B.example"),
            "listeners.imap=off");
    assertThat(config.listeners().imap()).isEmpty();
    assertThat(config.listeners().imaps()).contains(new Endpoint("::1", 2));
    assertThat(config.listeners().mx()).contains(new Endpoint("127.0.0.1", 1));
    assertThat(config.domains()).containsExactly("a.example", "b.example");
  }

  @Test
  void everyMistakeIsToldAtOnceWithItsLineAndTheNearestKey() {
    String yaml =
        """
        domains: [agents.localhost]
        listeners:
          imp: 127.0.0.1:1143
          mx: 1025
        limits:
          message-size: much
        log.level: loud
        """;
    assertThat(errors(yaml, Map.of(), "webhook.allow-private-targets=true", "hostname"))
        .containsExactly(
            file() + ":3: unknown key \"listeners.imp\"; the nearest is \"listeners.imap\"",
            "--set webhook.allow-private-targets: unknown key \"webhook.allow-private-targets\";"
                + " the nearest is \"webhooks.allow-private-targets\"",
            "--set hostname: expected key=value",
            file() + ":4: listeners.mx: \"1025\" is not host:port",
            file()
                + ":6: limits.message-size: \"much\" is not a size such as 65536, 512KiB, 100MiB or"
                + " 1GiB",
            file() + ":7: log.level: \"loud\" is none of error, warn, info, debug, trace");
  }

  @Test
  void theHostedLimitsAreSetByOneWordOrInTheirSection() throws Exception {
    assertThat(load("", Map.of()).limits().preset()).isEqualTo("none");
    assertThat(load("limits: nylas", Map.of()).limits().preset()).isEqualTo("nylas");
    assertThat(load("", Map.of("POSTERN_LIMITS", "nylas")).limits().preset()).isEqualTo("nylas");
    Config section =
        load("limits:\n  preset: nylas\n  sends-per-day: 10\n  message-size: 1MiB", Map.of());
    assertThat(section.limits().preset()).isEqualTo("nylas");
    assertThat(section.limits().sendsPerDay()).contains(10);
    assertThat(section.limits().sendsPerSecond()).isEmpty();
    assertThat(section.limits().plan()).isEmpty();
    assertThat(load("limits:\n  plan: full", Map.of()).limits().plan()).contains("full");
    assertThat(errors("limits:\n  plan: gold", Map.of()))
        .containsExactly(file() + ":2: limits.plan: \"gold\" is none of none, free, full");
    assertThat(errors("limits: gmail", Map.of()))
        .containsExactly(file() + ":1: limits: \"gmail\" is none of none, nylas");
    assertThat(errors("limits:\n  sends-per-second: 0", Map.of())).hasSize(1);
  }

  @Test
  void brokenYamlIsToldWithItsLine() {
    assertThat(errors("hostname: a\nlisteners: [\n", Map.of()))
        .singleElement()
        .asString()
        .startsWith(file() + ":3: not YAML: ");
    assertThat(errors("- a\n", Map.of())).containsExactly(file() + ":1: expected keys and values");
    assertThat(errors("hostname: a\nhostname: b\n", Map.of()))
        .containsExactly(file() + ":2: hostname is given twice");
    assertThat(errors("hostname: [a, b]\nlisteners: 5\n", Map.of()))
        .containsExactly(
            file() + ":2: listeners is a section: its keys go below it, indented",
            file() + ":1: hostname takes one value, not a list");
  }

  @Test
  void anAliasThatContainsItselfIsAMistakeAndNoLoop() {
    assertThat(errors("listeners: &a\n  imap: *a\n", Map.of())).isNotEmpty();
  }

  @Test
  void anUnknownVariableOnlyWarns() throws Exception {
    var loaded =
        source("", Map.of("POSTERN_LISTENER_IMAP", "off", "POSTERN_API_KEY", "x", "PATH", "/"))
            .load();
    assertThat(loaded.warnings())
        .containsExactly("POSTERN_LISTENER_IMAP: no such setting; ignored");
  }

  @Test
  void theApiAsHttpBeyondLoopbackMustBeAllowed() throws Exception {
    assertThat(errors("", Map.of(), "listeners.api=0.0.0.0:8080"))
        .singleElement()
        .asString()
        .contains("--set: listeners.api: the API is plain http", "security.allow-http");
    assertThat(load("", Map.of(), "listeners.api=[::1]:0").listeners().api()).isPresent();
    assertThat(load("", Map.of(), "listeners.api=localhost:0").listeners().api()).isPresent();
    Map<String, String> allowed = Map.of("POSTERN_SECURITY_ALLOW_HTTP", "true");
    assertThat(load("", allowed, "listeners.api=0.0.0.0:80").listeners().api()).isPresent();
  }

  @Test
  void thePasswordOfTheSmarthostIsNeverShown() throws Exception {
    String yaml = "smarthost: {host: relay.example, username: me, password: hush}\n";
    Config config = load(yaml, Map.of());
    assertThat(config.toString()).doesNotContain("hush").contains("relay.example");
    assertThat(errors("smarthost.password: [hush, hush]\n", Map.of()).toString())
        .doesNotContain("hush");
  }

  @Test
  void routesHaveNamesOfTheOperatorsChoice() throws Exception {
    String yaml =
        """
        routes:
          office:
            domains: [example.org, "*.Example.net"]
            host: relay.example.org
          lab-2:
            host: lab.example
            port: 26
            tls: none
        """;
    Map<String, String> variables =
        Map.of(
            "POSTERN_ROUTES_OFFICE_USERNAME", "me",
            "POSTERN_ROUTES_OFFICE_PASSWORD", "hush",
            "POSTERN_ROUTES_LAB_2_PORT", "27");
    Config config = load(yaml, variables, "routes.flag.host=flag.example");
    assertThat(config.routes()).containsOnlyKeys("office", "lab-2", "flag");
    Config.Route office = route(config, "office");
    assertThat(office.domains()).containsExactly("example.org", "*.example.net");
    assertThat(office.hop().port()).isEqualTo(587);
    assertThat(office.hop().tls()).isEqualTo("starttls");
    assertThat(office.hop().username()).contains("me");
    assertThat(route(config, "lab-2").hop())
        .isEqualTo(
            new Config.Smarthost("lab.example", 27, "none", Optional.empty(), Optional.empty()));
    assertThat(config.toString()).doesNotContain("hush");
  }

  private static Config.Route route(Config config, String name) {
    return Optional.ofNullable(config.routes().get(name)).orElseThrow();
  }

  @Test
  void aRouteThatIsNoneIsAMistake() {
    String yaml =
        """
        routes:
          office:
            port: 26
          lab:
            host: lab.example
            username: me
          Bad:
            host: x
          third: relay.example
          fourth:
            hosts: x
            domains: "*.*.example"
        """;
    assertThat(errors(yaml, Map.of()).toString())
        .contains("unknown key \"routes.Bad\"")
        .contains("routes.third is a section")
        .contains("unknown key \"routes.fourth.hosts\"")
        .contains("routes.fourth.domains: \"*.*.example\" is not a host or domain name");
    assertThat(errors("routes.office.port: 26\nroutes.lab: {host: a.b, username: me}\n", Map.of()))
        .containsExactly(
            file() + ":2: routes.lab.host: username and password of a route go together",
            file() + ":1: routes.office.port: needs routes.office.host");
  }

  @Test
  void withoutANamedFileTheDataDirectorysIsRead() throws Exception {
    Files.writeString(directory.resolve("postern.yaml"), "hostname: mail.example\n");
    var none = Optional.<Path>empty();
    var byFlag = new ConfigSource(none, Optional.of(directory), List.of(), Map.of()).load();
    assertThat(byFlag.config().hostname()).isEqualTo("mail.example");
    Map<String, String> variables = Map.of("POSTERN_DATA", directory.toString());
    var byVariable = new ConfigSource(none, none, List.of(), variables).load();
    assertThat(byVariable.config().hostname()).isEqualTo("mail.example");
    assertThat(byVariable.config().data()).isEqualTo(directory);
  }

  @Test
  void aNamedFileThatIsMissingIsAMistake() {
    var source =
        new ConfigSource(
            Optional.of(directory.resolve("no.yaml")), Optional.empty(), List.of(), Map.of());
    assertThatThrownBy(source::load).hasMessageContaining("no.yaml: cannot be read");
  }

  @ParameterizedTest
  @CsvSource({"500ms, 500", "30s, 30000", "5m, 300000", "2h, 7200000", "1 d, 86400000"})
  void timesHaveUnits(String text, long millis) {
    assertThat(Values.duration(text)).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @CsvSource({"65536, 65536", "1KB, 1000", "512KiB, 524288", "25 mb, 25000000", "1GiB, 1073741824"})
  void sizesHaveUnits(String text, long bytes) {
    assertThat(Values.size(text)).isEqualTo(bytes);
  }

  @ParameterizedTest
  @CsvSource({"0s", "30", "-1s", "5 parsecs", "999999999999999d", "''"})
  void whatIsNoTimeIsRefused(String text) {
    assertThatThrownBy(() -> Values.duration(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({"1143", ":1143", "a:b", "::1:1143", "[]:1", "localhost:65536", "localhost:-1"})
  void whatIsNoEndpointIsRefused(String text) {
    assertThatThrownBy(() -> Endpoint.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  private Path file() {
    return directory.resolve("test.yaml");
  }

  private ConfigSource source(String yaml, Map<String, String> variables, String... sets)
      throws IOException {
    Files.writeString(file(), yaml);
    return new ConfigSource(Optional.of(file()), Optional.of(directory), List.of(sets), variables);
  }

  private Config load(String yaml, Map<String, String> variables, String... sets) throws Exception {
    return source(yaml, variables, sets).load().config();
  }

  private List<String> errors(String yaml, Map<String, String> variables, String... sets) {
    return catchThrowableOfType(ConfigException.class, () -> source(yaml, variables, sets).load())
        .errors();
  }
}
