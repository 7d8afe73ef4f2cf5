package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.delivery.Fingerprint;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.MessageReader;
import dev.postern.mail.Outgoing;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.outbound.ScheduleTx;
import dev.postern.outbound.Scheduled;
import dev.postern.outbound.Submission;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageJson;
import dev.postern.v3.SendRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
        use -> {
          SendRequest wanted = SendRequest.read(body).with(files);
          return wanted.sendAt().isPresent()
              ? schedule(request, grant, wanted)
              : sent(request, grant, fields, send(request, grant, wanted, use));
        },
        message -> sent(request, grant, fields, message));
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

  private StoredMessage send(
      Request request, Grant grant, SendRequest wanted, Idempotency.Use use) {
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
      Function<MailTx, MailTx.Added> work = services.sending().prepare(submission);
      return services
          .mail()
          .commit(
              grant.account(),
              request,
              tx -> {
                MessageId sent = work.apply(tx).message();
                use.note(tx, sent);
                return tx.message(sent).orElseThrow(MessageView::notFound);
              });
    }
  }

  private Blob write(Grant grant, SendRequest wanted, Optional<StoredMessage> answered) {
    Composer.Answers answers = answered.map(Composer.Answers::to).orElse(Composer.Answers.NOTHING);
    return composer.write(grant, wanted, answers, composer.newId(grant));
  }

  private Response schedule(Request request, Grant grant, SendRequest wanted) {
    Instant now = services.clock().instant();
    Instant due = Instant.ofEpochSecond(wanted.sendAt().orElseThrow());
    if (due.isBefore(now.plus(SOONEST)) || due.isAfter(now.plus(LATEST))) {
      throw new GatewayException(
          Fault.INVALID, "send_at must be one minute to 30 days ahead, in seconds");
    }
    List<String> recipients = recipients(wanted);
    Optional<StoredMessage> answered = composer.answered(grant, wanted);
    Scheduled mail =
        new Scheduled(
            grant.account(),
            UUID.randomUUID(),
            due,
            Scheduled.Status.PENDING,
            recipients,
            answered.map(StoredMessage::id),
            wanted.metadata(),
            Optional.empty());
    try (Blob blob = write(grant, wanted, answered)) {
      StoredMessage waiting = waiting(mail, answered, now, MessageReader.read(blob.bytes()));
      services
          .mail()
          .commit(
              grant.account(),
              request,
              tx -> {
                tx.join(ScheduleTx.class).add(mail, blob);
                return mail;
              });
      JsonObject json =
          MessageJson.full(grant.id(), waiting, blob.bytes())
              .put("id", mail.id().toString())
              .put("thread_id", answered.map(m -> m.thread().toString()).orElse(""))
              .put("schedule_id", mail.id().toString())
              .put("send_at", due.getEpochSecond());
      return Response.of(
          202,
          request
              .envelope()
              .bare()
              .put("grant_id", grant.id().toString())
              .put("schedule_id", mail.id().toString())
              .put("data", json));
    }
  }

  // The mail as it will be: in no folder and in no thread yet.
  private static StoredMessage waiting(
      Scheduled mail, Optional<StoredMessage> answered, Instant now, Digest digest) {
    return new StoredMessage(
        new MessageId(0),
        answered.map(StoredMessage::thread).orElse(new ThreadId(0)),
        0,
        now,
        List.of(),
        false,
        false,
        false,
        mail.replyTo(),
        mail.metadata(),
        digest);
  }
}
