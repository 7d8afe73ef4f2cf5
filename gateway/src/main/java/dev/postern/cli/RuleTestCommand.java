package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `postern agent rule test`: what the rules that hold would do with a mail.
@Command(
    name = "test",
    description = "Tell what a workspace's rules would do with a mail; nothing is stored.",
    footer = "Example: postern agent rule test --from ad@spam.example --subject Sale")
final class RuleTestCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Format format = new Format();

  @Option(names = "--from", paramLabel = "ADDRESS", description = "Who writes.")
  private @Nullable String from;

  @Option(names = "--to", split = ",", paramLabel = "ADDRESS", description = "Whom to.")
  private List<String> to = List.of();

  @Option(
      names = {"-s", "--subject"},
      paramLabel = "TEXT",
      description = "Its subject.")
  private @Nullable String subject;

  @Option(names = "--file", paramLabel = "EML", description = "A whole mail instead of these.")
  private @Nullable Path file;

  @Option(
      names = "--trigger",
      paramLabel = "inbound|outbound",
      description = "Whether it comes (the default) or goes.")
  private @Nullable String trigger;

  @Option(
      names = "--workspace",
      paramLabel = "WORKSPACE",
      description = "Whose rules: an id or a name; default: the default workspace's.")
  private @Nullable String workspace;

  @Option(
      names = "--agent",
      paramLabel = "ACCOUNT",
      description = "The rules that hold for this account.")
  private @Nullable String agent;

  RuleTestCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (file == null && from == null) {
      throw new WrongUse("describe a mail with --from, or name one with --file");
    }
    JsonObject request = new JsonObject().put("trigger", Optional.ofNullable(trigger));
    if (file == null) {
      request.put("message", described());
    } else {
      request.put("mime", Base64.getUrlEncoder().encodeToString(octets(file)));
    }
    var output = new Output(terminal, format);
    try (ApiClient client = server.client()) {
      if (agent != null) {
        request.put("grant_id", Accounts.find(client, agent).id());
      } else {
        String named = workspace == null ? "default" : workspace;
        request.put("workspace_id", Output.id(Resource.WORKSPACE.find(client, named)));
      }
      JsonBody told = ApiClient.data(client.post(Resource.RULE.path() + "/test", request));
      output.one(told, () -> RuleTestText.of(told, output));
    }
    return 0;
  }

  private JsonObject described() {
    return new JsonObject()
        .putObjects("from", people(Optional.ofNullable(from).stream().toList()))
        .putObjects("to", people(to))
        .put("subject", Optional.ofNullable(subject));
  }

  private static List<JsonObject> people(List<String> addresses) {
    return addresses.stream().map(each -> new JsonObject().put("email", each.strip())).toList();
  }

  private static byte[] octets(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new WrongUse("--file cannot be read: " + e, e);
    }
  }
}
