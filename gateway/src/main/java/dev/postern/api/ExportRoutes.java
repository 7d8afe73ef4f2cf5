package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.Placement;
import dev.postern.mailbox.UidSet;
import dev.postern.v3.ExportJson;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A mailbox as it is, folder by folder in the order of UIDs, and the bytes of its messages.
final class ExportRoutes {
  private static final int MOST = 1000;

  /// The most UIDs that are looked through at a time, where most are gone.
  private static final long WIDEST = 100_000;

  private final MailStore mail;
  private final GrantPath grants;

  ExportRoutes(MailStore mail, GrantPath grants) {
    this.mail = mail;
    this.grants = grants;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/grants/{grant}/export", this::folders),
        Route.of("GET /v3/grants/{grant}/export/{folder}", this::placements),
        Route.of("GET /v3/grants/{grant}/messages/{message}/raw", this::raw));
  }

  private Response folders(Request request) {
    Grant grant = grants.of(request);
    List<Folder> all = mail.read(grant.account(), MailRead::folders);
    return Response.page(request, all.stream().map(ExportJson::of).toList(), Optional.empty());
  }

  private Response placements(Request request) {
    Grant grant = grants.of(request);
    Query query = request.query();
    int limit = query.limit(200, MOST);
    FolderId id = new FolderId(request.parameter("folder"));
    return mail.read(
        grant.account(),
        read -> {
          Folder folder =
              read.folder(id)
                  .orElseThrow(() -> new GatewayException(Fault.NOT_FOUND, "folder not found"));
          long after = after(query, folder);
          List<Placement> page = page(read, folder, after, limit);
          List<JsonObject> json =
              page.stream().map(each -> ExportJson.of(each, folder.keywords())).toList();
          boolean more = !page.isEmpty() && page.getLast().uid() + 1 < folder.uidNext();
          return Response.page(
              request,
              json,
              more ? Optional.of(token(folder, page.getLast().uid())) : Optional.empty());
        });
  }

  private static String token(Folder folder, long uid) {
    return folder.uidValidity() + "-" + uid;
  }

  private static long after(Query query, Folder folder) {
    String text = query.text("page_token").orElse("");
    if (text.isEmpty()) {
      return 0;
    }
    String start = folder.uidValidity() + "-";
    String uid = text.startsWith(start) ? text.substring(start.length()) : "";
    if (uid.isEmpty() || uid.length() > 10 || !uid.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw query.refusal("page_token", "is not of this folder");
    }
    return Long.parseLong(uid);
  }

  private static List<Placement> page(MailRead read, Folder folder, long after, int limit) {
    List<Placement> page = new ArrayList<>();
    long width = limit;
    for (long first = after + 1; first < folder.uidNext() && page.size() < limit; ) {
      long last = Math.min(first + width, folder.uidNext()) - 1;
      page.addAll(read.placements(folder.id(), UidSet.ofRanges(first, last)));
      first = last + 1;
      width = Math.min(2 * width, WIDEST);
    }
    return page.subList(0, Math.min(limit, page.size()));
  }

  private Response raw(Request request) {
    Grant grant = grants.of(request);
    MessageId id = Ids.message(request.parameter("message")).orElseThrow(MessageView::notFound);
    int revision =
        request
            .query()
            .number("revision")
            .map(number -> (int) Math.min(number, Integer.MAX_VALUE))
            .orElseGet(() ->
                mail.glance(grant.account(), read -> read.message(id))
                    .orElseThrow(MessageView::notFound)
                    .revision());
    Content content =
        mail.content(grant.account(), id, revision).orElseThrow(MessageView::notFound);
    return new Response(
        200,
        Map.of(
            "content-disposition",
            "attachment; filename=\"" + id + ".eml\"",
            "accept-ranges",
            "none"),
        new Response.Stream("message/rfc822", content.size(), new ContentInput(content)));
  }
}
