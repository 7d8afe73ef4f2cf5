package dev.postern.webhook.send;

import dev.postern.auth.Grant;
import dev.postern.delivery.Hit;
import dev.postern.delivery.Hits;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Reports;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.DeliverabilityJson;
import dev.postern.v3.EventEnvelope;
import dev.postern.v3.FolderJson;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageJson;
import dev.postern.v3.ReportJson;
import dev.postern.webhook.Triggers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Writes notifications (spec/api-data.md section 9), for webhooks and for streams of events: the
/// object as it is when it is sent. Thread-safe.
public final class Payloads {
  /// Larger notifications of messages go without the body.
  private static final int MAX_SIZE = 1 << 20;

  private static final String MAIL_SOURCE = "/nylas/emails/realtime";
  private static final String SEND_SOURCE = "/nylas/send";
  private static final String TRACKING_SOURCE = "/com/nylas/tracking";
  private static final String GRANT_SOURCE = "/nylas/system";

  private final MailStore mail;
  private final Hits hits;
  private final MessageObjects messages;

  /// Reads what it tells of from `mail` and `hits`.
  public Payloads(MailStore mail, Hits hits) {
    this.mail = mail;
    this.hits = hits;
    this.messages = new MessageObjects(mail);
  }

  /// Whom a notification is for, and which try it is.
  ///
  /// @param receiver of the same notice every receiver gets a notification of another id: the
  ///   webhook's id, or that of the grant whose stream it is
  /// @param attempt 1 for the first
  /// @param time of the first
  public record Delivery(UUID receiver, int attempt, Instant time) {}

  /// A notification.
  ///
  /// @param type such as `message.created.truncated`
  /// @param id as in the JSON, the same each time it is written for one receiver
  /// @param json UTF-8
  public record Event(String type, UUID id, byte[] json) {}

  /// Writes a notification about an account.
  ///
  /// @return empty if there is nothing to tell any more: the object is gone (which is told by an
  ///   entry of its own), or it is a draft or a note
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if the account is gone
  public Optional<Event> of(Grant grant, Notice notice, Delivery delivery) {
    return switch (notice.trigger()) {
      case Triggers.MESSAGE_CREATED, Triggers.MESSAGE_UPDATED, Triggers.MESSAGE_CREATED_CLEANED ->
          message(grant, notice, delivery);
      case Triggers.MESSAGE_DELETED ->
          MessageId.parse(notice.subject())
              .map(id -> MessageJson.deleted(grant.id(), id))
              .map(json -> event(envelope(grant, notice, delivery), json));
      case Triggers.FOLDER_CREATED, Triggers.FOLDER_UPDATED, Triggers.FOLDER_DELETED ->
          folder(grant, notice).map(json -> event(envelope(grant, notice, delivery), json));
      case Reports.SEND_SUCCESS, Reports.SEND_FAILED -> Optional.of(sent(grant, notice, delivery));
      case Reports.OPENED, Reports.LINK_CLICKED, Reports.REPLIED ->
          Optional.of(tracked(grant, notice, delivery));
      case Reports.DELIVERED, Reports.BOUNCED, Reports.COMPLAINT, Reports.REJECTED ->
          Optional.of(delivered(grant, notice, delivery));
      case Reports.APPROVAL_REQUESTED, Reports.APPROVED, Reports.APPROVAL_REFUSED ->
          Optional.of(event(envelope(grant, notice, delivery), approval(grant, notice)));
      case Reports.GRANT_CREATED, Reports.GRANT_UPDATED, Reports.GRANT_DELETED ->
          ofApplication(grant.applicationId(), notice, delivery);
      default -> Optional.empty();
    };
  }

  /// Writes a notification from an application's own log: of a grant, which may be gone.
  public Optional<Event> ofApplication(UUID application, Notice notice, Delivery delivery) {
    int code =
        switch (notice.trigger()) {
          case Reports.GRANT_CREATED -> 25012;
          case Reports.GRANT_DELETED -> 25013;
          case Reports.GRANT_UPDATED -> 25014;
          default -> 0;
        };
    if (code == 0) {
      return Optional.empty();
    }
    JsonObject object = new ReportJson(Facts.of(notice.subject()), application).grant(code);
    UUID id = id(delivery, 0, notice);
    EventEnvelope envelope =
        new EventEnvelope(
            notice.trigger(), GRANT_SOURCE, id, delivery.time(), delivery.attempt(), application);
    return Optional.of(event(envelope, object));
  }

  /// Returns what stands as the source of notifications of a type (section 9.1).
  static String source(String type) {
    String resource = type.substring(0, type.indexOf('.'));
    return switch (type) {
      case Reports.SEND_SUCCESS,
          Reports.SEND_FAILED,
          Reports.DELIVERED,
          Reports.BOUNCED,
          Reports.COMPLAINT,
          Reports.REJECTED,
          Reports.APPROVAL_REQUESTED,
          Reports.APPROVED,
          Reports.APPROVAL_REFUSED ->
          SEND_SOURCE;
      case Reports.OPENED, Reports.LINK_CLICKED, Reports.REPLIED -> TRACKING_SOURCE;
      default ->
          switch (resource) {
            case "message" -> MAIL_SOURCE;
            case "thread" -> TRACKING_SOURCE;
            case "grant" -> GRANT_SOURCE;
            case "booking" -> "/nylas/passthru";
            case "notetaker" -> "/nylas/notetaker";
            default -> "/nylas/" + resource + "s/realtime";
          };
    };
  }

  private Optional<Event> message(Grant grant, Notice notice, Delivery delivery) {
    boolean cleaned = notice.trigger().equals(Triggers.MESSAGE_CREATED_CLEANED);
    EventEnvelope envelope = envelope(grant, notice, delivery);
    return MessageId.parse(notice.subject())
        .flatMap(id -> mail.glance(grant.account(), read -> told(read, id)))
        .map(found -> cleaned ? messages.cleaned(grant, found) : messages.full(grant, found))
        .map(object -> fitting(envelope, object, EventEnvelope::around));
  }

  private Event sent(Grant grant, Notice notice, Delivery delivery) {
    ReportJson report = new ReportJson(Facts.of(notice.subject()), grant.applicationId());
    JsonObject object = report.sent(messages.reported(grant, report.facts()));
    EventEnvelope envelope = envelope(grant, notice, delivery);
    return fitting(
        envelope,
        object,
        notice.trigger().equals(Reports.SEND_FAILED)
            ? (frame, json) -> frame.around(grant.id(), report.reason(), report.error(), json)
            : (frame, json) -> frame.around(grant.id(), json));
  }

  private Event tracked(Grant grant, Notice notice, Delivery delivery) {
    ReportJson report = new ReportJson(Facts.of(notice.subject()), grant.applicationId());
    JsonObject object =
        switch (notice.trigger()) {
          case Reports.OPENED ->
              report.opened(earlier(grant, report, Hit.Kind.OPENED, Reports.OPENED_ID));
          case Reports.LINK_CLICKED ->
              report.clicked(earlier(grant, report, Hit.Kind.CLICKED, Reports.CLICK_ID));
          default -> report.replied();
        };
    EventEnvelope envelope = envelope(grant, notice, delivery);
    return new Event(envelope.type(), envelope.id(), envelope.around(grant.id(), object).bytes());
  }

  private List<Hit> earlier(Grant grant, ReportJson report, Hit.Kind kind, String number) {
    return MessageId.parse(report.facts().getOrDefault(Reports.MESSAGE, ""))
        .map(id -> hits.earlier(grant.account(), id, kind, report.hit(number)))
        .orElse(List.of());
  }

  private Event delivered(Grant grant, Notice notice, Delivery delivery) {
    Map<String, String> facts = Facts.of(notice.subject());
    Optional<StoredMessage> found = messages.find(grant, facts);
    JsonObject object = new DeliverabilityJson(found, facts, grant.email()).of(notice.trigger());
    EventEnvelope envelope = envelope(grant, notice, delivery);
    return new Event(envelope.type(), envelope.id(), envelope.around(grant.id(), object).bytes());
  }

  private static JsonObject approval(Grant grant, Notice notice) {
    return new ReportJson(Facts.of(notice.subject()), grant.applicationId())
        .approval(grant.id(), notice.trigger());
  }

  private static Optional<StoredMessage> told(MailRead read, MessageId message) {
    return read.message(message)
        .filter(found -> !MessageJson.isDraft(found))
        .filter(found ->
            !found.folders().stream()
                .allMatch(id -> read.folder(id).filter(Folder::isQuiet).isPresent()));
  }

  private Optional<JsonObject> folder(Grant grant, Notice notice) {
    int space = notice.subject().indexOf(' ');
    if (space >= 0) {
      FolderId id = new FolderId(notice.subject().substring(0, space));
      return Optional.of(
          FolderJson.brief(grant.id(), id, notice.subject().substring(space + 1), false));
    }
    FolderId id = new FolderId(notice.subject());
    return mail.read(grant.account(), read -> read.folder(id))
        .map(folder ->
            FolderJson.brief(grant.id(), id, FolderJson.name(folder), folder.system().isPresent()));
  }

  /// Writes an object in its frame.
  private interface Frame {
    JsonObject around(EventEnvelope envelope, JsonObject object);
  }

  private static Event fitting(EventEnvelope envelope, JsonObject object, Frame frame) {
    byte[] whole = frame.around(envelope, object).bytes();
    if (whole.length <= MAX_SIZE) {
      return new Event(envelope.type(), envelope.id(), whole);
    }
    EventEnvelope cut = envelope.ofType(envelope.type() + ".truncated");
    byte[] rest = frame.around(cut, object.without("body")).bytes();
    return new Event(cut.type(), cut.id(), rest);
  }

  private static Event event(EventEnvelope envelope, JsonObject object) {
    return new Event(envelope.type(), envelope.id(), envelope.around(object).bytes());
  }

  private static EventEnvelope envelope(Grant grant, Notice notice, Delivery delivery) {
    return new EventEnvelope(
        notice.trigger(),
        source(notice.trigger()),
        id(delivery, grant.account().value(), notice),
        delivery.time(),
        delivery.attempt(),
        grant.applicationId());
  }

  // The same for each attempt, so that a receiver recognises a repetition.
  private static UUID id(Delivery delivery, long account, Notice notice) {
    String name = delivery.receiver() + "/" + account + "/" + notice.seq() + "/" + notice.item();
    boolean second = notice.trigger().equals(Triggers.MESSAGE_CREATED_CLEANED);
    String distinct = second ? name + "/cleaned" : name;
    return UUID.nameUUIDFromBytes(distinct.getBytes(StandardCharsets.UTF_8));
  }
}
