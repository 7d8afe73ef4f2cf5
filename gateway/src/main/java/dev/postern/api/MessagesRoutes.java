package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.WordQuery;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageChange;
import java.util.List;
import java.util.Optional;

/// Messages (spec/api-data.md section 2), but for sending.
final class MessagesRoutes {
  private final MailStore mail;
  private final ApiOptions options;
  private final GrantPath grants;
  private final MessageView view;

  MessagesRoutes(MailStore mail, ApiOptions options, GrantPath grants, MessageView view) {
    this.mail = mail;
    this.options = options;
    this.grants = grants;
    this.view = view;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/grants/{grant}/messages", this::list),
        Route.of("GET /v3/grants/{grant}/messages/{message}", this::get),
        Route.of("PUT /v3/grants/{grant}/messages/{message}", this::update),
        Route.of("DELETE /v3/grants/{grant}/messages/{message}", this::delete));
  }

  private Response list(Request request) {
    Grant grant = grants.of(request);
    Query query = request.query();
    Fields fields = Fields.of(query);
    Selection selection = Selection.of(query);
    Optional<WordQuery> words = NativeSearch.of(query);
    Optional<MessageQuery> wanted = Filters.of(query, query.limit(50, 200));
    if (wanted.isEmpty()) {
      return Response.page(request, List.of(), Optional.empty());
    }
    Page<StoredMessage> page = new MessageListing(mail, grant, words, fields).page(wanted.get());
    List<JsonObject> json =
        page.items().stream().map(m -> view.show(grant, m, fields, selection)).toList();
    return Response.page(request, json, page.next());
  }

  private Response get(Request request) {
    Grant grant = grants.of(request);
    MessageId id = id(request);
    StoredMessage message =
        mail.glance(grant.account(), read -> read.message(id)).orElseThrow(MessageView::notFound);
    Fields fields = Fields.of(request.query());
    if (fields == Fields.RAW_MIME) {
      return RawMime.answer(mail, request, grant, message);
    }
    return Response.data(request, view.show(grant, message, fields, Selection.of(request.query())));
  }

  private Response update(Request request) {
    Grant grant = grants.of(request);
    MessageId id = id(request);
    Fields fields = Fields.of(request.query());
    MailTx.MessageEdit edit = MessageChange.read(request.json(options.maxJson()));
    StoredMessage message =
        mail.commit(
            grant.account(),
            request,
            tx -> {
              if (tx.message(id).isEmpty()) {
                throw MessageView.notFound();
              }
              refuseUnknown(tx, edit.folders().orElse(List.of()));
              tx.edit(id, edit);
              return tx.message(id).orElseThrow(MessageView::notFound);
            });
    return Response.data(request, view.show(grant, message, fields, Selection.of(request.query())));
  }

  /// Refuses folder ids that name no folder.
  static void refuseUnknown(MailTx tx, List<FolderId> folders) {
    for (FolderId folder : folders) {
      if (tx.folder(folder).isEmpty()) {
        throw new GatewayException(Fault.INVALID, "folders: no folder has the id " + folder);
      }
    }
  }

  private Response delete(Request request) {
    Grant grant = grants.of(request);
    MessageId id = id(request);
    boolean hard = request.query().flag("hard_delete").orElse(false);
    if (hard && !options.hardDelete()) {
      throw new GatewayException(Fault.FORBIDDEN, "hard_delete is not enabled on this server");
    }
    mail.commit(
        grant.account(),
        request,
        tx -> {
          StoredMessage message = tx.message(id).orElseThrow(MessageView::notFound);
          if (hard || message.folders().equals(List.of(FolderId.TRASH))) {
            tx.delete(id);
          } else {
            tx.edit(id, moveTo(List.of(FolderId.TRASH)));
          }
          return id;
        });
    return Response.done(request);
  }

  /// The edit that changes nothing but the folders.
  static MailTx.MessageEdit moveTo(List<FolderId> folders) {
    return new MailTx.MessageEdit(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(folders),
        Optional.empty());
  }

  private static MessageId id(Request request) {
    return Ids.message(request.parameter("message")).orElseThrow(MessageView::notFound);
  }
}
