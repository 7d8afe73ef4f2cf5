package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.guard.RuleTrial;
import dev.postern.mail.Digest;
import dev.postern.mail.Mailbox;
import dev.postern.mail.MessageReader;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.Verdict;
import dev.postern.rules.Evaluation.Stage;
import dev.postern.rules.Facts;
import dev.postern.rules.MailFacts;
import dev.postern.rules.Rule;
import dev.postern.rules.ToldFacts;
import dev.postern.rules.Trigger;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.RuleJson;
import dev.postern.v3.RuleTrialJson;
import java.lang.foreign.MemorySegment;
import java.util.Base64;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/// Tells what rules would do with a mail: one that is described, one as it would come, or a stored
/// one. Nothing is stored.
final class RuleTrialRoute {
  private static final List<String> TEXTS =
      List.of("grant_id", "workspace_id", "message_id", "mime");

  private final RuleTrial trial;
  private final MailStore mail;
  private final GrantStore grants;
  private final ApiOptions options;

  RuleTrialRoute(ApiServices services, ApiOptions options) {
    this.trial = services.guarded().trial();
    this.mail = services.mail();
    this.grants = services.grantStore();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(Route.of("POST /v3/rules/test", this::test));
  }

  private Response test(Request request) {
    UUID application = request.application();
    JsonBody body = request.json(options.maxJson());
    // What is of a wrong type is said before what is missing.
    TEXTS.forEach(body::text);
    Optional<JsonBody> _ = body.object("message");
    Trigger trigger = RuleJson.trigger(body).orElse(Trigger.INBOUND);
    Optional<Grant> grant = grant(application, body);
    List<Rule> rules = rules(application, body, trigger, grant);
    Response answer;
    if (body.gives("message_id")) {
      Grant owner =
          grant.orElseThrow(() -> body.refusal("grant_id", "is required with message_id"));
      answer = stored(request, body, owner, rules, trigger);
    } else {
      answer =
          answer(
              request,
              rules,
              trigger,
              body.gives("mime") ? raw(body, grant, trigger) : told(body, trigger));
    }
    return answer;
  }

  private Optional<Grant> grant(UUID application, JsonBody body) {
    return body.text("grant_id")
        .map(text ->
            Ids.uuid(text)
                .flatMap(grants::grant)
                .filter(found -> found.applicationId().equals(application))
                .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "grant_id: not found")));
  }

  private List<Rule> rules(
      UUID application, JsonBody body, Trigger trigger, Optional<Grant> grant) {
    var written = RuleTrialJson.rules(body, trigger);
    if (written.isPresent()) {
      return trial.drafts(application, written.get());
    }
    UUID workspace =
        body.text("workspace_id")
            .map(text ->
                Ids.uuid(text)
                    .orElseThrow(
                        () -> new GatewayException(Fault.NOT_FOUND, "workspace_id: not found")))
            .or(() -> grant.map(Grant::workspaceId))
            .orElseThrow(() -> body.refusal("rules", "or workspace_id or grant_id is required"));
    return trial.ofWorkspace(application, workspace);
  }

  private static Map<Stage, Facts> told(JsonBody body, Trigger trigger) {
    JsonBody message =
        body.object("message")
            .orElseThrow(() -> body.refusal("message", "or mime or message_id is required"));
    Map<String, List<String>> told = RuleTrialJson.told(message, trigger);
    return stages(
        trigger,
        first(told.getOrDefault("from.address", List.of())),
        first(told.getOrDefault("delivered_to.address", List.of())),
        new ToldFacts(told));
  }

  private static String first(List<String> texts) {
    return texts.stream().findFirst().orElse("");
  }

  private static Map<Stage, Facts> raw(JsonBody body, Optional<Grant> grant, Trigger trigger) {
    byte[] octets;
    try {
      String text = body.text("mime").orElse("").replace('-', '+').replace('_', '/');
      octets = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException _) {
      throw body.refusal("mime", "must be a message in base64");
    }
    if (octets.length == 0) {
      throw body.refusal("mime", "must not be empty");
    }
    MemorySegment message = MemorySegment.ofArray(octets);
    Digest digest = MessageReader.read(message);
    return facts(trigger, digest, message, grant, Optional.empty());
  }

  // Its bytes are there only while it is open.
  private Response stored(
      Request request, JsonBody body, Grant grant, List<Rule> rules, Trigger trigger) {
    StoredMessage message =
        body.text("message_id")
            .flatMap(Ids::message)
            .flatMap(id -> mail.glance(grant.account(), read -> read.message(id)))
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "message_id: not found"));
    try (Content content =
        mail.content(grant.account(), message.id(), message.revision())
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "message_id: not found"))) {
      Map<Stage, Facts> facts =
          facts(trigger, message.digest(), content.bytes(), Optional.of(grant), message.verdict());
      return answer(request, rules, trigger, facts);
    }
  }

  private static Map<Stage, Facts> facts(
      Trigger trigger,
      Digest digest,
      MemorySegment octets,
      Optional<Grant> grant,
      Optional<Verdict> verdict) {
    String author = first(digest.from().stream().map(Mailbox::email).toList());
    String own =
        grant
            .map(Grant::email)
            .orElseGet(() -> first(digest.to().stream().map(Mailbox::email).toList()));
    if (trigger == Trigger.INBOUND) {
      return stages(trigger, author, own, MailFacts.inbound(digest, octets, author, own, verdict));
    }
    List<String> recipients =
        Stream.of(digest.to(), digest.cc(), digest.bcc())
            .flatMap(List::stream)
            .map(Mailbox::email)
            .toList();
    String sender = grant.map(Grant::email).orElse(author);
    return stages(
        trigger, sender, own, MailFacts.outbound(digest, octets, sender, recipients, false));
  }

  private static Map<Stage, Facts> stages(
      Trigger trigger, String sender, String recipient, Facts whole) {
    Map<Stage, Facts> stages = new EnumMap<>(Stage.class);
    if (trigger == Trigger.INBOUND) {
      stages.put(Stage.SMTP_RCPT, MailFacts.atRcpt(sender, recipient));
      stages.put(Stage.INBOX_PROCESSING, whole);
    } else {
      stages.put(Stage.OUTBOUND_SEND, whole);
    }
    return stages;
  }

  private Response answer(
      Request request, List<Rule> rules, Trigger trigger, Map<Stage, Facts> stages) {
    return Response.data(request, RuleTrialJson.of(trigger, trial.explain(rules, trigger, stages)));
  }
}
