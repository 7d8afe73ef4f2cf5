package dev.postern.v3;

import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import dev.postern.mail.Outgoing;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a client asks to send (spec/api-data.md section 2.6).
///
/// @param from empty: the grant's own address and name
/// @param body HTML, or plain text if `plaintext`
/// @param attachments those that stand in the JSON
/// @param sendAt seconds; empty: now
public record SendRequest(
    Optional<Mailbox> from,
    List<Mailbox> to,
    List<Mailbox> cc,
    List<Mailbox> bcc,
    List<Mailbox> replyTo,
    String subject,
    String body,
    boolean plaintext,
    Optional<String> replyToMessageId,
    List<Outgoing.Attached> attachments,
    List<Outgoing.CustomHeader> customHeaders,
    Map<String, String> metadata,
    Optional<Long> sendAt) {
  private static final int MAX_HEADERS = 100;

  /// Fields by which this server notes things in drafts.
  private static final String OWN_HEADERS = "X-Postern-";

  /// Reads a send request.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX and the member's name
  public static SendRequest read(JsonBody json) {
    refuseUnsupported(json);
    List<Mailbox> from = mailboxes(json, "from");
    if (from.size() > 1) {
      throw json.refusal("from", "must have one element");
    }
    return new SendRequest(
        from.stream().findFirst(),
        mailboxes(json, "to"),
        mailboxes(json, "cc"),
        mailboxes(json, "bcc"),
        mailboxes(json, "reply_to"),
        json.text("subject").orElse(""),
        json.text("body").orElse(""),
        json.flag("is_plaintext").orElse(false),
        json.text("reply_to_message_id").filter(id -> !id.isEmpty()),
        attachments(json),
        customHeaders(json),
        Metadata.read(json).orElse(Map.of()),
        sendAt(json));
  }

  /// Returns when to send; 0 means now, as if it were absent.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX
  public static Optional<Long> sendAt(JsonBody json) {
    return json.number("send_at").filter(time -> time != 0);
  }

  /// Reads what a client changes of a mail: members that are absent stay as they are, those that
  /// are there take the place of the whole value.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX and the member's name
  public SendRequest changed(JsonBody json) {
    SendRequest given = read(json);
    return new SendRequest(
        json.gives("from") ? given.from : from,
        json.gives("to") ? given.to : to,
        json.gives("cc") ? given.cc : cc,
        json.gives("bcc") ? given.bcc : bcc,
        json.gives("reply_to") ? given.replyTo : replyTo,
        json.gives("subject") ? given.subject : subject,
        json.gives("body") ? given.body : body,
        json.gives("is_plaintext") ? given.plaintext : plaintext,
        json.gives("reply_to_message_id") ? given.replyToMessageId : replyToMessageId,
        json.gives("attachments") ? given.attachments : attachments,
        json.gives("custom_headers") ? given.customHeaders : customHeaders,
        json.gives("metadata") ? given.metadata : metadata,
        json.gives("send_at") ? given.sendAt : sendAt);
  }

  /// Returns the same request with further attachments.
  public SendRequest with(List<Outgoing.Attached> more) {
    List<Outgoing.Attached> all = new ArrayList<>(attachments);
    all.addAll(more);
    return with(all, customHeaders);
  }

  SendRequest withHeader(Outgoing.CustomHeader more) {
    List<Outgoing.CustomHeader> all = new ArrayList<>(customHeaders);
    all.add(more);
    return with(attachments, all);
  }

  private SendRequest with(List<Outgoing.Attached> files, List<Outgoing.CustomHeader> headers) {
    return new SendRequest(
        from,
        to,
        cc,
        bcc,
        replyTo,
        subject,
        body,
        plaintext,
        replyToMessageId,
        files,
        headers,
        metadata,
        sendAt);
  }

  /// Refuses what would change the text and is not known here: a mail without it is another mail.
  ///
  /// @throws dev.postern.fault.GatewayException with SYNTAX and the member's name
  public static void refuseUnsupported(JsonBody json) {
    for (String name : List.of("template", "signature_id")) {
      if (json.gives(name)) {
        throw json.refusal(name, "is not supported");
      }
    }
    Optional<Boolean> _ = json.flag("use_draft");
  }

  private static List<Mailbox> mailboxes(JsonBody json, String name) {
    return json.objects(name).orElse(List.of()).stream().map(SendRequest::mailbox).toList();
  }

  private static Mailbox mailbox(JsonBody json) {
    String email = json.text("email").orElse("").strip();
    if (MailAddresses.parse(email).isEmpty()) {
      throw json.refusal("email", "is not a valid address");
    }
    return new Mailbox(json.text("name").orElse(""), email);
  }

  private static List<Outgoing.CustomHeader> customHeaders(JsonBody json) {
    List<JsonBody> headers = json.objects("custom_headers").orElse(List.of());
    if (headers.size() > MAX_HEADERS) {
      throw json.refusal("custom_headers", "must have at most " + MAX_HEADERS + " elements");
    }
    return headers.stream().map(SendRequest::customHeader).toList();
  }

  private static Outgoing.CustomHeader customHeader(JsonBody json) {
    String name = required(json, "name");
    if (name.regionMatches(true, 0, OWN_HEADERS, 0, OWN_HEADERS.length())) {
      throw json.refusal("name", "must not begin with " + OWN_HEADERS);
    }
    return new Outgoing.CustomHeader(name, json.text("value").orElse(""));
  }

  private static List<Outgoing.Attached> attachments(JsonBody json) {
    List<Outgoing.Attached> attachments = new ArrayList<>();
    for (JsonBody attachment : json.objects("attachments").orElse(List.of())) {
      attachments.add(attachment(attachment));
    }
    return attachments;
  }

  private static Outgoing.Attached attachment(JsonBody json) {
    String contentId = json.text("content_id").filter(id -> !id.isBlank()).orElse(null);
    Optional<String> wanted =
        json.text("content_disposition").map(text -> text.split(";", 2)[0].strip());
    String disposition =
        wanted
            .filter(word -> word.equals("inline") || word.equals("attachment"))
            .or(() -> json.flag("is_inline").filter(inline -> inline).map(_ -> "inline"))
            .orElse(null);
    return new Outgoing.Attached(
        json.text("filename").orElse(""),
        json.text("content_type").orElse(""),
        contentId,
        disposition,
        MemorySegment.ofArray(content(json)));
  }

  private static byte[] content(JsonBody json) {
    String text = required(json, "content").replaceAll("[\\r\\n]", "");
    try {
      return Base64.getDecoder().decode(text.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException _) {
      throw json.refusal("content", "is not Base64");
    }
  }

  private static String required(JsonBody json, String name) {
    return json.text(name).orElseThrow(() -> json.refusal(name, "is required"));
  }
}
