package dev.postern.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `postern email send`.
@Command(
    name = "send",
    description = "Send a mail.",
    footer = "Example: postern email send --to ben@agents.localhost -s Hello -b 'How are you?'")
final class SendCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Format format = new Format();
  @Mixin private AgentOption agent = new AgentOption();
  @Mixin private LetterOptions letter = new LetterOptions();
  @Mixin private Consent consent = new Consent();

  @Option(
      names = "--to",
      required = true,
      split = ",",
      paramLabel = "ADDRESS",
      description = "Whom to; repeatable, or with commas.")
  private List<String> to = List.of();

  SendCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ApiClient client = server.client()) {
      Agent from = agent.find(client);
      new Sender(terminal, format, letter, consent)
          .send(client, from, letter.request(terminal, to), to);
    }
    return 0;
  }
}
