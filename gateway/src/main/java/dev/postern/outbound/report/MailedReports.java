package dev.postern.outbound.report;

import dev.postern.auth.Grant;
import dev.postern.delivery.Noticing;
import dev.postern.delivery.Recipients;
import dev.postern.mail.Digest;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Reputation;
import dev.postern.outbound.ReputationTx;
import dev.postern.outbound.Suppression;
import dev.postern.outbound.Suppression.Reason;
import java.lang.foreign.MemorySegment;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reports that come by mail: servers that accepted a mail and could not deliver it say so later,
/// and providers pass on what their users complain of.
///
/// Anybody can write such a mail. It counts only if it names a mail in the agent's Sent, and for
/// those to whom that went.
public final class MailedReports implements Noticing {
  private static final Logger LOG = LoggerFactory.getLogger(MailedReports.class);

  private final Recipients recipients;
  private final InstantSource clock;

  /// @param recipients says which addresses are here, and so never suppressed
  public MailedReports(Recipients recipients, InstantSource clock) {
    this.recipients = recipients;
    this.clock = clock;
  }

  @Override
  public Consumer<MailTx> read(Grant to, MemorySegment mail, Digest digest) {
    Optional<Mailed> report;
    try {
      report = ReportReader.read(mail, digest);
    } catch (RuntimeException e) {
      LOG.warn("a report could not be read; it is delivered as it is", e);
      report = Optional.empty();
    }
    return report.<Consumer<MailTx>>map(found -> tx -> happened(tx, found)).orElse(_ -> {});
  }

  private void happened(MailTx tx, Mailed report) {
    tx.named(report.about()).stream()
        .filter(message -> message.folders().contains(FolderId.SENT))
        .findFirst()
        .ifPresent(sent -> {
          switch (report) {
            case Mailed.Bounce bounce -> bounced(tx, sent, bounce);
            case Mailed.Complaint complaint -> complained(tx, sent, complaint);
          }
        });
  }

  private void bounced(MailTx tx, StoredMessage sent, Mailed.Bounce bounce) {
    Events events = new Events(tx, Optional.of(sent.id()), clock.instant());
    Map<String, String> known = recipients(sent);
    List<Events.Bounced> bounced = new ArrayList<>();
    int hard = 0;
    for (Mailed.Failed failed : bounce.failed()) {
      Optional<String> key = failed.addresses().stream().filter(known::containsKey).findFirst();
      if (key.isPresent() && events.takeBounce(key.get(), bounce.about())) {
        bounced.add(
            new Events.Bounced(known.getOrDefault(key.get(), key.get()), failed.diagnosis()));
        if (failed.diagnosis().isHard() && !recipients.isLocal(key.get())) {
          events.suppress(key.get(), Reason.HARD_BOUNCE, failed.diagnosis().text());
          hard++;
        }
      }
    }
    if (!bounced.isEmpty()) {
      events.bounced(bounced);
    }
    if (hard > 0) {
      tx.join(ReputationTx.class).count(new Reputation(0, hard, 0));
    }
  }

  private void complained(MailTx tx, StoredMessage sent, Mailed.Complaint complaint) {
    Map<String, String> known = recipients(sent);
    List<String> named = complaint.from().stream().filter(known::containsKey).toList();
    // Who complained may have been left out; and several reports of one complaint are one.
    List<String> from =
        (complaint.from().isEmpty() ? List.of("") : named)
            .stream()
                .filter(key -> tx.takeDeliveryKey("complaint " + sent.id() + " " + key))
                .toList();
    if (from.isEmpty()) {
      return;
    }
    Events events = new Events(tx, Optional.of(sent.id()), clock.instant());
    events.complained(
        complaint.type(),
        from.stream().flatMap(key -> Optional.ofNullable(known.get(key)).stream()).toList());
    for (String key : from) {
      if (!key.isEmpty() && !recipients.isLocal(key)) {
        events.suppress(key, Reason.COMPLAINT, complaint.type());
      }
    }
    tx.join(ReputationTx.class).count(new Reputation(0, 0, 1));
  }

  private static Map<String, String> recipients(StoredMessage sent) {
    Map<String, String> recipients = new HashMap<>();
    Digest digest = sent.digest();
    Stream.of(digest.to(), digest.cc(), digest.bcc())
        .flatMap(List::stream)
        .map(Mailbox::email)
        .forEach(email ->
            MailAddresses.parse(email)
                .ifPresent(address -> recipients.putIfAbsent(Suppression.key(address), email)));
    return recipients;
  }
}
