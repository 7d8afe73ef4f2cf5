package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `postern email reply`.
@Command(
    name = "reply",
    description = "Answer a mail, in its thread.",
    footer = "Example: postern email reply 5d2f7c1e-8f2c-4d2b-a4a1-92a9f0a3a3b1 -b 'Thank you.'")
final class ReplyCommand implements Callable<Integer> {
  private final Terminal terminal;
  @Mixin private ServerOptions server = new ServerOptions();
  @Mixin private Format format = new Format();
  @Mixin private AgentOption agent = new AgentOption();
  @Mixin private LetterOptions letter = new LetterOptions();
  @Mixin private Consent consent = new Consent();

  @Parameters(paramLabel = "MESSAGE", description = "The mail's id.")
  private String id = "";

  @Option(names = "--all", description = "Answer all whom it was to.")
  private boolean all;

  ReplyCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try (ApiClient client = server.client()) {
      Agent from = agent.find(client);
      JsonBody mail = ApiClient.data(client.get(from.path() + "/messages/" + ApiClient.encode(id)));
      List<String> to = recipients(from, mail);
      if (to.isEmpty()) {
        throw new CommandFailure("nobody is named in this mail to answer");
      }
      JsonObject request = letter.request(terminal, to).put("reply_to_message_id", id);
      if (!letter.hasSubject()) {
        String subject = mail.text("subject").orElse("");
        boolean again = subject.toLowerCase(Locale.ROOT).startsWith("re:");
        request.put("subject", again ? subject : "Re: " + subject);
      }
      new Sender(terminal, format, letter, consent).send(client, from, request, to);
    }
    return 0;
  }

  // Who answers a mail of their own goes on talking to the same people.
  private List<String> recipients(Agent from, JsonBody mail) {
    List<String> writers = addresses(mail, "reply_to");
    if (writers.isEmpty()) {
      writers = addresses(mail, "from");
    }
    boolean own = writers.stream().allMatch(from.email()::equalsIgnoreCase);
    if (own) {
      writers = addresses(mail, "to");
    }
    Stream<String> others =
        all
            ? Stream.of("to", "cc").flatMap(name -> addresses(mail, name).stream())
            : Stream.empty();
    return Stream.concat(
            writers.stream(), others.filter(each -> !each.equalsIgnoreCase(from.email())))
        .distinct()
        .toList();
  }

  private static List<String> addresses(JsonBody mail, String name) {
    return mail.objects(name).orElse(List.of()).stream()
        .flatMap(each -> each.text("email").stream())
        .toList();
  }
}
