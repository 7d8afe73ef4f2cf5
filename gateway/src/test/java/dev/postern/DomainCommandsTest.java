package dev.postern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.cli.Cli;
import dev.postern.cli.ReadyFile;
import dev.postern.config.Config;
import dev.postern.config.ConfigSource;
import dev.postern.support.TestDns;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A person brings a domain to a whole server with the command line, and a name server answers.
class DomainCommandsTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final String SHOP = "shop.example.com";

  @TempDir private Path data;
  private final StringWriter out = new StringWriter();

  private Server server(TestDns dns) throws Exception {
    List<String> sets = new ArrayList<>();
    ReadyFile.LISTENERS.forEach(name -> sets.add("listeners." + name + "=127.0.0.1:0"));
    sets.addAll(List.of("hostname=mx.postern.test", "dns.servers=" + dns.server()));
    sets.add("outbound.addresses=192.0.2.1,2001:db8::1");
    Config config =
        new ConfigSource(Optional.empty(), Optional.of(data), sets, Map.of()).load().config();
    return Server.start(config, "1", CLOCK);
  }

  private int cli(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--data", data.toString()));
    out.getBuffer().setLength(0);
    PrintWriter printer = new PrintWriter(out, true);
    return Cli.run(line.toArray(String[]::new), new LocalOperations(CLOCK), printer, printer);
  }

  private String said(String... words) {
    assertThat(cli(words)).as(out.toString()).isZero();
    return out.toString();
  }

  @Test
  void aDomainIsAddedPublishedVerifiedUsedAndRemoved() throws Exception {
    try (TestDns dns = TestDns.start("")) {
      try (Server _ = server(dns)) {
        assertThat(said("domain", "add", "Shop.Example.com"))
            .contains("added shop.example.com", "CHECK", "VALUE", "10 mx.postern.test")
            .contains("v=spf1 ip4:192.0.2.1 ip6:2001:db8:0:0:0:0:0:1 ~all");
        assertThat(cli("domain", "verify", SHOP, "mx")).isEqualTo(1);
        assertThat(out.toString()).contains("no MX record at shop.example.com");
        assertThat(cli("agent", "account", "create", "ann@" + SHOP)).isEqualTo(1);
        assertThat(out.toString()).contains("domain shop.example.com is not verified");
        dns.add(said("domain", "records", SHOP, "--zone"));
        await().atMost(Duration.ofSeconds(20)).until(() -> cli("domain", "verify", SHOP) == 0);
        said("agent", "account", "create", "ann@" + SHOP);
        said("alias", "add", "sales@" + SHOP, "ann@" + SHOP);
        assertThat(said("alias", "list", SHOP)).contains("sales@" + SHOP + "  ann@" + SHOP);
        said("alias", "catch-all", SHOP, "ann@" + SHOP);
        assertThat(said("domain", "show", SHOP)).contains("catch-all: ", "dkim       done");
        assertThat(said("domain", "rotate", SHOP)).contains("2._domainkey." + SHOP);
      }
      try (Server _ = server(dns)) {
        assertThat(said("domain", "list"))
            .containsPattern("shop.example.com +own +ownership,mx,spf,dkim,feedback,dmarc,arc +-")
            .containsPattern("agents.localhost +configured");
        said("alias", "remove", "sales@" + SHOP);
        said("alias", "catch-all", SHOP);
        assertThat(cli("domain", "remove", SHOP)).isEqualTo(1);
        assertThat(out.toString()).contains("the domain has 1 account: delete it first");
        said("agent", "account", "delete", "ann@" + SHOP, "--yes");
        said("domain", "remove", SHOP);
        assertThat(cli("domain", "show", SHOP)).isEqualTo(1);
        assertThat(said("domain", "list", "--json")).doesNotContain(SHOP);
      }
      assertThat(dns.asked()).noneMatch(question -> question.contains("localhost"));
    }
  }
}
