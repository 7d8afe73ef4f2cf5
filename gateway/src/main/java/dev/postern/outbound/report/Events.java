package dev.postern.outbound.report;

import dev.postern.mailbox.LogEntry;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.outbound.Suppression.Reason;
import dev.postern.outbound.SuppressionTx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Tells an agent's subscribers what became of a mail that the agent sent, in the transaction that
/// records it (spec/api-data.md section 9.4).
///
/// @param message the copy in Sent; empty if there is none
record Events(MailTx tx, Optional<MessageId> message, Instant now) {
  private static final int MAX_DIAGNOSTIC = 400;

  /// One recipient who was not reached.
  ///
  /// @param recipient as the sender wrote it
  record Bounced(String recipient, Diagnosis diagnosis) {}

  /// Takes a recipient's bounce: a server may report by mail what its reply said already.
  ///
  /// @param messageId of the mail, by which it is known before its copy is in Sent; empty: unknown
  /// @return false if it was reported before
  boolean takeBounce(String recipient, String messageId) {
    String key = " " + recipient.toLowerCase(Locale.ROOT);
    boolean first = message.map(id -> tx.takeDeliveryKey("bounced " + id + key)).orElse(true);
    return (messageId.isEmpty() || tx.takeDeliveryKey("bounced <" + messageId + ">" + key))
        && first;
  }

  /// Reports recipients who were reached.
  void delivered(List<String> recipients) {
    for (List<String> some : fitting(recipients)) {
      Map<String, String> facts = facts();
      facts.put(Reports.RECIPIENTS, String.join("\n", some));
      tx.report(Reports.DELIVERED, facts);
    }
  }

  /// Reports recipients who were not, those of one type together; and that a virus was found, if
  /// that is what a server says.
  void bounced(List<Bounced> bounced) {
    Map<String, List<Bounced>> types = new LinkedHashMap<>();
    for (Bounced one : bounced) {
      types.computeIfAbsent(one.diagnosis().type(), _ -> new ArrayList<>()).add(one);
    }
    types.forEach(this::bounced);
    if (bounced.stream().anyMatch(one -> one.diagnosis().isVirus())) {
      tx.report(Reports.REJECTED, facts());
    }
  }

  private void bounced(String type, List<Bounced> bounced) {
    List<String> lines =
        bounced.stream()
            .map(one ->
                one.recipient() + "\n" + Diagnosis.cut(one.diagnosis().text(), MAX_DIAGNOSTIC))
            .toList();
    int from = 0;
    for (List<String> some : fitting(lines)) {
      Map<String, String> facts = facts();
      facts.put(Reports.TYPE, type);
      List<Bounced> these = bounced.subList(from, from + some.size());
      from += some.size();
      facts.put(
          Reports.RECIPIENTS, String.join("\n", these.stream().map(Bounced::recipient).toList()));
      facts.put(
          Reports.DIAGNOSTICS,
          String.join(
              "\n",
              these.stream()
                  .map(one -> Diagnosis.cut(one.diagnosis().text(), MAX_DIAGNOSTIC))
                  .toList()));
      tx.report(Reports.BOUNCED, facts);
    }
  }

  /// Reports a complaint.
  void complained(String type, List<String> recipients) {
    Map<String, String> facts = facts();
    facts.put(Reports.TYPE, type);
    facts.put(Reports.RECIPIENTS, String.join("\n", fitting(recipients).getFirst()));
    tx.report(Reports.COMPLAINT, facts);
  }

  /// Sends no more to an address.
  void suppress(String address, Reason reason, String detail) {
    tx.join(SuppressionTx.class).suppress(address, reason, detail);
  }

  private Map<String, String> facts() {
    Map<String, String> facts = new LinkedHashMap<>();
    message.ifPresent(id -> facts.put(Reports.MESSAGE, id.toString()));
    facts.put(Reports.AT, Long.toString(now.getEpochSecond()));
    return facts;
  }

  // A fact is cut when it is too long, and half an address is a wrong one.
  private static List<List<String>> fitting(List<String> texts) {
    List<List<String>> all = new ArrayList<>();
    List<String> some = new ArrayList<>();
    int length = 0;
    for (String text : texts) {
      if (length + text.length() + 1 > LogEntry.Reported.MAX_VALUE && !some.isEmpty()) {
        all.add(List.copyOf(some));
        some.clear();
        length = 0;
      }
      some.add(text);
      length += text.length() + 1;
    }
    if (!some.isEmpty() || all.isEmpty()) {
      all.add(List.copyOf(some));
    }
    return all;
  }
}
