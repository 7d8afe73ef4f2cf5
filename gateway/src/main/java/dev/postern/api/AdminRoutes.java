package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.JsonObject;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/// What `postern backup` and `postern api-key rotate` call. Not for the network: a request that a
/// proxy passed on is refused.
final class AdminRoutes {
  private static final List<String> PROXY_FIELDS = List.of("forwarded", "x-forwarded-for", "via");

  private final Admin admin;
  private final ApiOptions options;

  AdminRoutes(Admin admin, ApiOptions options) {
    this.admin = admin;
    this.options = options;
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/admin/backup", this::backup),
        Route.of("POST /v3/admin/api-key/rotate", this::rotate));
  }

  private Response backup(Request request) {
    refuseProxied(request);
    Path directory = directory(request.json(options.maxJson()).text("directory").orElse(""));
    admin.backup(directory);
    return Response.data(request, new JsonObject().put("directory", directory.toString()));
  }

  private Response rotate(Request request) {
    refuseProxied(request);
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

  private static void refuseProxied(Request request) {
    if (PROXY_FIELDS.stream().anyMatch(name -> request.header(name).isPresent())) {
      throw new GatewayException(Fault.FORBIDDEN, "not through a proxy");
    }
  }
}
