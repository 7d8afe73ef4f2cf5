package dev.postern.api;

import java.util.ArrayList;
import java.util.List;

/// The routes by which mail is written: sending and drafts, which share their forms, their memory
/// and their keys.
final class Outbox {
  private final SendRoute sends;
  private final DraftsRoutes drafts;

  Outbox(ApiServices services, ApiOptions options, GrantPath grants, MessageView view) {
    SendForm form = new SendForm(services.mail(), options);
    Composer composer = new Composer(services, options);
    Letters letters = new Letters(services.mail(), services.clock(), composer);
    Dispatch dispatch = new Dispatch(services, view);
    Idempotency idempotency =
        new Idempotency(services.mail(), services.answers(), services.clock());
    Tracking tracking = new Tracking(options.tracking());
    sends = new SendRoute(grants, form, letters, dispatch, idempotency, tracking, services.clock());
    drafts =
        new DraftsRoutes(
            services.mail(),
            grants,
            view,
            form,
            new DraftWriter(services, options, composer, tracking),
            new DraftSend(
                new DraftSender(services, composer, dispatch, tracking), dispatch, idempotency));
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>(sends.routes());
    routes.addAll(drafts.routes());
    return routes;
  }
}
