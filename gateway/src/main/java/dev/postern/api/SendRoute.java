package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Submission;
import dev.postern.v3.SendRequest;
import dev.postern.v3.TrackingJson;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/// Sending, now or later (spec/api-data.md sections 2.6 to 2.9).
final class SendRoute {
  private final GrantPath grants;
  private final SendForm form;
  private final Letters letters;
  private final Dispatch dispatch;
  private final Idempotency idempotency;
  private final Tracking tracking;
  private final InstantSource clock;

  SendRoute(
      GrantPath grants,
      SendForm form,
      Letters letters,
      Dispatch dispatch,
      Idempotency idempotency,
      Tracking tracking,
      InstantSource clock) {
    this.grants = grants;
    this.tracking = tracking;
    this.form = form;
    this.letters = letters;
    this.dispatch = dispatch;
    this.idempotency = idempotency;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(Route.of("POST /v3/grants/{grant}/messages/send", this::send));
  }

  private Response send(Request request) {
    Grant grant = grants.of(request);
    // What the answer shall show is known before anything is sent.
    Fields _ = Fields.of(request.query());
    boolean _ = DryRun.isWanted(request);
    Optional<String> type = request.query().text("type");
    if (type.isEmpty()) {
      return form.read(request, read -> send(request, grant, read));
    }
    if (!type.get().equals("mime")) {
      throw new GatewayException(Fault.SYNTAX, "query parameter type must be mime or absent");
    }
    return form.readMime(request, read -> send(request, grant, read));
  }

  private Response send(Request request, Grant grant, SendForm.Form read) {
    if (DryRun.isWanted(request)) {
      return DryRun.answer(request, grant, () -> send(request, grant, read, Idempotency.Use.NONE));
    }
    return idempotency.once(
        request,
        grant,
        read.fingerprint("send"),
        use -> send(request, grant, read, use),
        made -> dispatch.again(request, grant, made));
  }

  private Response send(Request request, Grant grant, SendForm.Form read, Idempotency.Use use) {
    SendRequest wanted = SendRequest.read(read.json()).with(read.files());
    Optional<Instant> due = wanted.sendAt().map(at -> Dispatch.due(at, clock.instant()));
    // The bytes of a whole message are never changed.
    Optional<String> html =
        wanted.plaintext() || read.mime().isPresent()
            ? Optional.empty()
            : Optional.of(wanted.body());
    Tracking.Plan plan = tracking.plan(TrackingJson.read(read.json()), html);
    try (Letter letter =
        read.mime().isPresent()
            ? letters.raw(grant, read.mime().get(), wanted)
            : letters.composed(grant, wanted, plan.html())) {
      Submission submission =
          new Submission(
              grant,
              grant.email(),
              letter.recipients(),
              letter.blob(),
              letter.digest(),
              letter.answered().map(StoredMessage::id),
              letter.answered().map(StoredMessage::thread),
              wanted.metadata(),
              Optional.empty(),
              request);
      return dispatch.send(request, submission, due, _ -> true, plan.then(use::made)).orElseThrow();
    }
  }
}
