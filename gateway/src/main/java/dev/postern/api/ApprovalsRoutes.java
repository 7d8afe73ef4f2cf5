package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.auth.GrantStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.StoredMessage;
import dev.postern.outbound.Approval;
import dev.postern.outbound.ApprovalStore.Filter;
import dev.postern.outbound.ApprovalStore.Position;
import dev.postern.outbound.Approvals;
import dev.postern.outbound.ScheduleStore;
import dev.postern.outbound.Scheduled;
import dev.postern.v3.ApprovalJson;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Mail that waits for the consent of the application's people. An agent has no say in it: a
/// grant's access token is refused.
final class ApprovalsRoutes {
  private static final int MAX_REASON = 256;
  private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern CURSOR = Pattern.compile("approved ([0-9]{1,15}) ([0-9a-f-]{36})");

  private final Approvals approvals;
  private final ScheduleStore schedules;
  private final GrantStore grants;
  private final MailStore mail;
  private final ApiOptions options;

  ApprovalsRoutes(ApiServices services, ApiOptions options) {
    this.approvals = services.sendingStores().approvals();
    this.schedules = services.schedules();
    this.grants = services.grantStore();
    this.mail = services.mail();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/approvals", this::list),
        Route.of("GET /v3/approvals/{approval}", this::show),
        Route.of("POST /v3/approvals/{approval}/approve", this::approve),
        Route.of("POST /v3/approvals/{approval}/refuse", this::refuse));
  }

  private Response list(Request request) {
    UUID application = request.application();
    Query query = request.query();
    int limit = query.limit(50, 200);
    Optional<Approval.Status> status =
        query
            .text("status")
            .map(_ -> query.choice("status", Approval.Status.PENDING, Approval.Status.values()));
    Filter filter =
        new Filter(application, query.text("grant_id").map(id -> account(application, id)), status);
    Optional<Position> after = query.text("page_token").map(token -> position(query, token));
    List<Approval> found = approvals.list(filter, after, limit + 1);
    List<Approval> shown = found.size() > limit ? found.subList(0, limit) : found;
    Optional<String> next =
        found.size() > limit ? Optional.of(token(shown.getLast())) : Optional.empty();
    return Response.page(request, shown.stream().map(this::json).toList(), next);
  }

  private AccountId account(UUID application, String grant) {
    return Ids.uuid(grant)
        .flatMap(grants::grant)
        .filter(found -> found.applicationId().equals(application))
        .map(Grant::account)
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "grant not found"));
  }

  private static String token(Approval last) {
    String text = "approved " + last.created().toEpochMilli() + " " + last.id();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Position position(Query query, String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      Matcher matcher = CURSOR.matcher(text);
      Optional<UUID> id = matcher.matches() ? Ids.uuid(matcher.group(2)) : Optional.empty();
      if (id.isPresent()) {
        return new Position(Instant.ofEpochMilli(Long.parseLong(matcher.group(1))), id.get());
      }
    } catch (IllegalArgumentException _) {
      // refused below, as what is of another listing
    }
    throw query.refusal("page_token", "is not a cursor of this listing");
  }

  private Response show(Request request) {
    return Response.data(request, json(found(request)));
  }

  private Response approve(Request request) {
    Approval asked = found(request);
    JsonBody body = request.json(options.maxJson());
    Optional<String> hash = body.text("content_hash");
    if (hash.isPresent() && !HASH.matcher(hash.get()).matches()) {
      throw body.refusal("content_hash", "must be 64 hexadecimal digits in lower case");
    }
    return Response.data(request, json(approvals.approve(asked, hash, request)));
  }

  private Response refuse(Request request) {
    Approval asked = found(request);
    JsonBody body = request.json(options.maxJson());
    String reason = body.text("reason").orElse("");
    if (reason.length() > MAX_REASON || reason.chars().anyMatch(Character::isISOControl)) {
      throw body.refusal("reason", "must be one line of at most " + MAX_REASON + " characters");
    }
    return Response.data(request, json(approvals.refuse(asked, reason, request)));
  }

  private Approval found(Request request) {
    UUID application = request.application();
    return Ids.uuid(request.parameter("approval"))
        .map(id -> approvals.find(application, id))
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "approval not found"));
  }

  private JsonObject json(Approval approval) {
    AccountId account = approval.account();
    UUID grant =
        grants
            .grantOf(account)
            .map(Grant::id)
            .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "grant not found"));
    if (approval.status() != Approval.Status.APPROVED) {
      return ApprovalJson.of(grant, approval, Optional.empty(), Optional.empty());
    }
    Optional<MessageId> sent =
        mail.glance(account, read -> read.message(approval.message())).map(StoredMessage::id);
    Optional<UUID> schedule = schedules.find(account, approval.id()).map(Scheduled::id);
    return ApprovalJson.of(grant, approval, sent, schedule);
  }
}
