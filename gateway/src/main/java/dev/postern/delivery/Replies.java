package dev.postern.delivery;

import dev.postern.mail.Digest;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Part;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.StoredMessage;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Reports that a message answers one whose sender wants to hear of it, whichever way it came. Call
/// it in the transaction that adds the message.
public final class Replies {
  private static final int MAX_IDS = 50;

  private Replies() {}

  /// Reports a message that was added, if it is such an answer. The nearest tracked message counts:
  /// the one answered, else the latest in the references.
  ///
  /// @param owner the account's address
  public static void report(
      MailTx tx, Digest digest, MailTx.Added added, String owner, Instant now) {
    boolean names = !digest.inReplyTo().isEmpty() || !digest.references().isEmpty();
    if (!names || isReport(digest)) {
      return;
    }
    TrackingTx tracking = tx.join(TrackingTx.class);
    if (!tracking.awaitsReplies()) {
      return;
    }
    Optional<MessageId> direct = Optional.empty();
    for (String id : ids(digest)) {
      for (StoredMessage message : tx.named(id)) {
        direct = direct.or(() -> Optional.of(message.id()));
        Optional<TrackingOptions> wanted =
            tracking.options(message.id()).filter(TrackingOptions::threadReplies);
        if (wanted.isPresent() && !message.id().equals(added.message())) {
          if (isRepeated(tx, digest)) {
            return;
          }
          int count = tracking.replied(message.id());
          Map<String, String> facts = facts(added, message.id(), direct.get(), now);
          facts.put(Reports.LABEL, wanted.get().label());
          facts.put(Reports.COUNT, Integer.toString(count));
          facts.put(Reports.FROM_SELF, Boolean.toString(isOwn(digest, owner)));
          tx.report(Reports.REPLIED, facts);
          return;
        }
      }
    }
  }

  // A server that could not deliver the mail does not answer it.
  private static boolean isReport(Digest digest) {
    Part root = digest.parts().getFirst();
    return root.isMultipart() && root.subtype().equals("report");
  }

  // Who answers in copy to themselves has it in Sent and in the inbox; and mail may come twice.
  private static boolean isRepeated(MailTx tx, Digest digest) {
    String id = digest.messageId();
    return id != null && !tx.takeDeliveryKey("reply " + id);
  }

  private static Set<String> ids(Digest digest) {
    Set<String> ids = new LinkedHashSet<>(digest.inReplyTo());
    List<String> references = digest.references();
    ids.addAll(
        references.subList(Math.max(0, references.size() - MAX_IDS), references.size()).reversed());
    return ids;
  }

  private static Map<String, String> facts(
      MailTx.Added added, MessageId root, MessageId answered, Instant now) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(Reports.MESSAGE, added.message().toString());
    facts.put(Reports.ROOT_MESSAGE, root.toString());
    facts.put(Reports.REPLY_TO_MESSAGE, answered.toString());
    facts.put(Reports.THREAD, added.thread().toString());
    facts.put(Reports.AT, Long.toString(now.getEpochSecond()));
    return facts;
  }

  private static boolean isOwn(Digest digest, String owner) {
    String own = canonical(owner);
    return digest.from().stream().anyMatch(from -> canonical(from.email()).equals(own));
  }

  private static String canonical(String email) {
    return MailAddresses.parse(email).map(MailAddress::canonical).orElse(email);
  }
}
