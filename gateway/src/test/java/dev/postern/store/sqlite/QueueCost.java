package dev.postern.store.sqlite;

import dev.postern.delivery.Delivery;
import dev.postern.delivery.Recipients;
import dev.postern.domains.Domains;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MailTx;
import dev.postern.mailbox.Reports;
import dev.postern.outbound.Endings;
import dev.postern.outbound.QueueTx;
import dev.postern.outbound.QueueWorker;
import dev.postern.outbound.RetrySchedule;
import dev.postern.outbound.Transfers;
import dev.postern.outbound.Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;

/// Measures the queue. Run by hand: `java … QueueCost <scratch directory> <what> <mails>`.
///
/// - `local`: mails for one agent here, without and with a report to their sender
/// - `drain`: mails for 1,000 domains that take all at once
/// - `dead`: mails for 1,000 domains of which none can be reached, each after a while; then one to
///   a domain that can
/// - `half`: mails for 1,000 domains of which every second one cannot be reached
/// - `wide`: the same with a domain for each mail
public final class QueueCost implements Transport {
  private static final InstantSource CLOCK = InstantSource.system();

  private final Path directory;
  private final long mails;
  private final String domain;
  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
  private final AtomicLong taken = new AtomicLong();
  private final AtomicLong tried = new AtomicLong();
  private Duration timeout = Duration.ZERO;
  private Endings endings = Endings.NONE;

  private QueueCost(Path directory, long mails, String domain) {
    this.directory = directory;
    this.mails = mails;
    this.domain = domain;
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(args[0]), "queue");
    int mails = Integer.parseInt(args[2]);
    switch (args[1]) {
      case "local" -> {
        new QueueCost(directory.resolve("warm"), mails, "'@example.org'").run("local, cold");
        new QueueCost(directory.resolve("plain"), mails, "'@example.org'").run("local");
        QueueCost told = new QueueCost(directory.resolve("told"), mails, "'@example.org'");
        told.endings =
            (mail, results) ->
                (_, sender) ->
                    sender.ifPresent(tx ->
                        results.forEach(each ->
                            tx.report(
                                Reports.DELIVERED,
                                Map.of(
                                    Reports.MESSAGE,
                                    mail.message().orElseThrow().toString(),
                                    Reports.RECIPIENTS,
                                    each.due().recipient()))));
        told.run("local with reports");
      }
      case "drain" -> new QueueCost(directory, mails, "'@d'||(i%1000)||'.live'").run("drain");
      case "half" ->
          new QueueCost(directory, mails, "'@d'||(i%1000)||iif(i%2,'.dead','.live')").run("half");
      case "dead" -> {
        QueueCost cost = new QueueCost(directory, mails, "'@d'||(i%1000)||'.dead'");
        cost.timeout = Duration.ofSeconds(20);
        cost.run("dead");
      }
      case "wide" ->
          new QueueCost(directory, mails, "'@d'||i||iif(i%2,'.dead','.live')").run("wide");
      default -> throw new IllegalArgumentException(args[1]);
    }
    System.exit(0);
  }

  @Override
  public List<Outcome> send(Job job) {
    tried.incrementAndGet();
    boolean dead = job.recipients().getFirst().endsWith(".dead");
    if (dead && timeout.isPositive()) {
      try {
        Thread.sleep(timeout);
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
    taken.addAndGet(dead ? 0 : job.recipients().size());
    return job.recipients().stream()
        .<Outcome>map(_ ->
            dead
                ? new Outcome.Unreachable("", "451 4.4.1 connection timed out")
                : new Outcome.Accepted("", "250 ok", false))
        .toList();
  }

  @Override
  public boolean routes(AccountId account, String to) {
    return true;
  }

  private SqliteEngine open() {
    return SqliteEngine.open(
        EngineOptions.in(directory), CLOCK, Thread.ofPlatform().daemon().factory(), timer);
  }

  private void run(String name) throws IOException {
    fill();
    long begin = System.nanoTime();
    SqliteEngine engine = open();
    long opened = System.nanoTime();
    Recipients recipients = new Recipients(engine.grants(), Domains.of(List.of("example.org")));
    Delivery delivery = new Delivery(engine.mail(), "mx.example.org", CLOCK);
    Transfers transfers =
        new Transfers(
            engine.queue(),
            engine.mail(),
            recipients,
            delivery,
            this,
            new RetrySchedule(new Random(1)),
            endings,
            CLOCK);
    long heap = heap();
    QueueWorker worker =
        new QueueWorker(
            engine.queue(),
            recipients,
            this,
            transfers,
            CLOCK,
            timer,
            task -> Thread.ofVirtual().start(task));
    long start = System.nanoTime();
    worker.start();
    boolean local = domain.contains("example.org");
    await(() -> worker.tally().count("local") + tried.get() > 0);
    System.out.printf(
        "%s: open %d ms, first try after %d ms%n",
        name, (opened - begin) / 1_000_000, (System.nanoTime() - start) / 1_000_000);
    if (domain.contains(".dead")) {
      live(engine);
    }
    long live = domain.contains("iif") ? mails / 2 : domain.contains(".dead") ? 0 : mails;
    await(() -> (local ? worker.tally().count("local") : taken.get()) >= live);
    double seconds = (System.nanoTime() - start) / 1e9;
    System.out.printf(
        "%s: %d of %d in %.1f s, %.0f a second, tried %d; heap before %d KiB, after %d KiB%n",
        name, live, mails, seconds, live / seconds, tried.get(), heap / 1024, heap() / 1024);
    worker.close();
    engine.close();
  }

  /// Queues one mail to a domain that can be reached while all others wait.
  private void live(SqliteEngine engine) {
    AccountId account = new AccountId(1);
    for (int i = 0; i < 5; i++) {
      long before = taken.get();
      long start = System.nanoTime();
      String to = "x@d" + 2 * i + "-new.live";
      long _ =
          engine
              .mail()
              .commit(
                  account,
                  this,
                  tx -> {
                    MailTx.Added added = add(engine, tx);
                    return tx.join(QueueTx.class).enqueue(added.message(), envelope(to));
                  });
      await(() -> taken.get() > before);
      System.out.printf("one more to a live domain: %d us%n", (System.nanoTime() - start) / 1000);
    }
  }

  private static MailTx.Added add(SqliteEngine engine, MailTx tx) {
    byte[] bytes = Agent.mail("hello").getBytes(java.nio.charset.StandardCharsets.UTF_8);
    Agent ann = Agent.of(engine.mail(), new AccountId(1));
    return tx.add(
        Agent.message(
            ann.blob(bytes),
            bytes,
            CLOCK.instant(),
            dev.postern.mailbox.Flags.SEEN,
            List.of(FolderId.SENT)));
  }

  private static QueueTx.Envelope envelope(String to) {
    return new QueueTx.Envelope(
        "ann@example.org",
        List.of(to),
        true,
        CLOCK.instant(),
        CLOCK.instant().plus(Duration.ofDays(3)));
  }

  /// Makes the queue by rows: each mail is the same message.
  private void fill() throws IOException {
    Files.createDirectories(directory.getParent());
    try (SqliteEngine engine = open()) {
      EnginePorts ports =
          new EnginePorts(engine.mail(), engine.grants(), engine.queue(), engine.webhooks());
      Agent ann = Agent.create(ports, "ann");
      Agent _ = Agent.create(ports, "bob");
      MailTx.Added added = ann.add(FolderId.SENT, "hello");
      long _ =
          ann.commit(
              tx -> tx.join(QueueTx.class).enqueue(added.message(), envelope("bob@seed.live")));
    }
    long start = System.nanoTime();
    try (Db db = Db.open(EngineOptions.in(directory).database(), 64 * 1024, false)) {
      db.exec("BEGIN IMMEDIATE");
      db.run(
          "INSERT INTO queue(account,sender,blob,strip_bcc,queued,expires,message,notice)"
              + " WITH RECURSIVE n(i) AS (SELECT 2 UNION ALL SELECT i+1 FROM n WHERE i<=?)"
              + " SELECT account,sender,blob,strip_bcc,queued,expires,message,notice FROM queue, n"
              + " WHERE id=1",
          mails);
      db.exec(
          "UPDATE blob SET refs=refs+(SELECT count(*) FROM queue)-1"
              + " WHERE id=(SELECT blob FROM queue WHERE id=1)");
      db.exec(
          "INSERT INTO recipient(queue,account,address,domain,attempts,due,diagnostic)"
              + " SELECT i,account,'bob'||dom,substr(dom,2),0,due,'' FROM (SELECT q.id AS i,"
              + "q.account,r.due,"
              + domain.replace("i%", "q.id%").replace("||i||", "||q.id||")
              + " AS dom FROM queue q JOIN recipient r ON r.id=1 WHERE q.id>1)");
      db.exec("DELETE FROM recipient WHERE id=1");
      db.exec("COMMIT");
      System.out.printf(
          "%d recipients in %d domains after %d s%n",
          db.number("SELECT count(*) FROM recipient"),
          db.number("SELECT count(DISTINCT domain) FROM recipient"),
          (System.nanoTime() - start) / 1_000_000_000);
    }
  }

  private static void await(java.util.function.BooleanSupplier what) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(30))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .until(what::getAsBoolean);
  }

  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }
}
