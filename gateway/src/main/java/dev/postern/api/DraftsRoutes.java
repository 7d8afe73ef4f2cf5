package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.Ids;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageJson;
import java.util.List;
import java.util.Optional;

/// Drafts (spec/api-data.md section 4): what lies in the drafts folder, whichever door put it
/// there.
final class DraftsRoutes {
  private final MailStore mail;
  private final GrantPath grants;
  private final MessageView view;
  private final SendForm form;
  private final DraftWriter writer;
  private final DraftSend sender;

  DraftsRoutes(
      MailStore mail,
      GrantPath grants,
      MessageView view,
      SendForm form,
      DraftWriter writer,
      DraftSend sender) {
    this.mail = mail;
    this.grants = grants;
    this.view = view;
    this.form = form;
    this.writer = writer;
    this.sender = sender;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/grants/{grant}/drafts", this::list),
        Route.of("POST /v3/grants/{grant}/drafts", this::create),
        Route.of("GET /v3/grants/{grant}/drafts/{draft}", this::get),
        Route.of("PUT /v3/grants/{grant}/drafts/{draft}", this::update),
        Route.of("DELETE /v3/grants/{grant}/drafts/{draft}", this::delete),
        Route.of("POST /v3/grants/{grant}/drafts/{draft}", this::send));
  }

  private Response list(Request request) {
    Grant grant = grants.of(request);
    Query query = request.query();
    Fields fields = Fields.of(query);
    Selection selection = Selection.of(query);
    Optional<MessageQuery> wanted = Filters.ofDrafts(query, query.limit(50, 200));
    if (wanted.isEmpty()) {
      return Response.page(request, List.of(), Optional.empty());
    }
    Page<StoredMessage> page = mail.read(grant.account(), read -> read.find(wanted.get()));
    int fitting = MessageView.fitting(page.items(), fields);
    Page<StoredMessage> shown =
        fitting == page.items().size()
            ? page
            : mail.read(
                grant.account(),
                read -> read.find(wanted.get().page(fitting, wanted.get().cursor())));
    List<JsonObject> json =
        shown.items().stream().map(draft -> view.show(grant, draft, fields, selection)).toList();
    return Response.page(request, json, shown.next());
  }

  private Response get(Request request) {
    Grant grant = grants.of(request);
    StoredMessage draft = mail.read(grant.account(), read -> find(read::message, request));
    Fields fields = Fields.of(request.query());
    if (fields == Fields.RAW_MIME) {
      return RawMime.answer(mail, request, grant, draft);
    }
    return Response.data(request, view.show(grant, draft, fields, Selection.of(request.query())));
  }

  private Response create(Request request) {
    Grant grant = grants.of(request);
    Fields _ = Fields.of(request.query());
    return form.read(
        request,
        read -> shown(request, grant, writer.create(request, grant, read.json(), read.files())));
  }

  private Response update(Request request) {
    Grant grant = grants.of(request);
    MessageId id = id(request);
    Fields _ = Fields.of(request.query());
    return form.read(
        request,
        read ->
            shown(request, grant, writer.update(request, grant, id, read.json(), read.files())));
  }

  private Response shown(Request request, Grant grant, StoredMessage draft) {
    return Response.data(
        request,
        view.show(grant, draft, Fields.of(request.query()), Selection.of(request.query())));
  }

  private Response delete(Request request) {
    Grant grant = grants.of(request);
    mail.commit(
        grant.account(),
        request,
        tx -> {
          StoredMessage draft = find(tx::message, request);
          DraftState.refuseWaiting(tx, draft.id());
          remove(tx, draft);
          return draft.id();
        });
    return Response.done(request);
  }

  // What also lies elsewhere is a message there, and stays.
  private static void remove(MailTx tx, StoredMessage draft) {
    List<FolderId> elsewhere =
        draft.folders().stream().filter(folder -> !folder.equals(FolderId.DRAFTS)).toList();
    if (elsewhere.isEmpty()) {
      tx.delete(draft.id());
    } else {
      tx.edit(draft.id(), MessagesRoutes.moveTo(elsewhere));
    }
  }

  private Response send(Request request) {
    Grant grant = grants.of(request);
    MessageId id = id(request);
    Fields _ = Fields.of(request.query());
    return form.read(request, read -> sender.send(request, grant, id, read));
  }

  /// Finds messages.
  @FunctionalInterface
  private interface Finder {
    Optional<StoredMessage> message(MessageId id);
  }

  private static StoredMessage find(Finder finder, Request request) {
    return finder
        .message(id(request))
        .filter(MessageJson::isDraft)
        .orElseThrow(DraftState::notFound);
  }

  private static MessageId id(Request request) {
    return Ids.message(request.parameter("draft")).orElseThrow(DraftState::notFound);
  }
}
