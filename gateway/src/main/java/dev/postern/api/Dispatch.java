package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Approval;
import dev.postern.outbound.Departure;
import dev.postern.outbound.Exit;
import dev.postern.outbound.Scheduled;
import dev.postern.outbound.Submission;
import dev.postern.v3.ApprovalJson;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/// Gives mail away, now or later, and answers so (spec/api-data.md sections 2.6 and 2.9): 200 with
/// the Sent copy, or 202 with what waits for its time or its turn.
final class Dispatch {
  static final Duration SOONEST = Duration.ofMinutes(1);
  private static final Duration LATEST = Duration.ofDays(30);

  private final ApiServices services;
  private final MessageView view;

  Dispatch(ApiServices services, MessageView view) {
    this.services = services;
    this.view = view;
  }

  /// Something that is done with a mail in the transaction that sends or keeps it.
  @FunctionalInterface
  interface Made {
    /// Does it.
    ///
    /// @param message the message that is, or will be, sent
    void made(MailTx tx, MessageId message);

    /// Returns this, then `next`.
    default Made then(Made next) {
      return (tx, message) -> {
        made(tx, message);
        next.made(tx, message);
      };
    }
  }

  /// Sends a mail, or tells what would become of it.
  ///
  /// @param due when; empty: now, or when it is its turn
  /// @param still whether the mail is still to be sent, asked in the transaction
  /// @return empty if it is not
  Optional<Response> send(
      Request request,
      Submission submission,
      Optional<Instant> due,
      Predicate<MailTx> still,
      Made use) {
    if (DryRun.isWanted(request)) {
      return commit(request, submission, still, _ -> true)
          .map(_ -> services.sending().rehearse(submission, due))
          .map(rehearsal -> DryRun.of(request, submission.sender(), rehearsal));
    }
    try (Exit exit = services.sending().depart(submission, due)) {
      return commit(
              request,
              submission,
              still,
              tx -> {
                Departure departure = exit.take(tx);
                departure.message().ifPresent(message -> use.made(tx, message));
                return answering(request, submission, tx, departure);
              })
          .map(Supplier::get);
    }
  }

  // What the answer shows is read in the transaction, and written after it.
  private Supplier<Response> answering(
      Request request, Submission submission, MailTx tx, Departure departure) {
    return switch (departure) {
      case Departure.Sent(MailTx.Added copy) -> {
        StoredMessage sent = tx.message(copy.message()).orElseThrow(MessageView::notFound);
        yield () -> sent(request, submission.sender(), sent);
      }
      case Departure.Waiting(Scheduled mail) -> () -> kept(request, submission, mail);
      case Departure.Held(Approval mail) -> {
        StoredMessage draft = tx.message(mail.draft().message()).orElseThrow(MessageView::notFound);
        yield () -> held(request, submission.sender(), mail, Optional.of(draft));
      }
      case Departure.HandedOn() -> throw new IllegalStateException("the API files copies");
    };
  }

  private Response held(
      Request request, Grant grant, Approval mail, Optional<StoredMessage> draft) {
    JsonObject shown =
        draft
            .map(now -> view.show(grant, now, Fields.of(request.query()), Selection.ALL))
            .orElseGet(() -> name(grant, mail.draft().message(), "draft"));
    return Response.of(
        202,
        request
            .envelope()
            .bare()
            .put("grant_id", grant.id().toString())
            .put("approval", ApprovalJson.brief(mail))
            .put("data", shown));
  }

  private static JsonObject name(Grant grant, MessageId id, String object) {
    return new JsonObject()
        .put("id", id.toString())
        .put("grant_id", grant.id().toString())
        .put("object", object);
  }

  private Response kept(Request request, Submission submission, Scheduled mail) {
    return Kept.answer(
        request,
        submission.sender(),
        mail,
        services.clock().instant(),
        submission.digest(),
        submission.blob().bytes());
  }

  private <T> Optional<T> commit(
      Request request, Submission submission, Predicate<MailTx> still, Function<MailTx, T> work) {
    return services
        .mail()
        .commit(
            submission.sender().account(),
            request,
            tx -> still.test(tx) ? Optional.of(work.apply(tx)) : Optional.empty());
  }

  private Response sent(Request request, Grant grant, StoredMessage sent) {
    return sent(request, grant, view.show(grant, sent, Fields.of(request.query()), Selection.ALL));
  }

  private static Response sent(Request request, Grant grant, JsonObject message) {
    return Response.of(
        200,
        request
            .envelope()
            .bare()
            .put("grant_id", grant.id().toString())
            .put("data", message.put("schedule_id", "")));
  }

  /// Answers once more to a send that was done before. Of what is gone only the name is told.
  ///
  /// @param made the id of the message that was, or will be, sent
  Response again(Request request, Grant grant, String made) {
    MessageId id = Ids.message(made).orElseThrow(MessageView::notFound);
    return services
        .mail()
        .read(grant.account(), read -> read.message(id))
        .map(message -> sent(request, grant, message))
        .or(() -> Kept.again(request, grant, services.schedules(), id))
        .or(() -> heldAgain(request, grant, id))
        .orElseGet(() -> sent(request, grant, name(grant, id, "message")));
  }

  private Optional<Response> heldAgain(Request request, Grant grant, MessageId id) {
    return services
        .sendingStores()
        .approvals()
        .of(grant.account(), id)
        .map(mail -> {
          MessageId draft = mail.draft().message();
          return held(
              request,
              grant,
              mail,
              services.mail().read(grant.account(), read -> read.message(draft)));
        });
  }

  /// Returns when to send.
  ///
  /// @param sendAt seconds
  /// @throws GatewayException with INVALID if that is not one minute to 30 days ahead
  static Instant due(long sendAt, Instant now) {
    long second = now.getEpochSecond();
    if (sendAt < second + SOONEST.toSeconds() || sendAt > second + LATEST.toSeconds()) {
      throw new GatewayException(
          Fault.INVALID, "send_at must be one minute to 30 days ahead, in seconds");
    }
    return Instant.ofEpochSecond(sendAt);
  }
}
