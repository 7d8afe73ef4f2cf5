package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailThread;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.Ranking;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.ThreadId;
import dev.postern.mailbox.WordQuery;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageChange;
import dev.postern.v3.MessageJson;
import dev.postern.v3.ThreadJson;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Threads (spec/api-data.md section 3).
final class ThreadsRoutes {
  private final MailStore mail;
  private final ApiOptions options;
  private final GrantPath grants;
  private final MessageView view;

  ThreadsRoutes(MailStore mail, ApiOptions options, GrantPath grants, MessageView view) {
    this.mail = mail;
    this.options = options;
    this.grants = grants;
    this.view = view;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/grants/{grant}/threads", this::list),
        Route.of("GET /v3/grants/{grant}/threads/{thread}", this::get),
        Route.of("PUT /v3/grants/{grant}/threads/{thread}", this::update),
        Route.of("DELETE /v3/grants/{grant}/threads/{thread}", this::delete));
  }

  private Response list(Request request) {
    Grant grant = grants.of(request);
    Query query = request.query();
    Selection selection = Selection.of(query);
    Optional<WordQuery> words = NativeSearch.of(query);
    Optional<MessageQuery> wanted = Filters.ofThreads(query, query.limit(20, 200));
    if (wanted.isEmpty()) {
      return Response.page(request, List.of(), Optional.empty());
    }
    Page<MailThread> page = page(listing(grant, words), wanted.get());
    List<JsonObject> json =
        page.items().stream().map(thread -> show(grant, thread, selection)).toList();
    return Response.page(request, json, page.next());
  }

  private Page<MailThread> page(
      Function<MessageQuery, Page<MailThread>> listing, MessageQuery wanted) {
    Page<MailThread> page = listing.apply(wanted);
    List<StoredMessage> newest =
        page.items().stream().map(thread -> thread.messages().getLast()).toList();
    int fitting = MessageView.fitting(newest, Fields.STANDARD);
    return fitting == newest.size() ? page : listing.apply(wanted.page(fitting, wanted.cursor()));
  }

  /// Newest first, or best first if words are searched for.
  private Function<MessageQuery, Page<MailThread>> listing(Grant grant, Optional<WordQuery> words) {
    if (words.isEmpty()) {
      return wanted -> mail.read(grant.account(), read -> read.findThreads(wanted));
    }
    Ranking ranking = mail.texts().rank(grant.account(), words.get());
    return wanted -> mail.read(grant.account(), read -> read.findThreads(wanted, ranking));
  }

  private Response get(Request request) {
    Grant grant = grants.of(request);
    ThreadId id = id(request);
    MailThread thread =
        mail.read(grant.account(), read -> read.thread(id)).orElseThrow(ThreadsRoutes::notFound);
    return Response.data(request, show(grant, thread, Selection.of(request.query())));
  }

  private Response update(Request request) {
    Grant grant = grants.of(request);
    ThreadId id = id(request);
    MailTx.MessageEdit edit = MessageChange.read(request.json(options.maxJson()));
    // Metadata belongs to messages, and a draft does not leave its folder.
    MailTx.MessageEdit ofMail =
        new MailTx.MessageEdit(
            edit.unread(), edit.starred(), edit.answered(), edit.folders(), Optional.empty());
    MailTx.MessageEdit ofDrafts =
        new MailTx.MessageEdit(
            edit.unread(), edit.starred(), edit.answered(), Optional.empty(), Optional.empty());
    MailThread thread =
        mail.commit(
            grant.account(),
            request,
            tx -> {
              MailThread before = tx.thread(id).orElseThrow(ThreadsRoutes::notFound);
              MessagesRoutes.refuseUnknown(tx, edit.folders().orElse(List.of()));
              for (StoredMessage message : before.messages()) {
                tx.edit(message.id(), MessageJson.isDraft(message) ? ofDrafts : ofMail);
              }
              return tx.thread(id).orElseThrow(ThreadsRoutes::notFound);
            });
    return Response.data(request, show(grant, thread, Selection.of(request.query())));
  }

  private Response delete(Request request) {
    Grant grant = grants.of(request);
    ThreadId id = id(request);
    mail.commit(
        grant.account(),
        request,
        tx -> {
          MailThread thread = tx.thread(id).orElseThrow(ThreadsRoutes::notFound);
          boolean trashed = thread.messages().stream().allMatch(ThreadsRoutes::isTrash);
          for (StoredMessage message : thread.messages()) {
            if (trashed) {
              tx.delete(message.id());
            } else {
              tx.edit(message.id(), MessagesRoutes.moveTo(List.of(FolderId.TRASH)));
            }
          }
          return id;
        });
    return Response.done(request);
  }

  private static boolean isTrash(StoredMessage message) {
    return message.folders().equals(List.of(FolderId.TRASH));
  }

  private JsonObject show(Grant grant, MailThread thread, Selection selection) {
    StoredMessage newest = thread.messages().getLast();

    JsonObject latest =
        selection.wants("latest_draft_or_message")
            ? view.show(grant, newest, Fields.STANDARD, Selection.ALL)
            : MessageJson.brief(grant.id(), newest);
    return selection.apply(ThreadJson.of(grant.id(), grant.email(), thread, latest));
  }

  private static ThreadId id(Request request) {
    return ThreadId.parse(request.parameter("thread")).orElseThrow(ThreadsRoutes::notFound);
  }

  private static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "thread not found");
  }
}
