package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.rules.EvaluationStore;
import dev.postern.rules.EvaluationStore.Kept;
import dev.postern.v3.EvaluationJson;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What rules said of an account's mail (spec/api-admin.md section 5.7).
final class EvaluationsRoutes {
  private static final Pattern CURSOR = Pattern.compile("evaluations ([0-9]{1,18})");

  private final EvaluationStore evaluations;
  private final GrantPath grants;

  EvaluationsRoutes(EvaluationStore evaluations, GrantPath grants) {
    this.evaluations = evaluations;
    this.grants = grants;
  }

  List<Route> routes() {
    return List.of(Route.of("GET /v3/grants/{grant}/rule-evaluations", this::list));
  }

  private Response list(Request request) {
    Grant grant = grants.of(request);
    Query query = request.query();
    int limit = query.limit(50, 200);
    OptionalLong below =
        query.text("page_token").stream().mapToLong(token -> read(query, token)).findFirst();
    AgeCursor.Page<Kept> page =
        AgeCursor.Page.of(
            evaluations.evaluations(grant.account(), below, limit + 1),
            limit,
            last -> token(last.number()));
    return Response.page(
        request,
        page.items().stream().map(kept -> EvaluationJson.of(grant, kept.evaluation())).toList(),
        page.next());
  }

  private static String token(long number) {
    byte[] text = ("evaluations " + number).getBytes(StandardCharsets.UTF_8);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static long read(Query query, String token) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
      Matcher matcher = CURSOR.matcher(text);
      if (matcher.matches()) {
        return Long.parseLong(matcher.group(1));
      }
    } catch (IllegalArgumentException _) {
      // Refused below, as what is of another listing.
    }
    throw query.refusal("page_token", "is not a cursor of this listing");
  }
}
