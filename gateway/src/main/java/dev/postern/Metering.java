package dev.postern;

import dev.postern.api.Monitor;
import dev.postern.metrics.Tally;
import dev.postern.net.Net;
import dev.postern.outbound.QueueWorker;
import dev.postern.store.sqlite.EngineNumbers;
import dev.postern.webhook.send.Deliverer;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.DoubleSupplier;
import java.util.function.Supplier;
import java.util.stream.LongStream;

/// The server's numbers, for Prometheus: what the parts count of themselves is read when somebody
/// asks; only the times of HTTP requests are measured on the way.
///
/// Every label has few values: routes by their pattern, commands by our name for them.
final class Metering implements Monitor {
  private static final Duration[] TIMES =
      LongStream.of(1, 2, 5, 10, 20, 50, 100, 250, 1000, 10_000)
          .mapToObj(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final Supplier<List<String>> troubles;
  private final CompletableFuture<PrometheusMeterRegistry> made = new CompletableFuture<>();
  private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

  // Guarded by this.
  private final List<Counted> counted = new ArrayList<>();
  private final List<Measured> measured = new ArrayList<>();
  private final Set<String> known = new HashSet<>();

  /// Requests that are measured together.
  private record Series(String route, String method, int status) {}

  private record Counted(String name, String about, String label, Tally tally) {}

  private record Measured(String name, String about, DoubleSupplier value) {}

  /// @param troubles see [Monitor#troubles]
  Metering(Supplier<List<String>> troubles) {
    this.troubles = troubles;
  }

  /// Shows what the parts of a server count.
  static Metering of(
      Core core, QueueWorker worker, Deliverer deliverer, Net net, Readiness readiness) {
    EngineNumbers engine = core.engine().numbers();
    return new Metering(readiness::troubles)
        .count("postern.connections", "Connections", "event", net.tally())
        .count(
            "postern.logins", "Sign-ins of mail clients", "outcome", core.authenticator().tally())
        .count(
            "postern.mail.delivered", "Mail for mailboxes here", "outcome", core.delivery().tally())
        .count("postern.queue.attempts", "Tries of queued recipients", "outcome", worker.tally())
        .count("postern.webhook.attempts", "Webhook calls", "outcome", deliverer.tally())
        .count("postern.store.writes", "What the writer did", "what", engine.writes())
        .measure("postern.connections.open", "Open connections", net::connections)
        .measure("postern.queue.waiting", "Recipients that wait", engine::queued)
        .measure("postern.queue.failed", "Recipients that failed in 7 days", engine::failed)
        .measure("postern.scheduled.waiting", "Mails that wait for their time", engine::scheduled)
        .measure("postern.webhook.retries", "Webhook calls that wait", engine::retries)
        .measure("postern.webhook.lag.seconds", "Age of the oldest change untold", engine::lag);
  }

  /// Makes what measures; that takes a moment, and the first answers wait for it.
  void start() {
    PrometheusMeterRegistry registry =
        new PrometheusMeterRegistry(
            PrometheusConfig.DEFAULT, new PrometheusRegistry(), Clock.SYSTEM);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
    made.complete(registry);
  }

  /// Shows what a part counts, one label for its names.
  synchronized Metering count(String name, String about, String label, Tally tally) {
    counted.add(new Counted(name, about, label, tally));
    return this;
  }

  /// Shows a value of now.
  synchronized Metering measure(String name, String about, DoubleSupplier value) {
    measured.add(new Measured(name, about, value));
    return this;
  }

  @Override
  public List<String> troubles() {
    return troubles.get();
  }

  @Override
  public byte[] metrics() {
    PrometheusMeterRegistry registry = made.join();
    show(registry);
    return registry.scrape().getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void answered(String route, String method, int status, long nanos) {
    timers
        .computeIfAbsent(new Series(route, method, status), this::timer)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  private Timer timer(Series series) {
    return Timer.builder("postern.http.requests")
        .description("Requests of the API, from the head to the end of the answer")
        .tag("route", series.route())
        .tag("method", series.method())
        .tag("status", Integer.toString(series.status()))
        .serviceLevelObjectives(TIMES)
        .register(made.join());
  }

  private synchronized void show(MeterRegistry registry) {
    for (Measured value : measured) {
      if (known.add(value.name())) {
        Gauge.builder(value.name(), value.value()::getAsDouble)
            .description(value.about())
            .register(registry);
      }
    }
    for (Counted part : counted) {
      for (String name : part.tally().counts().keySet()) {
        if (known.add(part.name() + " " + name)) {
          FunctionCounter.builder(part.name(), part.tally(), tally -> tally.count(name))
              .description(part.about())
              .tag(part.label(), name.toLowerCase(Locale.ROOT))
              .register(registry);
        }
      }
    }
  }
}
