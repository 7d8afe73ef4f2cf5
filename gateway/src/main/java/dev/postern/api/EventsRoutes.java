package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.webhook.Triggers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/// The events of a grant as they happen (Server-Sent Events; HTML, section 9.2).
///
/// Each event's `id` is a position in the account's log. A client that comes again with it, in
/// `Last-Event-ID` or the parameter `last_event_id`, gets what it missed, each event once. Without
/// it events are told from now on. If the log does not reach back so far any more, `event: reset`
/// says so, with the position from which it goes on: the client lists what it wants to know.
final class EventsRoutes {
  private final EventHub hub;
  private final GrantPath grants;
  private final Function<String, Optional<Caller>> callers;

  /// @param callers says whose a bearer token is, if it is valid
  EventsRoutes(EventHub hub, GrantPath grants, Function<String, Optional<Caller>> callers) {
    this.hub = hub;
    this.grants = grants;
    this.callers = callers;
  }

  List<Route> routes() {
    return List.of(Route.of("GET /v3/grants/{grant}/events/stream", this::stream));
  }

  private Response stream(Request request) {
    Grant grant = grants.of(request);
    Set<String> triggers = triggers(request.query());
    Optional<Position> from = position(request);
    String bearer = request.bearer().orElse("");
    BooleanSupplier allowed =
        () -> callers.apply(bearer).filter(c -> grants.reaches(c, grant.id())).isPresent();
    EventHub.Wish wish = new EventHub.Wish(from, triggers, bearer, allowed);
    EventHub.Seat seat = hub.seat(grant.account(), request.isOfToken());
    // Whoever is stopped from now on finds the seat.
    if (!grants.reaches(request.caller(), grant.id())) {
      seat.close();
      throw GrantPath.notFound();
    }
    EventSink.Opening opening = sink -> hub.listen(seat, grant, wish, sink);
    return new Response(
        200,
        // A proxy in front must not gather events either.
        Map.of("cache-control", "no-cache, no-store", "x-accel-buffering", "no"),
        new Response.Events(opening, seat::close));
  }

  private static Set<String> triggers(Query query) {
    Set<String> triggers = new TreeSet<>(query.list("trigger_types"));
    for (String trigger : triggers) {
      if (!Triggers.isKnown(trigger)) {
        throw query.refusal("trigger_types", "names an unknown trigger: " + trigger);
      }
    }
    return triggers.isEmpty() ? Set.of() : Set.copyOf(triggers);
  }

  // The header is what a client that comes again adds of itself; the parameter is for the first
  // time, and stays in the address.
  private static Optional<Position> position(Request request) {
    Optional<String> header = request.header("last-event-id").filter(text -> !text.isBlank());
    Optional<String> text = header.or(() -> request.query().text("last_event_id"));
    return text.map(value ->
        Position.parse(value.strip())
            .orElseThrow(
                () -> request.query().refusal("last_event_id", "is not the id of an event")));
  }
}
