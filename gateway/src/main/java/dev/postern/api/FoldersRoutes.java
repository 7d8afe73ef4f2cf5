package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderColours;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MailTx;
import dev.postern.v3.FolderJson;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.function.Function;

/// Folders (spec/api-data.md section 5).
final class FoldersRoutes {
  private final MailStore mail;
  private final ApiOptions options;
  private final GrantPath grants;

  FoldersRoutes(MailStore mail, ApiOptions options, GrantPath grants) {
    this.mail = mail;
    this.options = options;
    this.grants = grants;
  }

  List<Route> routes() {
    return List.of(
        Route.of("GET /v3/grants/{grant}/folders", this::list),
        Route.of("POST /v3/grants/{grant}/folders", this::create),
        Route.of("GET /v3/grants/{grant}/folders/{folder}", this::get),
        Route.of("PUT /v3/grants/{grant}/folders/{folder}", this::update),
        Route.of("DELETE /v3/grants/{grant}/folders/{folder}", this::delete));
  }

  private Response list(Request request) {
    Grant grant = grants.of(request);
    Selection selection = Selection.of(request.query());
    return mail.read(
        grant.account(),
        read -> {
          List<Folder> all = read.folders();
          FolderPage page = FolderPage.of(request.query(), grant.id(), all);
          List<JsonObject> json =
              FolderJson.some(grant.id(), all, read.folderColours(), page.folders());
          return Response.page(request, json.stream().map(selection::apply).toList(), page.next());
        });
  }

  private Response get(Request request) {
    return one(request, grants.of(request), id(request));
  }

  private Response create(Request request) {
    Grant grant = grants.of(request);
    JsonBody body = request.json(options.maxJson());
    FolderForm form = FolderForm.of(body);
    String name = form.name().orElseThrow(() -> body.refusal("name", "is required"));
    FolderId made =
        commit(
            grant,
            request,
            tx -> {
              String full = form.enclosing().map(p -> parent(tx, p) + "/" + name).orElse(name);
              FolderId id = tx.createFolder(full).id();
              tx.subscribe(full, true);
              colour(tx, id, form);
              return id;
            });
    return one(request, grant, made);
  }

  private Response update(Request request) {
    Grant grant = grants.of(request);
    FolderForm form = FolderForm.of(request.json(options.maxJson()));
    FolderId id = id(request);
    commit(
        grant,
        request,
        tx -> {
          Folder folder = found(tx, id);
          String full = fullName(tx, folder, form);
          if (!full.equals(folder.name())) {
            refuseSystem(folder, "renamed or moved");
            tx.renameFolder(id, full);
            tx.subscribe(full, true);
            tx.subscribe(folder.name(), false);
          }
          colour(tx, id, form);
          return id;
        });
    return one(request, grant, id);
  }

  private FolderId commit(Grant grant, Request request, Function<MailTx, FolderId> work) {
    try {
      return mail.commit(grant.account(), request, work);
    } catch (GatewayException e) {
      if (e.fault() == Fault.ALREADY_EXISTS) {
        throw new Problem(409, Fault.INVALID.apiType(), "name: " + e.text());
      }
      throw e;
    }
  }

  private static void colour(MailTx tx, FolderId id, FolderForm form) {
    if (form.isColoured()) {
      FolderColours old = tx.folderColours().getOrDefault(id, FolderColours.NONE);
      tx.colourFolder(id, form.over(old));
    }
  }

  /// Returns the full name after a change. What is absent stays, the parent too; the API's name of
  /// a nested folder is its path, so a name with a slash may be the whole of it.
  private static String fullName(MailRead tx, Folder folder, FolderForm form) {
    String now = folder.name();
    String shown = FolderForm.composed(FolderJson.name(folder));
    boolean same = form.name().map(shown::equals).orElse(true);
    String own = now.substring(now.lastIndexOf('/') + 1);
    String name = same ? own : form.name().orElse(own);
    String under = FolderJson.parentName(now).orElse("");
    if (form.parent().isPresent()) {
      under = form.enclosing().map(p -> parent(tx, p)).orElse("");
      if (under.equals(now) || under.startsWith(now + "/")) {
        throw new GatewayException(
            Fault.INVALID, "parent_id: a folder cannot be moved below itself");
      }
    } else if (!same && name.contains("/")) {
      return name;
    }
    return under.isEmpty() ? name : under + "/" + name;
  }

  private static String parent(MailRead tx, FolderId id) {
    return tx.folder(id)
        .map(Folder::name)
        .orElseThrow(
            () -> new GatewayException(Fault.INVALID, "parent_id: no folder has the id " + id));
  }

  private Response delete(Request request) {
    Grant grant = grants.of(request);
    FolderId id = id(request);
    mail.commit(
        grant.account(),
        request,
        tx -> {
          Folder folder = found(tx, id);
          refuseSystem(folder, "deleted");
          tx.deleteFolder(id);
          tx.subscribe(folder.name(), false);
          return id;
        });
    return Response.done(request);
  }

  private static void refuseSystem(Folder folder, String verb) {
    if (folder.system().isPresent()) {
      throw new GatewayException(
          Fault.INVALID, "system folder " + folder.id() + " cannot be " + verb);
    }
  }

  private Response one(Request request, Grant grant, FolderId id) {
    JsonObject json =
        mail.read(
            grant.account(),
            read ->
                FolderJson.some(
                        grant.id(), read.folders(), read.folderColours(), List.of(found(read, id)))
                    .getFirst());
    return Response.data(request, Selection.of(request.query()).apply(json));
  }

  private static Folder found(MailRead tx, FolderId id) {
    return tx.folder(id).orElseThrow(FoldersRoutes::notFound);
  }

  private static FolderId id(Request request) {
    return new FolderId(request.parameter("folder"));
  }

  private static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "folder not found");
  }
}
