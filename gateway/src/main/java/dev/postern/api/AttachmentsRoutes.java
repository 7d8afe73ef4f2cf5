package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Attachment;
import dev.postern.mail.Attachments;
import dev.postern.mail.PartDecoder;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.AttachmentJson;
import dev.postern.v3.Ids;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// Attachments (spec/api-data.md section 6).
final class AttachmentsRoutes {
  private final MailStore mail;
  private final GrantPath grants;

  AttachmentsRoutes(MailStore mail, GrantPath grants) {
    this.mail = mail;
    this.grants = grants;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/grants/{grant}/attachments/{attachment}", this::get),
        Route.of("GET /v3/grants/{grant}/attachments/{attachment}/download", this::download));
  }

  private Response get(Request request) {
    Grant grant = grants.of(request);
    StoredMessage message = message(request, grant);
    Attachment attachment = attachment(request, message);
    try (Content content = open(grant, message)) {
      return Response.data(request, AttachmentJson.of(grant.id(), attachment, content.bytes()));
    }
  }

  // The size is counted by decoding: a Content-Length that is wrong would break the connection.
  private Response download(Request request) {
    Grant grant = grants.of(request);
    StoredMessage message = message(request, grant);
    Attachment attachment = attachment(request, message);
    Content content = open(grant, message);
    try {
      MemorySegment bytes = content.bytes();
      long size = PartDecoder.decodedSize(bytes, attachment.part());
      InputStream decoded = new Closing(PartDecoder.open(bytes, attachment.part()), content);
      return new Response(
          200,
          Map.of(
              "content-disposition", disposition(attachment.filename()), "accept-ranges", "none"),
          new Response.Stream("application/octet-stream", size, decoded));
    } catch (RuntimeException e) {
      content.close();
      throw e;
    }
  }

  // RFC 6266 section 4.3: the extended form carries any name in ASCII.
  private static String disposition(String filename) {
    String encoded = URLEncoder.encode(filename, StandardCharsets.UTF_8).replace("+", "%20");
    return "attachment; filename*=UTF-8''" + encoded.replace("*", "%2A");
  }

  private Content open(Grant grant, StoredMessage message) {
    return mail.content(grant.account(), message.id(), message.revision())
        .orElseThrow(MessageView::notFound);
  }

  private StoredMessage message(Request request, Grant grant) {
    String id =
        request
            .query()
            .text("message_id")
            .orElseThrow(() -> request.query().refusal("message_id", "is required"));
    return Ids.message(id)
        .flatMap(found -> mail.read(grant.account(), read -> read.message(found)))
        .orElseThrow(MessageView::notFound);
  }

  private static Attachment attachment(Request request, StoredMessage message) {
    return Attachments.find(message.digest().parts(), request.parameter("attachment"))
        .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "attachment not found"));
  }

  private static final class Closing extends FilterInputStream {
    private final Content content;

    Closing(InputStream in, Content content) {
      super(in);
      this.content = content;
    }

    @Override
    public void close() throws IOException {
      try {
        super.close();
      } finally {
        content.close();
      }
    }
  }
}
