package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Scheduled;
import dev.postern.outbound.Submission;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;

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

  /// Sends a mail.
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
    Optional<Instant> turn = due.isPresent() ? due : services.sending().turn(submission.sender());
    if (turn.isPresent()) {
      Scheduled.Kind kind = due.isPresent() ? Scheduled.Kind.SCHEDULED : Scheduled.Kind.QUEUED;
      return later(request, submission, kind, turn.get(), still, use);
    }
    Function<MailTx, MailTx.Added> work = services.sending().prepare(submission);
    return commit(
            request,
            submission,
            still,
            tx -> {
              MessageId sent = work.apply(tx).message();
              use.made(tx, sent);
              return tx.message(sent).orElseThrow(MessageView::notFound);
            })
        .map(sent -> sent(request, submission.sender(), sent));
  }

  private Optional<Response> later(
      Request request,
      Submission submission,
      Scheduled.Kind kind,
      Instant due,
      Predicate<MailTx> still,
      Made use) {
    Function<MailTx, Scheduled> work =
        services.sending().later().prepare(submission, kind, due, false);
    Instant now = services.clock().instant();
    return commit(
            request,
            submission,
            still,
            tx -> {
              Scheduled mail = work.apply(tx);
              use.made(tx, mail.message());
              return mail;
            })
        .map(mail ->
            Kept.answer(
                request,
                submission.sender(),
                mail,
                now,
                submission.digest(),
                submission.blob().bytes()));
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
        .orElseGet(() ->
            sent(
                request,
                grant,
                new JsonObject()
                    .put("id", made)
                    .put("grant_id", grant.id().toString())
                    .put("object", "message")));
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
