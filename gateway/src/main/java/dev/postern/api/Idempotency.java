package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.delivery.Fingerprint;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.outbound.AnswerStore;
import dev.postern.outbound.AnswerTx;
import dev.postern.outbound.KeptAnswer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Answers a repeated send with its first answer (`Idempotency-Key`, spec/api-data.md section 1.8),
/// for an hour and for each grant.
///
/// What was made is kept in the transaction that makes it, the whole answer right after: whenever
/// the server stops, a repetition makes nothing again. A refusal is kept too, but for those that
/// say that the same request may succeed later.
final class Idempotency {
  private static final Logger log = LoggerFactory.getLogger(Idempotency.class);
  private static final int MAX_KEY = 256;
  private static final int LARGEST = 64 << 10;

  /// What others may take back at any moment.
  private static final Set<Fault> LIFTED = EnumSet.of(Fault.BLOCKED, Fault.SUSPENDED);

  private static final Duration KEPT = Duration.ofHours(1);

  private final MailStore mail;
  private final AnswerStore answers;
  private final InstantSource clock;
  private final Set<Running> running = ConcurrentHashMap.newKeySet();

  Idempotency(MailStore mail, AnswerStore answers, InstantSource clock) {
    this.mail = mail;
    this.answers = answers;
    this.clock = clock;
  }

  private record Running(long account, String name) {}

  /// One use of a key.
  ///
  /// @param name under which its answer is kept; empty without a key
  record Use(String name, String payload, Instant at) {
    static final Use NONE = new Use("", "", Instant.EPOCH);

    /// Keeps what the request makes.
    ///
    /// @param what the message that is, or will be, sent
    void made(MailTx tx, MessageId what) {
      if (!name.isEmpty()) {
        tx.join(AnswerTx.class).keep(name, new KeptAnswer(payload, at, what.toString(), 0, ""));
      }
    }
  }

  /// Lets `work` answer, unless the request is a repetition.
  ///
  /// @param payload what is the same in a repetition
  /// @param again answers with what was made before, if the answer itself was not kept
  Response once(
      Request request,
      Grant grant,
      String payload,
      Function<Use, Response> work,
      Function<String, Response> again) {
    Optional<String> key = request.header("idempotency-key");
    if (key.isEmpty()) {
      return work.apply(Use.NONE);
    }
    if (key.get().isEmpty() || key.get().length() > MAX_KEY) {
      throw new Problem(
          400,
          "api.invalid_idempotency_key",
          "Idempotency-Key must be " + MAX_KEY + " characters or fewer, and not empty");
    }
    Use use = new Use(Fingerprint.of(key.get()), payload, clock.instant());
    Running mark = new Running(grant.account().value(), use.name());
    if (!running.add(mark)) {
      throw new Problem(
          409,
          "api.concurrent_idempotent_request",
          "a request with this Idempotency-Key is running: wait and retry with the same key");
    }
    try {
      Optional<KeptAnswer> first =
          answers
              .find(grant.account(), use.name())
              .filter(kept -> kept.at().isAfter(use.at().minus(KEPT)));
      return first.isPresent()
          ? replayed(request, first.get(), payload, again)
          : first(request, grant, use, work);
    } finally {
      running.remove(mark);
    }
  }

  private Response first(Request request, Grant grant, Use use, Function<Use, Response> work) {
    Response answer;
    try {
      answer = work.apply(use);
    } catch (GatewayException refusal) {
      Fault fault = refusal.fault();
      if (fault.httpStatus() >= 500 || fault.isTransient() || LIFTED.contains(fault)) {
        throw refusal;
      }
      answer =
          Response.of(
              fault.httpStatus(), request.envelope().error(fault.apiType(), refusal.text()));
    }
    keep(grant, use, answer);
    return answer;
  }

  // What was made is kept already: without the words of the answer a repetition is still one.
  private void keep(Grant grant, Use use, Response answer) {
    if (!(answer.content() instanceof Response.Json json) || json.text().length > LARGEST) {
      return;
    }
    String text = new String(json.text(), StandardCharsets.UTF_8);
    KeptAnswer kept = new KeptAnswer(use.payload(), use.at(), "", answer.status(), text);
    try {
      KeptAnswer _ =
          mail.commit(
              grant.account(),
              use,
              tx -> {
                tx.join(AnswerTx.class).keep(use.name(), kept);
                return kept;
              });
    } catch (GatewayException e) {
      log.warn("the answer to a request with a key is not kept", e);
    }
  }

  // It names the request it answers, not the first one.
  private static Response replayed(
      Request request, KeptAnswer kept, String payload, Function<String, Response> again) {
    if (!kept.payload().equals(payload)) {
      throw new Problem(
          409,
          "api.invalid_idempotent_request",
          "this Idempotency-Key was used with another payload: change the key or send the"
              + " original");
    }
    if (kept.text().isEmpty()) {
      return again.apply(kept.made()).with("idempotent-response", "true");
    }
    String own =
        kept.text()
            .replaceFirst("\"request_id\":\"[^\"]*\"", "\"request_id\":\"" + request.id() + "\"");
    return new Response(
            kept.status(), Map.of(), new Response.Json(own.getBytes(StandardCharsets.UTF_8)))
        .with("idempotent-response", "true");
  }
}
