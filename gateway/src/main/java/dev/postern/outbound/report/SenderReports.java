package dev.postern.outbound.report;

import dev.postern.delivery.Blobs;
import dev.postern.delivery.Recipients;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.MessageIds;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.outbound.Endings;
import dev.postern.outbound.QueueStore;
import dev.postern.outbound.QueuedMail;
import dev.postern.outbound.Transport.Outcome;
import dev.postern.outbound.Wishes;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Tells senders what became of their mail: by a report in mail, as they asked for it (RFC 3461),
/// and agents here by events too.
///
/// A report goes to the envelope's sender only, and never about a mail without one, as reports are:
/// two servers cannot answer each other for ever. Whoever sent from outside gets one only if it is
/// known that they did, so that nobody gets reports about mail in their name that they never wrote.
public final class SenderReports implements Endings {
  private static final String EXPIRED = "expired: ";

  private final QueueStore queue;
  private final MailStore store;
  private final Recipients recipients;
  private final String host;
  private final Duration patience;
  private final InstantSource clock;
  private final RandomGenerator random;

  /// Reports in the name of this server.
  ///
  /// @param host this server's name
  /// @param patience how long delivery of a report is tried
  /// @param random must be safe for concurrent use
  public SenderReports(
      QueueStore queue,
      MailStore store,
      Recipients recipients,
      String host,
      Duration patience,
      InstantSource clock,
      RandomGenerator random) {
    this.queue = queue;
    this.store = store;
    this.recipients = recipients;
    this.host = host;
    this.patience = patience;
    this.clock = clock;
    this.random = random;
  }

  @Override
  public Effect prepare(QueuedMail mail, List<Result> results) {
    Instant now = clock.instant();
    boolean sent = !mail.account().equals(AccountId.NOBODY);
    List<Told> told =
        isToBeTold(mail)
            ? results.stream().flatMap(result -> told(mail, result, now).stream()).toList()
            : List.of();
    boolean unnamed = sent && mail.message().isEmpty();
    if (told.isEmpty() && !unnamed) {
      return sent ? new SenderEffect(happened(results), mail.message(), "", now) : Effect.NONE;
    }
    try (Content content = queue.content(mail.id()).orElse(null)) {
      MemorySegment bytes = content == null ? MemorySegment.NULL : content.bytes();
      Optional<Blob> report =
          told.isEmpty() ? Optional.empty() : Optional.of(report(mail, told, bytes, now));
      SenderEffect effect =
          new SenderEffect(
              sent ? happened(results) : SenderEffect.Happened.NOTHING,
              mail.message(),
              unnamed ? messageId(bytes) : "",
              now);
      return report
          .<Effect>map(
              blob -> new ReportEffect(effect, blob, mail.sender(), now, now.plus(patience)))
          .orElse(effect);
    }
  }

  private static String messageId(MemorySegment mail) {
    return HeaderBlock.of(mail, 0, mail.byteSize()).unfoldedRaw("Message-ID").stream()
        .flatMap(value -> MessageIds.parseList(value).stream())
        .findFirst()
        .orElse("");
  }

  private static boolean isToBeTold(QueuedMail mail) {
    return !mail.sender().isEmpty()
        && (!mail.account().equals(AccountId.NOBODY)
            || mail.verdict()
                .filter(verdict -> Provenance.isProved(mail.sender(), verdict))
                .isPresent());
  }

  private Optional<Told> told(QueuedMail mail, Result result, Instant now) {
    Action action =
        switch (result.fate()) {
          case DELIVERED -> Action.DELIVERED;
          case RELAYED -> Action.RELAYED;
          case DELAYED -> Action.DELAYED;
          case FAILED, EXPIRED -> Action.FAILED;
        };
    Outcome outcome = result.outcome();
    boolean others =
        action == Action.RELAYED && outcome instanceof Outcome.Accepted hop && hop.dsn();
    if (others || !result.due().wish().wants(action.event())) {
      return Optional.empty();
    }
    Diagnosis diagnosis = diagnosis(result);
    return Optional.of(
        new Told(
            result.due().recipient(),
            result.due().wish().original(),
            action,
            outcome.remote(),
            result.fate() == Fate.EXPIRED ? diagnosis.as("4.4.7") : diagnosis,
            action == Action.DELAYED ? result.due().last().map(last -> last.at()).orElse(now) : now,
            action == Action.DELAYED ? Optional.of(mail.expires()) : Optional.empty()));
  }

  // What the last server said counts, not that it took so long.
  private static Diagnosis diagnosis(Result result) {
    String text = result.outcome().diagnostic();
    boolean expired = result.fate() == Fate.EXPIRED && text.startsWith(EXPIRED);
    return Diagnosis.of(expired ? text.substring(EXPIRED.length()) : text);
  }

  private Blob report(QueuedMail mail, List<Told> told, MemorySegment bytes, Instant now) {
    StatusReport report =
        new StatusReport(
            host,
            domain(mail, told),
            mail.sender(),
            mail.envelopeId(),
            mail.queuedAt(),
            mail.ret().filter(Wishes.Ret.FULL::equals).isPresent() && !mail.requireTls(),
            told,
            Long.toString(now.toEpochMilli(), 36)
                + ".%016x%08x".formatted(random.nextLong(), random.nextInt()),
            now);
    return Blobs.of(store, report.about(bytes));
  }

  // A domain that is ours: the sender's, else that to which somebody outside wrote.
  private String domain(QueuedMail mail, List<Told> told) {
    return Optional.of(mail.sender())
        .filter(recipients::isLocal)
        .or(() -> told.stream().map(Told::recipient).filter(recipients::isLocal).findFirst())
        .map(address -> address.substring(address.lastIndexOf('@') + 1))
        .filter(domain -> domain.indexOf(' ') < 0 && StatusReport.isAscii(domain))
        .orElse(host);
  }

  private SenderEffect.Happened happened(List<Result> results) {
    List<String> reached =
        results.stream()
            .filter(result -> result.fate() == Fate.DELIVERED || result.fate() == Fate.RELAYED)
            .map(result -> result.due().recipient())
            .toList();
    List<SenderEffect.Lost> lost =
        results.stream()
            .filter(result -> result.fate() == Fate.FAILED || result.fate() == Fate.EXPIRED)
            .map(result -> lost(result))
            .toList();
    int relayed = (int) results.stream().filter(result -> result.fate() == Fate.RELAYED).count();
    return new SenderEffect.Happened(reached, relayed, lost);
  }

  private SenderEffect.Lost lost(Result result) {
    String recipient = result.due().recipient();
    return new SenderEffect.Lost(recipient, diagnosis(result), recipients.isLocal(recipient));
  }
}
