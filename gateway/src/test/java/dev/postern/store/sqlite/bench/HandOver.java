package dev.postern.store.sqlite.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.postern.mailbox.AccountId;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.EnginePorts;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.Reports;
import dev.postern.store.sqlite.EngineOptions;
import dev.postern.store.sqlite.SqliteEngine;
import dev.postern.webhook.send.Deliverer;
import dev.postern.webhook.send.HookClient;
import dev.postern.webhook.send.Payloads;
import dev.postern.webhook.send.Subscriptions;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLSocketFactory;

/// Measures how long after its commit an event reaches a healthy receiver, at a steady rate.
///
/// Arguments: events a second, seconds, accounts, `report` or `mail`, webhooks (0 for the cost of
/// the commits alone).
public final class HandOver {
  private static final Pattern LABEL = Pattern.compile("\"(?:label|subject)\":\"([0-9]+)\"");

  private final AtomicLongArray committed;
  private final AtomicLongArray heard;

  private HandOver(int events) {
    committed = new AtomicLongArray(events);
    heard = new AtomicLongArray(events);
  }

  /// Runs it.
  public static void main(String[] arguments) throws Exception {
    int rate = Integer.parseInt(arguments[0]);
    int events = rate * Integer.parseInt(arguments[1]);
    new HandOver(events)
        .run(
            rate,
            Integer.parseInt(arguments[2]),
            arguments[3].equals("mail"),
            Integer.parseInt(arguments[4]));
  }

  private void run(int rate, int accounts, boolean mail, int webhooks) throws Exception {
    Path directory = Files.createTempDirectory("postern-hand-over");
    ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);
    try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
        SqliteEngine engine =
            SqliteEngine.open(
                EngineOptions.in(directory),
                InstantSource.system(),
                Thread.ofPlatform().daemon().factory(),
                timer)) {
      threads.execute(() -> accept(server, threads));
      HookClient client =
          new HookClient(
              (SSLSocketFactory) SSLSocketFactory.getDefault(), timer, Runnable::run, true);
      Subscriptions subscriptions =
          new Subscriptions(engine.webhooks(), client, InstantSource.system());
      try (Deliverer deliverer =
          new Deliverer(
              engine.webhooks(),
              engine.mail(),
              engine.grants(),
              new Payloads(engine.mail(), engine.tracking()),
              subscriptions,
              client,
              InstantSource.system(),
              threads)) {
        deliverer.start();
        for (int i = 0; i < webhooks; i++) {
          var _ =
              subscriptions.create(
                  engine.grants().applications().first().id(),
                  new Subscriptions.Fields(
                      Optional.of(Set.of(Reports.OPENED, "message.created")),
                      Optional.of("http://127.0.0.1:" + server.getLocalPort() + "/" + i),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty(),
                      Optional.empty()));
        }
        List<AccountId> ids = accounts(engine, accounts);
        measure(engine, ids, rate, mail, webhooks > 0);
      }
      threads.shutdownNow();
    }
    timer.shutdownNow();
  }

  private static List<AccountId> accounts(SqliteEngine engine, int count) {
    List<AccountId> ids = new ArrayList<>();
    EnginePorts ports =
        new EnginePorts(engine.mail(), engine.grants(), engine.queue(), engine.webhooks());
    for (int i = 0; i < count; i++) {
      ids.add(Agent.create(ports, "a" + i).account);
    }
    return ids;
  }

  private void measure(
      SqliteEngine engine, List<AccountId> ids, int rate, boolean mail, boolean told)
      throws InterruptedException {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    int events = committed.length();
    long cpu = system.getProcessCpuTime();
    long start = System.nanoTime();
    try (ExecutorService writers = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < events; i++) {
        long due = start + i * 1_000_000_000L / rate;
        LockSupport.parkNanos(due - System.nanoTime());
        int event = i;
        writers.execute(() -> commit(engine, ids.get(event % ids.size()), event, mail));
      }
    }
    long written = System.nanoTime();
    while (told && missing() > 0 && System.nanoTime() - written < 60_000_000_000L) {
      LockSupport.parkNanos(1_000_000);
    }
    long ended = System.nanoTime();
    report(events, start, written, ended, (system.getProcessCpuTime() - cpu) / events / 1000, told);
  }

  private void commit(SqliteEngine engine, AccountId account, int event, boolean mail) {
    String label = Integer.toString(event);
    Agent agent = Agent.of(engine.mail(), account);
    if (mail) {
      agent.add(FolderId.INBOX, label);
    } else {
      agent.commit(tx -> {
        tx.report(Reports.OPENED, Map.of(Reports.MESSAGE, "1", Reports.LABEL, label));
        return true;
      });
    }
    committed.set(event, System.nanoTime());
  }

  private int missing() {
    int missing = 0;
    for (int i = 0; i < heard.length(); i++) {
      missing += heard.get(i) == 0 ? 1 : 0;
    }
    return missing;
  }

  private void report(int events, long start, long written, long ended, long cpu, boolean told) {
    System.out.printf(
        "%d events written in %.2f s, heard in %.2f s, %d missing, %d us CPU each%n",
        events, (written - start) / 1e9, (ended - start) / 1e9, told ? missing() : 0, cpu);
    // The first half warms up.
    long[] late = new long[events / 2];
    for (int i = 0; i < late.length; i++) {
      int event = events - 1 - i;
      late[i] = Math.max(0, heard.get(event) - committed.get(event)) / 1000;
    }
    Arrays.sort(late);
    System.out.printf(
        "after commit: p50 %d us, p90 %d us, p99 %d us, max %d us%n",
        late[late.length / 2],
        late[late.length * 9 / 10],
        late[late.length * 99 / 100],
        late[late.length - 1]);
  }

  private void accept(ServerSocket server, ExecutorService threads) {
    try {
      while (!server.isClosed()) {
        Socket socket = server.accept();
        socket.setTcpNoDelay(true);
        threads.execute(() -> serve(socket));
      }
    } catch (IOException _) {
      // The end.
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = new BufferedInputStream(socket.getInputStream());
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int length = 0;
        for (String field = line(in); !field.isEmpty(); field = line(in)) {
          if (field.startsWith("Content-Length: ")) {
            length = Integer.parseInt(field.substring(16));
          }
        }
        String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
        Matcher label = LABEL.matcher(body);
        if (label.find()) {
          heard.compareAndSet(Integer.parseInt(label.group(1)), 0, System.nanoTime());
        }
        String answer = line.replaceFirst("(?s).*challenge=([^ ]*) .*|.*", "$1");
        socket
            .getOutputStream()
            .write(
                ("HTTP/1.1 200 OK\r\nContent-Length: " + answer.length() + "\r\n\r\n" + answer)
                    .getBytes(StandardCharsets.US_ASCII));
      }
    } catch (IOException _) {
      // The other side went away.
    }
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int octet = in.read(); octet != '\n'; octet = in.read()) {
      if (octet < 0) {
        return "";
      }
      line.append((char) octet);
    }
    return line.toString().strip();
  }
}
