package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.delivery.Fingerprint;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MessageReader;
import dev.postern.mail.Outgoing;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Scheduled;
import dev.postern.outbound.Submission;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.SendRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Sending, now or later (spec/api-data.md sections 2.6, 2.7 and 2.9).
final class SendRoute {
  private static final Duration SOONEST = Duration.ofMinutes(1);
  private static final Duration LATEST = Duration.ofDays(30);

  private final ApiServices services;
  private final GrantPath grants;
  private final MessageView view;
  private final SendForm form;
  private final Composer composer;
  private final Idempotency idempotency;

  SendRoute(
      ApiServices services, GrantPath grants, MessageView view, SendForm form, Composer composer) {
    this.services = services;
    this.grants = grants;
    this.view = view;
    this.form = form;
    this.composer = composer;
    this.idempotency = new Idempotency(services.mail(), services.clock());
  }

  List<Route> routes() {
    return List.of(Route.of("POST /v3/grants/{grant}/messages/send", this::send));
  }

  private Response send(Request request) {
    Grant grant = grants.of(request);
    Fields fields = Fields.of(request.query());
    return form.read(request, (json, files) -> send(request, grant, fields, json, files));
  }

  private Response send(
      Request request, Grant grant, Fields fields, JsonBody body, List<Outgoing.Attached> files) {
    return idempotency.once(
        request,
        grant,
        fingerprint(body, files),
        use -> send(request, grant, fields, SendRequest.read(body).with(files), use),
        message -> again(request, grant, fields, message));
  }

  private Optional<Response> again(Request request, Grant grant, Fields fields, MessageId id) {
    return services
        .mail()
        .read(grant.account(), read -> read.message(id))
        .map(message -> sent(request, grant, fields, message))
        .or(() -> Kept.again(request, grant, services.schedules(), id));
  }

  private static String fingerprint(JsonBody body, List<Outgoing.Attached> files) {
    StringBuilder text = new StringBuilder(body.canonical());
    for (Outgoing.Attached file : files) {
      text.append('\n').append(file.filename()).append('\n').append(file.contentType());
      text.append('\n').append(new String(file.content(), StandardCharsets.ISO_8859_1));
    }
    return Fingerprint.of(text.toString());
  }

  private Response sent(Request request, Grant grant, Fields fields, StoredMessage sent) {
    JsonObject json = view.show(grant, sent, fields, Selection.ALL).put("schedule_id", "");
    return Response.of(
        200, request.envelope().bare().put("grant_id", grant.id().toString()).put("data", json));
  }

  private List<String> recipients(SendRequest wanted) {
    if (wanted.to().isEmpty()) {
      throw new GatewayException(Fault.INVALID, "to must name at least one recipient");
    }
    return composer.recipients(wanted.to(), wanted.cc(), wanted.bcc());
  }

  private Response send(
      Request request, Grant grant, Fields fields, SendRequest wanted, Idempotency.Use use) {
    Instant now = services.clock().instant();
    Optional<Instant> due = wanted.sendAt().map(seconds -> sendAt(seconds, now));
    List<String> recipients = recipients(wanted);
    Optional<StoredMessage> answered = composer.answered(grant, wanted);
    try (Blob blob = write(grant, wanted, answered)) {
      Submission submission =
          new Submission(
              grant,
              grant.email(),
              recipients,
              blob,
              MessageReader.read(blob.bytes()),
              answered.map(StoredMessage::id),
              answered.map(StoredMessage::thread),
              wanted.metadata(),
              Optional.empty(),
              request);
      Optional<Instant> turn = due.isPresent() ? due : services.sending().turn(grant);
      if (turn.isPresent()) {
        Scheduled.Kind kind = due.isPresent() ? Scheduled.Kind.SCHEDULED : Scheduled.Kind.QUEUED;
        return kept(request, submission, kind, turn.get(), use);
      }
      return sent(request, grant, fields, sent(request, submission, use));
    }
  }

  private StoredMessage sent(Request request, Submission submission, Idempotency.Use use) {
    Function<MailTx, MailTx.Added> work = services.sending().prepare(submission);
    return services
        .mail()
        .commit(
            submission.sender().account(),
            request,
            tx -> {
              MessageId sent = work.apply(tx).message();
              use.note(tx, sent);
              return tx.message(sent).orElseThrow(MessageView::notFound);
            });
  }

  private Response kept(
      Request request,
      Submission submission,
      Scheduled.Kind kind,
      Instant due,
      Idempotency.Use use) {
    Grant grant = submission.sender();
    Function<MailTx, Scheduled> work =
        services.sending().later().prepare(submission, kind, due, false);
    Scheduled mail =
        services
            .mail()
            .commit(
                grant.account(),
                request,
                tx -> {
                  Scheduled added = work.apply(tx);
                  use.note(tx, added.message());
                  return added;
                });
    Instant now = services.clock().instant();
    return Kept.answer(request, grant, mail, now, submission.digest(), submission.blob().bytes());
  }

  private Blob write(Grant grant, SendRequest wanted, Optional<StoredMessage> answered) {
    Composer.Answers answers = answered.map(Composer.Answers::to).orElse(Composer.Answers.NOTHING);
    return composer.write(grant, wanted, answers, composer.newId(grant));
  }

  private static Instant sendAt(long seconds, Instant now) {
    // Before it is made an instant: not every number is one.
    long ahead = seconds < 0 || seconds > now.getEpochSecond() * 2 ? 0 : seconds;
    Instant due = Instant.ofEpochSecond(ahead);
    if (due.isBefore(now.plus(SOONEST)) || due.isAfter(now.plus(LATEST))) {
      throw new GatewayException(
          Fault.INVALID, "send_at must be one minute to 30 days ahead, in seconds");
    }
    return due;
  }
}
