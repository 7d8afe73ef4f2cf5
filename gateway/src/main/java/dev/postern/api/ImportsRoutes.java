package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.delivery.Imports;
import dev.postern.delivery.Imports.Arrival;
import dev.postern.delivery.Imports.Outcome;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.v3.ImportJson;
import dev.postern.v3.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Mail that lay somewhere else before: taken in message by message, each once for each job.
final class ImportsRoutes {
  private static final Pattern JOB = Pattern.compile("[A-Za-z0-9_-]{1,64}");

  private final ApiServices services;
  private final ApiOptions options;
  private final GrantPath grants;
  private final Imports imports;

  ImportsRoutes(ApiServices services, ApiOptions options, GrantPath grants) {
    this.services = services;
    this.options = options;
    this.grants = grants;
    this.imports =
        new Imports(
            services.mail(), services.grantStore(), services.guarded().guards(), services.clock());
  }

  List<Route> routes() {
    return List.of(
        Route.of("POST /v3/grants/{grant}/imports/{job}", this::add),
        Route.of("GET /v3/grants/{grant}/imports/{job}", this::look),
        Route.of("DELETE /v3/grants/{grant}/imports/{job}", this::forget));
  }

  private Response add(Request request) {
    Grant grant = grants.of(request);
    String job = job(request);
    try (ImportBatch batch = new ImportBatch(services.mail(), options.maxMessage())) {
      List<Arrival> arrivals = batch.read(request.body());
      List<Outcome> outcomes = imports.add(grant.account(), job, arrivals);
      List<JsonObject> json = new ArrayList<>();
      for (int i = 0; i < outcomes.size(); i++) {
        json.add(ImportJson.of(arrivals.get(i).key(), outcomes.get(i)));
      }
      return Response.page(request, json, Optional.empty());
    }
  }

  private Response look(Request request) {
    Grant grant = grants.of(request);
    String job = job(request);
    List<String> keys = request.query().list("key");
    if (keys.size() > ImportBatch.MAX_MESSAGES) {
      throw request.query().refusal("key", "may be given " + ImportBatch.MAX_MESSAGES + " times");
    }
    JsonObject state = new JsonObject().put("max_message_size", options.maxMessage());
    // All are not counted anew for each few that somebody asks for.
    return Response.data(
        request,
        keys.isEmpty()
            ? state.put("imported", imports.count(grant.account(), job))
            : state.putTexts("known", imports.taken(grant.account(), job, keys)));
  }

  private Response forget(Request request) {
    Grant grant = grants.of(request);
    imports.forget(grant.account(), job(request));
    return Response.done(request);
  }

  private static String job(Request request) {
    String job = request.parameter("job");
    if (!JOB.matcher(job).matches()) {
      throw new GatewayException(
          Fault.SYNTAX, "the name of an import has 1 to 64 letters, digits, _ or -");
    }
    return job;
  }
}
