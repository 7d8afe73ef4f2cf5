package dev.postern.outbound;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.delivery.Blobs;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Dates;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderEdit;
import dev.postern.mail.Mailbox;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.outbound.Scheduled.Draft;
import java.lang.foreign.MemorySegment;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Ends the wait of scheduled mail: sends it, or says why not.
///
/// It leaves the schedule in the transaction that files, queues and reports it, so it is sent once
/// whatever happens, and who subscribed to it hears of it once it is true.
public final class Release {
  private final ScheduleStore schedules;
  private final ApprovalStore approvals;
  private final GrantStore grants;
  private final MailStore store;
  private final Sending sending;
  private final InstantSource clock;

  /// Sends through `sending`.
  public Release(
      ScheduleStore schedules,
      ApprovalStore approvals,
      GrantStore grants,
      MailStore store,
      Sending sending,
      InstantSource clock) {
    this.schedules = schedules;
    this.approvals = approvals;
    this.grants = grants;
    this.store = store;
    this.sending = sending;
    this.clock = clock;
  }

  /// Sends a mail, unless it was ended meanwhile. What needs somebody's consent by now, and has
  /// none, waits for that instead.
  ///
  /// @throws GatewayException if it cannot be sent; then nothing changed
  void send(Scheduled mail) {
    Optional<Grant> sender = grants.grantOf(mail.account());
    if (sender.isEmpty()) {
      return;
    }
    Optional<Content> content = schedules.content(mail);
    if (content.isEmpty()) {
      return;
    }
    check(mail.account(), mail.plan());
    try (Content open = content.get();
        Blob blob = Blobs.of(store, slices(mail, open.bytes()))) {
      Submission submission = submission(mail, sender.get(), blob);
      Passage passage = sending.gate().pass(submission);
      if (passage.guard().requireApproval() && !approvals.isApproved(mail.account(), mail.id())) {
        hold(mail, sender.get(), open.bytes());
        return;
      }
      Function<MailTx, Departure> handOn = handingOn(mail, submission, passage);
      boolean _ = store.commit(mail.account(), mail, tx -> sent(tx, mail, passage, handOn));
    }
  }

  // Mail clients were told that each recipient is accepted: one that is gone does not cost the
  // others their mail, and the queue notes what became of it.
  private void check(AccountId account, Scheduled.Plan plan) {
    int gone = 0;
    for (String recipient : plan.recipients()) {
      try {
        sending.checkRecipient(account, recipient);
      } catch (GatewayException e) {
        gone++;
        if (!plan.submitted() || gone == plan.recipients().size()) {
          throw e;
        }
      }
    }
  }

  // What an agent wrote for a later time is dated when it goes out; what a client handed in, or was
  // only queued, stays as it is.
  private List<MemorySegment> slices(Scheduled mail, MemorySegment bytes) {
    return mail.kind() == Scheduled.Kind.SCHEDULED && !mail.plan().submitted()
        ? HeaderEdit.of(bytes)
            .remove("Date")
            .append("Date: " + Dates.format(clock.instant(), ZoneOffset.UTC))
            .slices()
        : List.of(bytes);
  }

  private void hold(Scheduled mail, Grant sender, MemorySegment bytes) {
    Optional<MessageId> draft = store.glance(mail.account(), read -> unchanged(read, mail));
    try (Blob blob = Blobs.of(store, List.of(bytes));
        Petition petition =
            sending.petition(
                submission(mail, sender, blob).of(draft),
                mail.plan().submitted(),
                Optional.of(mail.due()).filter(_ -> mail.kind() != Scheduled.Kind.QUEUED))) {
      boolean _ = store.commit(mail.account(), mail, tx -> held(tx, mail, draft, petition));
    }
  }

  // False: it was ended, or its draft was changed just now; it is looked at again.
  private static boolean held(
      MailTx tx, Scheduled mail, Optional<MessageId> draft, Petition petition) {
    if (!unchanged(tx, mail).equals(draft)
        || !Later.end(tx, mail, Scheduled.Status.CANCELLED, "it waits for approval")) {
      return false;
    }
    Approval _ =
        mail.message().value() == 0 ? petition.keep(tx) : petition.keep(tx, mail.message());
    return true;
  }

  private static Optional<MessageId> unchanged(MailRead read, Scheduled mail) {
    return mail.plan().draft().filter(draft -> draft.stands(read)).map(Draft::message);
  }

  private static Submission submission(Scheduled mail, Grant sender, Blob blob) {
    Scheduled.Plan plan = mail.plan();
    return new Submission(
        sender,
        plan.reversePath(),
        plan.recipients(),
        blob,
        MessageReader.read(blob.bytes()),
        plan.replyTo(),
        Optional.empty(),
        plan.metadata(),
        Optional.empty(),
        plan.wishes(),
        mail);
  }

  private Function<MailTx, Departure> handingOn(
      Scheduled mail, Submission submission, Passage passage) {
    return sending
        .posting()
        .prepare(
            submission,
            // Who submitted it was told that it was taken.
            mail.plan().submitted() ? passage.anyway() : passage,
            mail.plan().submitted(),
            Optional.of(mail));
  }

  private static boolean sent(
      MailTx tx, Scheduled mail, Passage passage, Function<MailTx, Departure> handOn) {
    if (!tx.join(ScheduleTx.class).close(mail.id(), Scheduled.Status.SENT, "")) {
      return false;
    }
    if (mail.plan().counted().isEmpty()) {
      OptionalLong _ = passage.count(tx);
    }
    boolean filed = handOn.apply(tx).message().isPresent();
    unchanged(tx, mail).ifPresent(tx::delete);
    tx.report(Reports.SEND_SUCCESS, facts(mail, filed));
    return true;
  }

  /// Ends a mail that cannot be sent. It was not sent, so it does not count.
  void fail(Scheduled mail, GatewayException why) {
    Map<String, String> facts = facts(mail, false);
    Fault fault = why.fault();
    facts.put(Reports.REASON, why.text());
    facts.put(Reports.ERROR_TYPE, fault.apiType());
    facts.put(Reports.ERROR_MESSAGE, why.text());
    facts.put(Reports.ERROR_STATUS, Integer.toString(fault.httpStatus()));
    facts.putAll(heading(mail));
    boolean _ =
        store.commit(
            mail.account(),
            mail,
            tx -> {
              boolean ended = Later.end(tx, mail, Scheduled.Status.FAILED, why.text());
              if (ended) {
                tx.report(Reports.SEND_FAILED, facts);
              }
              return ended;
            });
  }

  private Map<String, String> heading(Scheduled mail) {
    Optional<Content> content = schedules.content(mail);
    if (content.isEmpty()) {
      return Map.of();
    }
    try (Content open = content.get()) {
      Digest digest = MessageReader.read(open.bytes());
      return Map.of(
          Reports.SUBJECT,
          digest.subject(),
          Reports.FROM,
          addresses(digest.from()),
          Reports.TO,
          addresses(digest.to()));
    }
  }

  private static String addresses(List<Mailbox> mailboxes) {
    return mailboxes.stream().map(Mailbox::email).collect(Collectors.joining("\n"));
  }

  private static Map<String, String> facts(Scheduled mail, boolean filed) {
    Map<String, String> facts = new LinkedHashMap<>();
    if (filed) {
      facts.put(Reports.MESSAGE, mail.message().toString());
    }
    facts.put(Reports.SCHEDULE, mail.id().toString());
    facts.put(Reports.SEND_AT, Long.toString(mail.due().getEpochSecond()));
    facts.put(Reports.USE_DRAFT, Boolean.toString(mail.plan().draft().isPresent()));
    return facts;
  }
}
