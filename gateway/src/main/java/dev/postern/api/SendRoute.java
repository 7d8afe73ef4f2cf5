package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.MessageReader;
import dev.postern.mail.Outgoing;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Submission;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import dev.postern.v3.SendRequest;
import java.util.List;
import java.util.Optional;

/// Sending (spec/api-data.md sections 2.6 and 2.7).
final class SendRoute {
  private final ApiServices services;
  private final GrantPath grants;
  private final MessageView view;
  private final SendForm form;
  private final Composer composer;

  SendRoute(
      ApiServices services, GrantPath grants, MessageView view, SendForm form, Composer composer) {
    this.services = services;
    this.grants = grants;
    this.view = view;
    this.form = form;
    this.composer = composer;
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
    StoredMessage sent = send(request, grant, SendRequest.read(body).with(files));
    JsonObject json = view.show(grant, sent, fields, Selection.ALL).put("schedule_id", "");
    return Response.of(
        200, request.envelope().bare().put("grant_id", grant.id().toString()).put("data", json));
  }

  private StoredMessage send(Request request, Grant grant, SendRequest wanted) {
    if (wanted.to().isEmpty()) {
      throw new GatewayException(Fault.INVALID, "to must name at least one recipient");
    }
    List<String> recipients = composer.recipients(wanted.to(), wanted.cc(), wanted.bcc());
    refuseSchedule(wanted);
    Optional<StoredMessage> answered = composer.answered(grant, wanted);
    Composer.Answers answers = answered.map(Composer.Answers::to).orElse(Composer.Answers.NOTHING);
    MessageId sent;
    try (Blob blob = composer.write(grant, wanted, answers, composer.newId(grant))) {
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
      sent = services.sending().send(submission).message();
    }
    return services
        .mail()
        .read(grant.account(), read -> read.message(sent))
        .orElseThrow(MessageView::notFound);
  }

  private void refuseSchedule(SendRequest wanted) {
    if (wanted.sendAt().isPresent()) {
      boolean past = wanted.sendAt().get() <= services.clock().instant().getEpochSecond();
      throw new GatewayException(
          Fault.INVALID,
          past ? "send_at is in the past" : "send_at is not supported by this server");
    }
  }
}
