package dev.postern.api;

import dev.postern.auth.ApplicationStore;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// What `postern backup` and `postern api-key rotate` call: a matter of the person who runs the
/// server, whose application is the first. Not for the network: a request that a proxy passed on is
/// refused.
final class AdminRoutes {
  private static final List<String> PROXY_FIELDS = List.of("forwarded", "x-forwarded-for", "via");

  private final Admin admin;
  private final ApplicationStore applications;
  private final ApiOptions options;

  AdminRoutes(Admin admin, ApiServices services, ApiOptions options) {
    this.admin = admin;
    this.applications = services.grantStore().applications();
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/admin/backup", this::backup),
        Route.of("POST /v3/admin/api-key/rotate", this::rotate));
  }

  private Response backup(Request request) {
    refuseOthers(request);
    Path directory = directory(request.json(options.maxJson()).text("directory").orElse(""));
    admin.backup(directory);
    return Response.data(request, new JsonObject().put("directory", directory.toString()));
  }

  private Response rotate(Request request) {
    refuseOthers(request);
    admin.rotateApiKey();
    return Response.done(request);
  }

  private static Path directory(String text) {
    try {
      Path directory = Path.of(text);
      if (directory.isAbsolute()) {
        return directory.normalize();
      }
    } catch (InvalidPathException _) {
      // refused below, as what is not absolute
    }
    throw new GatewayException(Fault.SYNTAX, "directory must be an absolute path");
  }

  private void refuseOthers(Request request) {
    if (!request.application().equals(applications.first().id())) {
      throw new GatewayException(Fault.FORBIDDEN, "this needs an API key of the first application");
    }
    if (PROXY_FIELDS.stream().anyMatch(name -> request.header(name).isPresent())) {
      throw new GatewayException(Fault.FORBIDDEN, "not through a proxy");
    }
  }
}
