package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.delivery.Fingerprint;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Answers a repeated send with its first answer (`Idempotency-Key`, spec/api-data.md section 1.8),
/// for an hour and for each grant.
///
/// First answers are kept in memory. That a key was used, and for which message, is noted in the
/// transaction that sends it: a repetition after a restart is told of the message that was sent.
final class Idempotency {
  private static final int MAX_KEY = 256;
  private static final int MOST = 10_000;
  private static final int LARGEST = 64 << 10;
  private static final Duration KEPT = Duration.ofHours(1);

  private final MailStore mail;
  private final InstantSource clock;

  // Guarded by this; in the order they came.
  private final Map<String, First> answers = new LinkedHashMap<>();

  /// @param id of the request
  /// @param answer null while it runs
  private record First(String id, String payload, Instant at, @Nullable Response answer) {}

  Idempotency(MailStore mail, InstantSource clock) {
    this.mail = mail;
    this.clock = clock;
  }

  /// One use of a key.
  ///
  /// @param names under which what is sent is noted; none without a key
  record Use(List<String> names) {
    static final Use NONE = new Use(List.of());

    /// Notes the message that is sent.
    void note(MailTx tx, MessageId sent) {
      names.forEach(name -> tx.note(name, sent, false));
    }
  }

  /// Lets `work` answer, unless the request is a repetition.
  ///
  /// @param payload what is the same in a repetition
  /// @param sent answers with a message that was sent, or kept, before; empty if it is gone
  Response once(
      Request request,
      Grant grant,
      String payload,
      Function<Use, Response> work,
      Function<MessageId, Optional<Response>> sent) {
    Optional<String> key = request.header("idempotency-key");
    if (key.isEmpty()) {
      return work.apply(Use.NONE);
    }
    if (key.get().length() > MAX_KEY) {
      throw new Problem(
          400,
          "api.invalid_idempotency_key",
          "Idempotency-Key must be " + MAX_KEY + " characters or fewer");
    }
    String name = grant.id() + " " + key.get();
    First started = new First(request.id(), payload, clock.instant(), null);
    Optional<Response> replay = begin(request, name, started);
    if (replay.isPresent()) {
      return replay.get();
    }
    Response answer = null;
    try {
      answer = run(request, grant, name, payload, work, sent);
      return answer;
    } finally {
      end(name, started, answer);
    }
  }

  private synchronized Optional<Response> begin(Request request, String name, First started) {
    Iterator<First> oldest = answers.values().iterator();
    while (oldest.hasNext() && isOver(oldest.next(), started.at())) {
      oldest.remove();
    }
    First first = answers.get(name);
    if (first == null) {
      answers.put(name, started);
      return Optional.empty();
    }
    Response answer = first.answer();
    if (answer == null) {
      throw new Problem(
          409,
          "api.concurrent_idempotent_request",
          "a request with this Idempotency-Key is running: wait and retry with the same key");
    }
    refuseOther(first.payload().equals(started.payload()));
    return Optional.of(replayed(request, first, answer));
  }

  private boolean isOver(First first, Instant now) {
    boolean tooMany = answers.size() > MOST && first.answer() != null;
    return tooMany || first.at().plus(KEPT).isBefore(now);
  }

  private static void refuseOther(boolean same) {
    if (!same) {
      throw new Problem(
          409,
          "api.invalid_idempotent_request",
          "this Idempotency-Key was used with another payload: change the key or send the"
              + " original");
    }
  }

  private Response run(
      Request request,
      Grant grant,
      String name,
      String payload,
      Function<Use, Response> work,
      Function<MessageId, Optional<Response>> sent) {
    String used = "send key " + Fingerprint.of(name);
    String usedSo = used + " " + payload;
    Optional<MessageId> before = noted(grant, used);
    if (before.isPresent()) {
      refuseOther(noted(grant, usedSo).equals(before));
      Optional<Response> answer = before.flatMap(sent);
      if (answer.isPresent()) {
        return answer.get().with("idempotent-response", "true");
      }
    }
    try {
      return work.apply(new Use(List.of(used, usedSo)));
    } catch (GatewayException refusal) {
      if (refusal.fault().httpStatus() >= 500 || refusal.fault().isTransient()) {
        throw refusal;
      }
      Fault fault = refusal.fault();
      return Response.of(
          fault.httpStatus(), request.envelope().error(fault.apiType(), refusal.text()));
    }
  }

  private Optional<MessageId> noted(Grant grant, String name) {
    Instant since = clock.instant().minus(KEPT);
    return mail.read(grant.account(), read -> read.noted(name)).stream()
        .filter(noted -> noted.at().isAfter(since))
        .map(MailRead.Noted::message)
        .findFirst();
  }

  // What failed by our fault, or is large, is not kept: what was sent is noted all the same.
  private synchronized void end(String name, First started, @Nullable Response answer) {
    boolean kept =
        answer != null
            && answer.content() instanceof Response.Json json
            && json.text().length <= LARGEST;
    if (kept) {
      answers.put(name, new First(started.id(), started.payload(), started.at(), answer));
    } else {
      answers.remove(name);
    }
  }

  // It names the request it answers, not the first one.
  private static Response replayed(Request request, First first, Response answer) {
    if (!(answer.content() instanceof Response.Json json)) {
      return answer;
    }
    String text = new String(json.text(), StandardCharsets.UTF_8);
    String own = text.replaceFirst(Pattern.quote(first.id()), request.id());
    return new Response(
            answer.status(),
            answer.headers(),
            new Response.Json(own.getBytes(StandardCharsets.UTF_8)))
        .with("idempotent-response", "true");
  }
}
