package dev.postern.api;

import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.SystemFlag;
import dev.postern.v3.JsonBody;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// One agent with mail, behind the API.
final class ListingStage implements AutoCloseable {
  static final Instant NOON = Agent.NOON;

  final ApiStage stage;
  final String grant;
  final String path;
  final Agent agent;

  ListingStage(Path directory) throws java.io.IOException {
    stage = new ApiStage(directory);
    grant = stage.agent("ann");
    path = "/v3/grants/" + grant;
    agent = Agent.of(stage.mail(), stage.account(grant));
  }

  /// Adds a mail; `head` is its header lines, each with its line end.
  MailTx.Added add(String head, int second, FolderId folder, SystemFlag... flags) {
    return agent.add(
        head.replace("\n", "\r\n") + "\r\nText.\r\n",
        NOON.plusSeconds(second),
        new Flags(Set.of(flags), Set.of()),
        folder);
  }

  void describe(MessageId id, Map<String, String> metadata) {
    agent.commit(tx -> {
      tx.edit(
          id,
          new MailTx.MessageEdit(
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.empty(),
              Optional.of(metadata)));
      return id;
    });
  }

  ApiStage.Answer get(String rest) {
    return stage.get(path + rest);
  }

  /// Returns a member of every item of every page, in order.
  List<String> all(String what, String member) {
    List<String> found = new ArrayList<>();
    String token = "";
    do {
      ApiStage.Answer page = get(what + token);
      if (page.status() != 200) {
        throw new AssertionError(what + ": " + page.text());
      }
      for (JsonBody item : page.list()) {
        found.add(item.text(member).orElse(""));
      }
      token = page.json().text("next_cursor").map(next -> "&page_token=" + next).orElse("");
    } while (!token.isEmpty());
    return found;
  }

  /// Returns all that an account has, as text, to show that nothing changed.
  String picture() {
    return stage
        .mail()
        .read(
            agent.account,
            read ->
                read.seq()
                    + " "
                    + read.folders()
                    + read.find(dev.postern.mailbox.MessageQuery.all(500)).items().stream()
                        .map(StoredMessage::toString)
                        .toList());
  }

  static String encoded(String text) {
    return java.net.URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    stage.close();
  }
}
