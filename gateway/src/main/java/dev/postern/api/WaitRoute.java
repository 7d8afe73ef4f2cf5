package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.MailRead;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.MessageQuery;
import dev.postern.mailbox.Page;
import dev.postern.mailbox.StoredMessage;
import dev.postern.mailbox.WordQuery;
import dev.postern.v3.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Waits for messages that match the filters of a listing.
///
/// `next_cursor` of each answer, given back as `after`, goes on where it ended: nothing is missed
/// and nothing told twice. Without `after` it is from now on, or, with `received_after`, first what
/// is there already, as a listing shows it. What arrives comes in the order in which it arrives. If
/// nothing does within `timeout` seconds, the answer is an empty page.
final class WaitRoute {
  private static final int USUAL_SECONDS = 30;
  private static final int MAX_SECONDS = 120;
  private static final int MAX_CURSOR = 4096;
  private static final String NO_CURSOR =
      "query parameter after is not a cursor of this route with these filters";

  private final MailStore mail;
  private final EventHub hub;
  private final GrantPath grants;
  private final MessageView view;

  WaitRoute(MailStore mail, EventHub hub, GrantPath grants, MessageView view) {
    this.mail = mail;
    this.hub = hub;
    this.grants = grants;
    this.view = view;
  }

  List<Route> routes() {
    return List.of(Route.of("GET /v3/grants/{grant}/messages/wait", this::answer));
  }

  /// What is asked.
  private record Asked(
      Grant grant,
      MessageQuery query,
      Optional<WordQuery> words,
      Optional<WaitCursor> after,
      long seconds,
      Fields fields,
      Selection selection) {}

  /// What is answered.
  private record Found(List<StoredMessage> messages, WaitCursor cursor) {}

  private Response answer(Request request) {
    Asked asked = asked(request);
    Found found;
    try (EventHub.Seat seat = hub.seat(asked.grant().account(), request.isOfToken())) {
      if (!grants.reaches(request.caller(), asked.grant().id())) {
        throw GrantPath.notFound();
      }
      found = found(request, asked, seat);
    }
    List<JsonObject> json =
        found.messages().stream()
            .map(m -> view.show(asked.grant(), m, asked.fields(), asked.selection()))
            .toList();
    return Response.page(request, json, Optional.of(found.cursor().toString()));
  }

  private Asked asked(Request request) {
    Grant grant = grants.of(request);
    Query query = request.query();
    long seconds = query.number("timeout").orElse((long) USUAL_SECONDS);
    if (seconds > MAX_SECONDS) {
      throw query.refusal("timeout", "must be at most " + MAX_SECONDS);
    }
    if (query.text("page_token").isPresent()) {
      throw query.refusal("page_token", "is not taken here: go on with after");
    }
    MessageQuery wanted =
        Filters.of(query, query.limit(50, 200))
            .orElseThrow(() -> query.refusal("thread_id", "is not the id of a thread"));
    return new Asked(
        grant,
        wanted,
        NativeSearch.of(query),
        after(query),
        seconds,
        Fields.of(query),
        Selection.of(query));
  }

  private static Optional<WaitCursor> after(Query query) {
    return query
        .text("after")
        .map(text ->
            Optional.of(text)
                .filter(token -> token.length() <= MAX_CURSOR)
                .flatMap(WaitCursor::parse)
                .orElseThrow(() -> query.refusal("after", "is not a cursor of this route")));
  }

  private Found found(Request request, Asked asked, EventHub.Seat seat) {
    long now = mail.<Long>glance(asked.grant().account(), MailRead::seq);
    Position start = asked.after().map(WaitCursor::position).orElse(Position.after(now));
    if (start.isAfter(Position.after(now))) {
      throw expired();
    }
    boolean lists =
        asked
            .after()
            .map(cursor -> cursor.page().isPresent())
            .orElse(asked.query().receivedAfter().isPresent());
    Optional<Found> there = lists ? there(asked, start) : Optional.empty();
    return there.isPresent() ? there.get() : arriving(request, asked, seat, start);
  }

  // The messages that were there when the log stood at `start`.
  private Optional<Found> there(Asked asked, Position start) {
    Arrivals arrivals = arrivals(asked);
    Optional<String> next = asked.after().flatMap(WaitCursor::page);
    do {
      Page<StoredMessage> page = page(arrivals, asked, start, next);
      next = page.next();
      if (!page.items().isEmpty()) {
        return Optional.of(new Found(page.items(), new WaitCursor(start, next)));
      }
    } while (next.isPresent());
    return Optional.empty();
  }

  private Page<StoredMessage> page(
      Arrivals arrivals, Asked asked, Position start, Optional<String> next) {
    try {
      return arrivals.before(start, listing(asked), next).orElseThrow(WaitRoute::expired);
    } catch (GatewayException refusal) {
      // The rest of a cursor is the listing's own.
      throw refusal.fault() == Fault.INVALID
          ? new GatewayException(Fault.SYNTAX, NO_CURSOR, refusal)
          : refusal;
    }
  }

  private Function<MessageQuery, Page<StoredMessage>> listing(Asked asked) {
    return new MessageListing(mail, asked.grant(), asked.words(), asked.fields())::page;
  }

  private Arrivals arrivals(Asked asked) {
    return new Arrivals(mail, asked.grant().account(), asked.query(), asked.words());
  }

  private Found arriving(Request request, Asked asked, EventHub.Seat seat, Position start) {
    Semaphore news = new Semaphore(0);
    Semaphore ended = new Semaphore(0);
    Runnable end =
        () -> {
          ended.release();
          news.release();
        };
    seat.onEnd(end);
    request.body().whenEnding(end);
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(asked.seconds());
    // Watched before the log is read, so that nothing is committed unheard in between.
    try (MailStore.Watch _ =
        mail.watch(
            asked.grant().account(),
            batch -> {
              if (batch.logged()) {
                news.release();
              }
            })) {
      Position at = start;
      while (true) {
        news.drainPermits();
        Arrivals.Found found = arrivals(asked).behind(at).orElseThrow(WaitRoute::expired);
        at = found.end();
        if (!found.arrivals().isEmpty()) {
          return told(asked, found);
        }
        boolean over = ended.availablePermits() > 0;
        if (!found.more() && (over || !sleep(news, deadline))) {
          return new Found(List.of(), new WaitCursor(at, Optional.empty()));
        }
      }
    }
  }

  private static boolean sleep(Semaphore news, long deadline) {
    try {
      return news.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new ClientGone();
    }
  }

  // As many as one answer may hold; the others come with the next.
  private static Found told(Asked asked, Arrivals.Found found) {
    List<StoredMessage> messages =
        found.arrivals().stream().map(Arrivals.Arrival::message).toList();
    int fitting = MessageView.fitting(messages, asked.fields());
    Position at = fitting == messages.size() ? found.end() : found.arrivals().get(fitting - 1).at();
    return new Found(messages.subList(0, fitting), new WaitCursor(at, Optional.empty()));
  }

  private static Problem expired() {
    return new Problem(
        410,
        "invalid_request_error",
        "query parameter after is too old: list the messages and begin without it");
  }
}
