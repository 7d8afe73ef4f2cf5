package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Folder;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.v3.FolderJson;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Folders (spec/api-data.md section 5).
final class FoldersRoutes {
  private static final int MAX_NAME = 1024;

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
    List<Folder> all = mail.read(grant.account(), MailRead::folders);
    Optional<String> parent = request.query().text("parent_id");
    List<JsonObject> json =
        FolderJson.all(grant.id(), all, folder -> parent.isEmpty() || isIn(all, folder, parent));
    int limit = request.query().limit(50, 200);
    int start = start(request.query(), json.size());
    int end = Math.min(json.size(), start + limit);
    Optional<String> next =
        end < json.size() ? Optional.of(Integer.toString(end)) : Optional.empty();
    Selection selection = Selection.of(request.query());
    return Response.page(
        request, json.subList(start, end).stream().map(selection::apply).toList(), next);
  }

  private static int start(Query query, int size) {
    return Math.toIntExact(Math.min(query.number("page_token").orElse(0L), size));
  }

  private static boolean isIn(List<Folder> all, Folder folder, Optional<String> parent) {
    Optional<String> name = FolderJson.parentName(folder.name());
    return all.stream()
        .filter(other -> name.filter(other.name()::equals).isPresent())
        .anyMatch(other -> parent.filter(other.id().value()::equals).isPresent());
  }

  private Response get(Request request) {
    Grant grant = grants.of(request);
    return Response.data(request, Selection.of(request.query()).apply(one(grant, id(request))));
  }

  private Response create(Request request) {
    Grant grant = grants.of(request);
    JsonBody body = request.json(options.maxJson());
    String name = name(body).orElseThrow(() -> body.refusal("name", "is required"));
    Optional<FolderId> parent =
        body.text("parent_id").filter(id -> !id.isEmpty()).map(FolderId::new);
    Folder made =
        mail.commit(
            grant.account(),
            request,
            tx -> {
              String full = parent.map(p -> found(tx, p).name() + "/" + name).orElse(name);
              Folder folder = tx.createFolder(full);
              tx.subscribe(full, true);
              return folder;
            });
    return Response.data(request, one(grant, made.id()));
  }

  private Response update(Request request) {
    Grant grant = grants.of(request);
    JsonBody body = request.json(options.maxJson());
    FolderId id = id(request);
    Optional<String> name = name(body);
    Optional<String> parent = body.text("parent_id");
    mail.commit(
        grant.account(),
        request,
        tx -> {
          Folder folder = found(tx, id);
          String full = fullName(tx, folder, name, parent);
          if (!full.equals(folder.name())) {
            refuseSystem(folder, "renamed");
            tx.renameFolder(id, full);
            tx.subscribe(full, true);
            tx.subscribe(folder.name(), false);
          }
          return id;
        });
    return Response.data(request, one(grant, id));
  }

  // The API's name of a nested folder is its path, so a name with a slash is the whole of it.
  private static String fullName(
      MailRead tx, Folder folder, Optional<String> name, Optional<String> parent) {
    if (parent.isPresent()) {
      String own = folder.name().substring(folder.name().lastIndexOf('/') + 1);
      String leaf = name.orElse(own);
      return parent.get().isEmpty()
          ? leaf
          : found(tx, new FolderId(parent.get())).name() + "/" + leaf;
    }
    boolean same = name.filter(n -> n.equals(FolderJson.name(folder))).isPresent();
    return same ? folder.name() : name.orElse(folder.name());
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

  private JsonObject one(Grant grant, FolderId id) {
    List<Folder> all = mail.read(grant.account(), MailRead::folders);
    return FolderJson.all(grant.id(), all, folder -> folder.id().equals(id)).stream()
        .findFirst()
        .orElseThrow(FoldersRoutes::notFound);
  }

  private static Folder found(MailRead tx, FolderId id) {
    return tx.folder(id).orElseThrow(FoldersRoutes::notFound);
  }

  private static FolderId id(Request request) {
    return new FolderId(request.parameter("folder"));
  }

  private static Optional<String> name(JsonBody body) {
    Optional<String> name = body.text("name");
    name.ifPresent(text -> {
      boolean sound =
          !text.isBlank()
              && text.length() <= MAX_NAME
              && text.codePoints().noneMatch(Character::isISOControl)
              && Stream.of(text.split("/", -1)).noneMatch(String::isBlank);
      if (!sound) {
        throw body.refusal(
            "name", "must have 1 to 1024 characters, no control characters and no empty level");
      }
    });
    return name;
  }

  private static GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "folder not found");
  }
}
