package dev.postern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.postern.cli.Cli;
import dev.postern.cli.ReadyFile;
import dev.postern.config.Config;
import dev.postern.config.ConfigSource;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Somebody who owns agents makes them, bounds them and stops them, with commands on a whole
/// server.
class AgentCommandsTest {
  private static final InstantSource CLOCK = InstantSource.system();
  private static final String ANN = "ann@agents.localhost";
  private static final String BEN = "ben@agents.localhost";

  @TempDir private Path data;
  private Server server;
  private StringWriter out = new StringWriter();

  @BeforeEach
  void start() throws Exception {
    List<String> sets = new ArrayList<>();
    ReadyFile.LISTENERS.forEach(name -> sets.add("listeners." + name + "=127.0.0.1:0"));
    Config config =
        new ConfigSource(Optional.empty(), Optional.of(data), sets, Map.of()).load().config();
    server = Server.start(config, "1", CLOCK);
    said("agent", "account", "create", ANN, "--name", "Ann");
    said("agent", "account", "create", BEN, "--app-password", "-q");
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private int cli(String... words) {
    List<String> line = new ArrayList<>(List.of(words));
    line.addAll(List.of("--data", data.toString()));
    out = new StringWriter();
    PrintWriter printer = new PrintWriter(out, true);
    return Cli.run(line.toArray(String[]::new), new LocalOperations(CLOCK), printer, printer);
  }

  private String said(String... words) {
    assertThat(cli(words)).as(out.toString()).isZero();
    return out.toString().strip();
  }

  private String refused(String... words) {
    assertThat(cli(words)).as(out.toString()).isEqualTo(1);
    return out.toString();
  }

  @Test
  void aPolicyHoldsInTheWorkspaceThatHasIt() {
    String limits = "{\"limits\":{\"limit_count_daily_email_sent\":1}}";
    said("agent", "policy", "create", "--name", "Quiet", "--data", limits);
    said("workspace", "create", "--name", "Support");
    said("workspace", "update", "support", "--policy", "Quiet");
    assertThat(said("agent", "account", "move", ANN, "--workspace", "Support"))
        .isEqualTo(ANN + " is in Support");
    assertThat(said("agent", "policy", "list")).contains("Quiet", "Support (1 account)");
    assertThat(said("agent", "policy", "read", "Quiet")).contains("Sent a day: 1");
    assertThat(said("agent", "account", "get", ANN)).contains("Policy ID: ");
    assertThat(send()).contains("sent to " + BEN);
    assertThat(refused("email", "send", "-a", ANN, "--to", BEN, "-b", "x")).contains("HTTP 4");
    assertThat(refused("agent", "policy", "delete", "Quiet", "-y")).contains("is attached");
    said("workspace", "update", "Support", "--policy", "");
    send();
    said("agent", "policy", "delete", "Quiet", "-y");
    said("workspace", "assign", "Support", ANN, "--remove");
    said("workspace", "delete", "Support", "--yes");
    assertThat(said("workspace", "list", "-q")).hasSize(36);
  }

  private String send() {
    return said("email", "send", "-a", ANN, "--to", BEN, "-s", "Parts", "-b", "Thursday?");
  }

  @Test
  void aRuleWithAListHoldsUntilItIsDeleted() {
    said("agent", "list", "create", "--name", "Rivals", "--type", "address", "--item", BEN);
    String[] rule = {
      "agent",
      "rule",
      "create",
      "--name",
      "No rivals",
      "--trigger",
      "outbound",
      "--action",
      "block",
      "--condition",
      "recipient.address,in_list,rivals"
    };
    assertThat(said(rule)).contains("No rivals  enabled", "Workspace: Default");
    assertThat(refused("email", "send", "-a", ANN, "--to", BEN, "-b", "x")).contains("HTTP 403");
    assertThat(said("agent", "rule", "test", "--trigger", "outbound", "--from", ANN, "--to", BEN))
        .startsWith("blocked\n└── outbound_send\n    └── No rivals: ")
        .contains("recipient.address in_list ");
    assertThat(said("agent", "overview"))
        .contains("── Workspace: Default (default, shared with 1 other account)")
        .contains("    └── Rules (1)\n        └── No rivals (outbound)")
        .contains("└── List: Rivals (address, 1 item)")
        .endsWith("2 accounts, 1 workspace, 0 policies, 1 rule, 1 list");
    assertThat(said("agent", "rule", "list")).containsPattern("10 +No rivals +outbound +enabled");
    assertThat(said("agent", "list", "remove", "Rivals", BEN)).isEqualTo("Rivals has 0 items");
    send();
    said("agent", "list", "add", "Rivals", BEN, "cy@agents.localhost");
    assertThat(said("agent", "list", "items", "Rivals")).contains(BEN);
    said("agent", "rule", "update", "No rivals", "--disabled");
    assertThat(said("agent", "tree")).contains("No rivals (outbound) [disabled]");
    said("agent", "rule", "delete", "No rivals", "-y");
    assertThat(said("agent", "overview")).contains("Lists that no rule looks in");
    said("agent", "list", "delete", "Rivals", "-y");
    assertThat(said("agent", "list", "list", "--json")).isEqualTo("[]");
  }

  @Test
  void mailIsReadAnsweredMarkedMovedAndDeleted() throws Exception {
    Path file = data.resolve("parts.csv");
    Files.writeString(file, "A-17,3\n");
    said(
        "email",
        "send",
        "-a",
        ANN,
        "--to",
        BEN,
        "-s",
        "Parts",
        "-b",
        "Thursday?",
        "--attach",
        file.toString(),
        "--metadata",
        "key1=v");
    await().until(() -> said("email", "list", "-a", BEN, "-q").length() > 1);
    String id = said("email", "list", "-a", BEN, "-q", "--unread", "--from", ANN);
    assertThat(said("email", "read", "-a", BEN, id, "--mark-read"))
        .contains("From: Ann <" + ANN + ">", "Attachments: parts.csv (7 bytes)", "\n\nThursday?");
    assertThat(said("email", "list", "-a", BEN, "--unread")).isEqualTo("no mail");
    said("email", "reply", "-a", BEN, id, "-b", "All but one.");
    await().until(() -> said("email", "list", "-a", ANN).contains("Re: Parts"));
    assertThat(said("email", "search", "-a", ANN, "but one")).contains("Re: Parts");
    assertThat(said("email", "threads", "list", "-a", ANN)).containsPattern("Re: Parts +2 ");
    assertThat(said("email", "mark", "starred", "-a", BEN, id)).contains("★");
    said("email", "move", "-a", BEN, id, "--folder", "Archive");
    assertThat(said("email", "list", "-a", BEN, "--folder", "archive", "-q")).isEqualTo(id);
    said("email", "delete", "-a", BEN, id);
    assertThat(said("email", "list", "-a", BEN, "--folder", "trash", "-q")).isEqualTo(id);
    assertThat(refused("email", "move", "-a", BEN, id, "--folder", "nowhere"))
        .contains("there is no folder nowhere");
  }

  @Test
  void mailWaitsForItsTimeOrIsOnlyTried() {
    assertThat(said("email", "send", "-a", ANN, "--to", BEN, "-b", "x", "--schedule", "2h"))
        .contains("goes to " + BEN + " in 2 hours");
    String scheduled = said("email", "scheduled", "list", "-a", ANN, "-q");
    assertThat(scheduled).hasSize(36);
    said("email", "scheduled", "cancel", "-a", ANN, scheduled);
    assertThat(said("email", "send", "-a", ANN, "--to", BEN, "-b", "x", "--dry-run"))
        .contains("would send to " + BEN);
    assertThat(said("email", "list", "-a", BEN, "--all-folders")).isEqualTo("no mail");
  }

  @Test
  void mailThatNeedsConsentIsSaidToWait() {
    said("workspace", "update", "default", "--require-approval");
    assertThat(send()).startsWith("waits for approval to go to " + BEN + "\n   Approval: ");
    said("workspace", "update", "default", "--no-require-approval");
    assertThat(send()).startsWith("sent to " + BEN);
  }

  @Test
  void aBlockedAccountSendsNothingUntilItIsUnblocked() {
    assertThat(said("agent", "account", "block", ANN)).isEqualTo(ANN + " is blocked");
    assertThat(refused("email", "send", "-a", ANN, "--to", BEN, "-b", "x")).contains("blocked");
    assertThat(said("agent", "status")).contains("Connector: ready", "2, 1 blocked");
    assertThat(said("auth", "list")).contains("✗ blocked", "✓ valid");
    said("agent", "account", "unblock", ANN);
    send();
    assertThat(said("agent", "account", "delete", ANN, "-y")).isEqualTo("deleted " + ANN);
    assertThat(refused("agent", "account", "get", ANN)).contains("there is no account " + ANN);
  }
}
