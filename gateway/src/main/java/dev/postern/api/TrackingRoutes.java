package dev.postern.api;

import dev.postern.delivery.Hit.Visit;
import dev.postern.delivery.TrackingStore;
import dev.postern.delivery.TrackingStore.Found;
import dev.postern.delivery.TrackingTx;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.Reports;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What readers of tracked mail fetch, without a key: the image, and the links, which lead on to
/// where the sender's link led and nowhere else (spec/api-data.md sections 2.11 and 9.7).
///
/// A hit is told in the transaction that counts it. What is asked for ahead of a reader's click,
/// and HEAD, is answered but does not count.
final class TrackingRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(TrackingRoutes.class);
  private static final int MAX_AGENT = 200;

  /// One transparent dot.
  private static final byte[] DOT =
      Base64.getDecoder().decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7");

  private final ApiServices services;
  private final TrackingStore store;
  private final HitRate rate = new HitRate();

  TrackingRoutes(ApiServices services) {
    this.services = services;
    this.store = services.tracking();
  }

  List<Route> routes() {
    return List.of(
        Route.open("GET /t/{token}", this::image),
        Route.open("HEAD /t/{token}", this::image),
        Route.open("GET /t/{token}/{link}", this::link),
        Route.open("HEAD /t/{token}/{link}", this::link));
  }

  private Response image(Request request) {
    String name = request.parameter("token");
    String token = name.endsWith(".gif") ? name.substring(0, name.length() - 4) : name;
    Found found =
        store.find(token).filter(f -> f.tracked().options().opens()).orElseThrow(this::notFound);
    count(request, found, (tx, visit) -> opened(tx, visit, found));
    return new Response(
        200, Map.of(), new Response.Stream("image/gif", DOT.length, new ByteArrayInputStream(DOT)));
  }

  private Response link(Request request) {
    Found found = store.find(request.parameter("token")).orElseThrow(this::notFound);
    String number = request.parameter("link");
    List<String> targets = found.tracked().targets();
    if (!number.matches("[0-9]{1,4}") || Integer.parseInt(number) >= targets.size()) {
      throw notFound();
    }
    int link = Integer.parseInt(number);
    count(request, found, (tx, visit) -> clicked(tx, visit, found, link));
    return Response.of(302, request.envelope().bare())
        .with("location", visible(targets.get(link)))
        .with("referrer-policy", "no-referrer");
  }

  private GatewayException notFound() {
    return new GatewayException(Fault.NOT_FOUND, "nothing is tracked here");
  }

  // Whoever reads the mail gets where they want, even if it cannot be counted.
  private void count(Request request, Found found, BiConsumer<MailTx, Visit> work) {
    boolean ahead =
        request.method().equals("HEAD")
            || request.header("purpose").or(() -> request.header("sec-purpose")).isPresent()
            || request.header("x-moz").isPresent();
    if (ahead || !rate.admits(found.tracked().token(), services.clock().instant())) {
      return;
    }
    Visit visit = visit(request);
    try {
      services
          .mail()
          .commit(
              found.account(),
              request,
              tx -> {
                work.accept(tx, visit);
                return found;
              });
    } catch (GatewayException e) {
      LOG.warn("request {}: a hit is not counted: {}", request.id(), e.text());
    }
  }

  private static void opened(MailTx tx, Visit visit, Found found) {
    int count = tx.join(TrackingTx.class).opened(found.message(), visit);
    if (count > 0) {
      Map<String, String> facts = facts(visit, found, count);
      facts.put(Reports.OPENED_ID, Integer.toString(count - 1));
      tx.report(Reports.OPENED, facts);
    }
  }

  private static void clicked(MailTx tx, Visit visit, Found found, int link) {
    TrackingTx.Clicks clicks = tx.join(TrackingTx.class).clicked(found.message(), link, visit);
    if (clicks.ofLink() > 0) {
      Map<String, String> facts = facts(visit, found, clicks.ofLink());
      facts.put(Reports.URL, found.tracked().targets().get(link));
      facts.put(Reports.LINK_INDEX, Integer.toString(link));
      facts.put(Reports.CLICK_ID, Integer.toString(clicks.all() - 1));
      tx.report(Reports.LINK_CLICKED, facts);
    }
  }

  private Visit visit(Request request) {
    String agent = request.header("user-agent").orElse("");
    return new Visit(
        services.clock().instant(),
        reader(request),
        agent.substring(0, Math.min(MAX_AGENT, agent.length())));
  }

  private static Map<String, String> facts(Visit visit, Found found, int count) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(Reports.MESSAGE, found.message().toString());
    facts.put(Reports.LABEL, found.tracked().options().label());
    facts.put(Reports.COUNT, Integer.toString(count));
    facts.put(Reports.IP, visit.ip());
    facts.put(Reports.USER_AGENT, visit.userAgent());
    facts.put(Reports.AT, Long.toString(visit.at().getEpochSecond()));
    return facts;
  }

  // Behind a proxy on this machine, whom that proxy names.
  private static String reader(Request request) {
    Optional<String> named =
        request
            .header("x-forwarded-for")
            .map(list -> list.substring(list.lastIndexOf(',') + 1).strip())
            .filter(address -> address.matches("[0-9A-Fa-f.:]{2,45}"));
    Trail trail = request.trail();
    return trail.local() ? named.orElse(trail.remote()) : trail.remote();
  }

  /// Returns a target as a header can hold it: what is no visible ASCII in octets of UTF-8.
  static String visible(String target) {
    StringBuilder out = new StringBuilder();
    for (byte octet : target.getBytes(StandardCharsets.UTF_8)) {
      boolean plain = octet > ' ' && octet < 127 && "\"<>\\^`{|}".indexOf(octet) < 0;
      out.append(plain ? String.valueOf((char) octet) : "%%%02X".formatted(octet & 0xff));
    }
    return out.toString();
  }
}
