package dev.postern.v3;

import static dev.postern.mailbox.Reports.AT;
import static dev.postern.mailbox.Reports.DIAGNOSTICS;
import static dev.postern.mailbox.Reports.RECIPIENTS;
import static dev.postern.mailbox.Reports.TYPE;

import dev.postern.mail.Mailbox;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.StoredMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What became of a message after it was sent (spec/api-data.md section 9.4): addresses are plain
/// text here.
///
/// @param message empty if it was deleted since
/// @param facts by the names in [Reports]
/// @param sender the grant's address
public record DeliverabilityJson(
    Optional<StoredMessage> message, Map<String, String> facts, String sender) {
  /// Writes the object of one of the four triggers.
  public JsonObject of(String trigger) {
    JsonObject object = new JsonObject().put("message", summary());
    return switch (trigger) {
      case Reports.DELIVERED ->
          object.put(
              "delivered",
              new JsonObject().put("delivered_at", at()).putTexts("recipients", lines(RECIPIENTS)));
      case Reports.BOUNCED ->
          object.put(
              "bounce",
              new JsonObject()
                  .put("bounced_at", at())
                  .put("type", facts.getOrDefault(TYPE, "General"))
                  .putObjects("recipients", bounced()));
      case Reports.COMPLAINT ->
          object.put(
              "complaint",
              new JsonObject()
                  .put("reported_at", at())
                  .put("type", facts.getOrDefault(TYPE, "abuse"))
                  .putTexts("complained_recipients", lines(RECIPIENTS)));
      default -> object.put("rejected_at", at());
    };
  }

  private JsonObject summary() {
    JsonObject json = new JsonObject().put("id", facts.getOrDefault(Reports.MESSAGE, ""));
    if (message.isEmpty()) {
      return json.put("subject", facts.getOrDefault(Reports.SUBJECT, ""))
          .put("from", facts.getOrDefault(Reports.FROM, sender))
          .putTexts("to", lines(facts.containsKey(Reports.TO) ? Reports.TO : RECIPIENTS))
          .put("sent_at", at());
    }
    StoredMessage found = message.get();
    List<Mailbox> from = found.digest().from();
    json.put("subject", found.digest().subject())
        .put("from", from.isEmpty() ? sender : from.getFirst().email())
        .putTexts("to", emails(found.digest().to()))
        .put("sent_at", found.received().getEpochSecond());
    if (!found.digest().cc().isEmpty()) {
      json.putTexts("cc", emails(found.digest().cc()));
    }
    if (!found.digest().bcc().isEmpty()) {
      json.putTexts("bcc", emails(found.digest().bcc()));
    }
    return found.metadata().isEmpty() ? json : json.putTextMap("metadata", found.metadata());
  }

  private List<JsonObject> bounced() {
    List<String> diagnostics = lines(DIAGNOSTICS);
    List<JsonObject> bounced = new ArrayList<>();
    for (String recipient : lines(RECIPIENTS)) {
      String code = bounced.size() < diagnostics.size() ? diagnostics.get(bounced.size()) : "";
      bounced.add(new JsonObject().put("email", recipient).put("diagnostic_code", code));
    }
    return bounced;
  }

  private static List<String> emails(List<Mailbox> mailboxes) {
    return mailboxes.stream().map(Mailbox::email).toList();
  }

  private List<String> lines(String name) {
    String text = facts.getOrDefault(name, "");
    return text.isEmpty() ? List.of() : List.of(text.split("\n", -1));
  }

  private long at() {
    String text = facts.getOrDefault(AT, "");
    return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
  }
}
