package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;

/// Hands a mail in, and tells what became of it.
final class Sender {
  private final Terminal terminal;
  private final Format format;
  private final LetterOptions letter;
  private final Consent consent;

  Sender(Terminal terminal, Format format, LetterOptions letter, Consent consent) {
    this.terminal = terminal;
    this.format = format;
    this.letter = letter;
    this.consent = consent;
  }

  void send(ApiClient client, Agent from, JsonObject request, List<String> to) {
    String people = Shown.line(String.join(", ", to));
    // A program that says what to send means it; a person may have mistyped.
    if (terminal.isPerson() && !letter.dryRun()) {
      consent.ask(terminal, "Send this mail from " + from.email() + " to " + people + "?");
    }
    String path = from.path() + "/messages/send" + (letter.dryRun() ? "?dry_run=true" : "");
    JsonBody whole =
        letter.attached().isEmpty()
            ? client.post(path, request)
            : client.post(path, FormBody.of(request, letter.attached()));
    JsonBody answer = ApiClient.data(whole);
    var output = new Output(terminal, format);
    output.one(
        answer,
        () ->
            letter.dryRun()
                ? SentText.rehearsed(answer, output, people)
                : SentText.of(whole, output, people));
  }
}
