package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import dev.postern.mail.MessageIds;
import dev.postern.mail.MessageReader;
import dev.postern.mail.MessageWriter;
import dev.postern.mail.Outgoing;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Submission;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonObject;
import dev.postern.v3.SendRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// Sending (spec/api-data.md sections 2.6 and 2.7).
final class SendRoute {
  private final ApiServices services;
  private final ApiOptions options;
  private final GrantPath grants;
  private final MessageView view;
  private final SendForm form;
  private final SecureRandom random = new SecureRandom();

  SendRoute(ApiServices services, ApiOptions options, GrantPath grants, MessageView view) {
    this.services = services;
    this.options = options;
    this.grants = grants;
    this.view = view;
    this.form = new SendForm(options);
  }

  List<Route> routes() {
    return List.of(Route.of("POST /v3/grants/{grant}/messages/send", this::send));
  }

  private Response send(Request request) {
    Grant grant = grants.of(request);
    Fields fields = Fields.of(request.query());
    return form.read(
        request,
        wanted -> {
          StoredMessage sent = send(request, grant, wanted);
          JsonObject json = view.show(grant, sent, fields, Selection.ALL).put("schedule_id", "");
          return Response.of(
              200,
              request.envelope().bare().put("grant_id", grant.id().toString()).put("data", json));
        });
  }

  private StoredMessage send(Request request, Grant grant, SendRequest wanted) {
    List<String> recipients = recipients(wanted);
    Mailbox from = from(grant, wanted);
    refuseSchedule(wanted);
    Optional<StoredMessage> answered = answered(grant, wanted);
    MessageId sent;
    try (Blob blob = write(outgoing(grant, from, wanted, answered))) {
      Digest digest = MessageReader.read(blob.bytes());
      Submission submission =
          new Submission(
              grant,
              grant.email(),
              recipients,
              blob,
              digest,
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

  private List<String> recipients(SendRequest wanted) {
    if (wanted.to().isEmpty()) {
      throw new GatewayException(Fault.INVALID, "to must name at least one recipient");
    }
    int named = wanted.to().size() + wanted.cc().size() + wanted.bcc().size();
    if (named > options.maxRecipients()) {
      throw new GatewayException(
          Fault.INVALID,
          "to, cc and bcc must name at most " + options.maxRecipients() + " recipients");
    }
    Map<String, MailAddress> each = new LinkedHashMap<>();
    Stream.of(wanted.to(), wanted.cc(), wanted.bcc())
        .flatMap(List::stream)
        .flatMap(mailbox -> MailAddresses.parse(mailbox.email()).stream())
        .forEach(address -> each.putIfAbsent(address.toString(), address));
    each.values().forEach(this::check);
    return List.copyOf(each.keySet());
  }

  // A recipient that does not exist is the request's mistake, not a missing resource.
  private void check(MailAddress address) {
    try {
      services.sending().checkRecipient(address);
    } catch (GatewayException refusal) {
      if (refusal.fault() == Fault.NOT_FOUND) {
        throw new GatewayException(Fault.INVALID, refusal.text(), refusal);
      }
      throw refusal;
    }
  }

  private static Mailbox from(Grant grant, SendRequest wanted) {
    Mailbox own = new Mailbox(grant.name(), grant.email());
    Mailbox from = wanted.from().orElse(own);
    if (!canonical(from.email()).equals(canonical(grant.email()))) {
      throw new GatewayException(Fault.INVALID, "from must be the address of the grant");
    }
    return from.name().isEmpty() ? new Mailbox(grant.name(), from.email()) : from;
  }

  private static String canonical(String email) {
    return MailAddresses.parse(email).map(MailAddress::canonical).orElse(email);
  }

  private void refuseSchedule(SendRequest wanted) {
    if (wanted.sendAt().isPresent()) {
      boolean past = wanted.sendAt().get() <= services.clock().instant().getEpochSecond();
      throw new GatewayException(
          Fault.INVALID,
          past ? "send_at is in the past" : "send_at is not supported by this server");
    }
  }

  private Optional<StoredMessage> answered(Grant grant, SendRequest wanted) {
    if (wanted.replyToMessageId().isEmpty()) {
      return Optional.empty();
    }
    Optional<StoredMessage> found =
        Ids.message(wanted.replyToMessageId().get())
            .flatMap(id -> services.mail().read(grant.account(), read -> read.message(id)));
    if (found.isEmpty()) {
      throw new GatewayException(
          Fault.INVALID, "reply_to_message_id names no message of this grant");
    }
    return found;
  }

  private Outgoing outgoing(
      Grant grant, Mailbox from, SendRequest wanted, Optional<StoredMessage> answered) {
    String domain = grant.email().substring(grant.email().indexOf('@') + 1);
    List<String> references = new ArrayList<>();
    answered.ifPresent(m -> references.addAll(m.digest().references()));
    String inReplyTo = answered.map(m -> m.digest().messageId()).orElse(null);
    if (inReplyTo != null) {
      references.remove(inReplyTo);
      references.add(inReplyTo);
    }
    return new Outgoing(
        from,
        wanted.to(),
        wanted.cc(),
        wanted.bcc(),
        wanted.replyTo(),
        wanted.subject(),
        wanted.body(),
        wanted.plaintext(),
        wanted.attachments(),
        inReplyTo,
        references,
        wanted.customHeaders(),
        MessageIds.next(services.clock(), random, domain),
        services.clock().instant());
  }

  private Blob write(Outgoing outgoing) {
    try (BlobSink sink = services.mail().sink()) {
      MessageWriter.write(outgoing, new SinkStream(sink));
      return sink.finish();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
