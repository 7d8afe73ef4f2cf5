package dev.postern.api;

import com.sun.management.OperatingSystemMXBean;
import dev.postern.mail.Digest;
import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.NewMessage;
import dev.postern.mailbox.SystemFlag;
import dev.postern.mailbox.ThreadId;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;

/// Measures what a page of 50 costs through HTTP in an account of 10 thousand messages and in one
/// of many more, by each filter, and what one message costs. Run by hand: `java … ListCost <scratch
/// directory> <messages>`; prints one table.
///
/// Client and server are in this process. The client is one thread with a plain socket, so what the
/// server used is the processor time of the process less that of the client's thread: engine, JSON,
/// HTTP, garbage collection and compilation are all in it. Times are medians of the requests.
public final class ListCost {
  private static final int FEW = 10_000;
  private static final int AT_ONCE = 500;
  private static final Instant START = Agent.NOON;

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final ApiStage stage;
  private final Agent agent;
  private final String path;
  private final Map<String, List<String>> table = new LinkedHashMap<>();
  private List<ThreadId> threads = new ArrayList<>();
  private int filled;
  private int runs = 600;

  private ListCost(Path directory) throws IOException {
    stage = new ApiStage(directory);
    String grant = stage.agent("ann");
    path = "/v3/grants/" + grant;
    agent = Agent.of(stage.mail(), stage.account(grant));
  }

  public static void main(String[] args) throws Exception {
    Path directory = Files.createTempDirectory(Path.of(args[0]), "lists");
    ListCost cost = new ListCost(directory);
    cost.fill(FEW);
    if (args[1].equals("cpu")) {
      cost.warm();
    }
    int many = Integer.parseInt(args[1]);
    cost.measure();
    cost.fill(many);
    cost.measure();
    System.out.printf(Locale.ROOT, "%-44s %10s %10s %12s %10s%n", "", "10 k", "", many, "");
    System.out.printf(
        Locale.ROOT, "%-44s %10s %10s %12s %10s%n", "GET", "ms", "cpu us", "ms", "cpu us");
    cost.table.forEach((name, cells) ->
        System.out.printf(
            Locale.ROOT,
            "%-44s %10s %10s %12s %10s%n",
            name,
            cells.get(0),
            cells.get(1),
            cells.get(2),
            cells.get(3)));
    cost.stage.close();
    System.exit(0);
  }

  /// Makes the account as large as asked: one in a hundred is unread, starred, has an attachment or
  /// comes from a rare sender; three make a thread; every tenth lies in `archive`.
  private void fill(int wanted) {
    long start = System.nanoTime();
    while (filled < wanted) {
      List<NewMessage> batch = new ArrayList<>();
      for (int i = 0; i < AT_ONCE; i++) {
        batch.add(message(filled + i));
      }
      int first = filled;
      threads =
          agent.commit(tx -> {
            List<ThreadId> made = new ArrayList<>();
            for (int i = 0; i < batch.size(); i++) {
              NewMessage each = batch.get(i);
              boolean joins = (first + i) % 3 != 0 && !made.isEmpty();
              made.add(tx.add(joins ? joining(each, made.getLast()) : each).thread());
            }
            return made;
          });
      batch.forEach(message -> message.blob().close());
      filled += AT_ONCE;
    }
    System.out.printf(
        Locale.ROOT,
        "%d messages after %d s%n",
        filled,
        (System.nanoTime() - start) / 1_000_000_000);
  }

  private NewMessage message(int number) {
    boolean attachment = number % 100 == 3;
    String text =
        "From: Sender <s"
            + (number % 100 == 4 ? "-rare" : number % 7)
            + "@x.test>\r\nTo: Ann <ann@agents.test>\r\nSubject: Report number "
            + number
            + "\r\nMessage-ID: <m"
            + number
            + "@x.test>\r\n"
            + (attachment
                ? "Content-Type: application/pdf\r\nContent-Disposition: attachment;"
                    + " filename=a.pdf\r\n\r\nPDF\r\n"
                : "Content-Type: text/html\r\n\r\n<p>Hello Ann,</p><p>this is the report with the"
                    + " figures of today, "
                    + number
                    + " of them, and a few words about each.</p><p>Regards</p>\r\n");
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    Set<SystemFlag> flags =
        number % 100 == 1
            ? Set.of()
            : number % 100 == 2
                ? Set.of(SystemFlag.SEEN, SystemFlag.FLAGGED)
                : Set.of(SystemFlag.SEEN);
    Blob blob = agent.blob(bytes);
    Digest digest = Agent.digest(bytes);
    return new NewMessage(
        blob,
        digest,
        Optional.empty(),
        List.of(number % 10 == 0 ? FolderId.ARCHIVE : FolderId.INBOX),
        new Flags(flags, Set.of()),
        START.plusSeconds(number),
        START.getEpochSecond() + number,
        0,
        Optional.empty(),
        number % 100 == 5 ? Map.of("key1", "v" + number % 1000) : Map.of());
  }

  private static NewMessage joining(NewMessage each, ThreadId thread) {
    return new NewMessage(
        each.blob(),
        each.digest(),
        Optional.of(thread),
        each.folders(),
        each.flags(),
        each.received(),
        each.internalDate(),
        each.zone(),
        each.replyTo(),
        each.metadata());
  }

  private void measure() throws IOException {
    settle();
    long noon = START.getEpochSecond();
    String thread = threads.getLast().toString();
    String id = stage.get(path + "/messages?limit=1&in=inbox").list().getFirst().text("id").get();
    measure("message", "/messages/" + id);
    for (String query :
        List.of(
            "",
            "in=inbox",
            "in=inbox&in=archive",
            "unread=true",
            "unread=false",
            "starred=true",
            "has_attachment=true",
            "has_attachment=false",
            "from=s3@x.test",
            "from=s-rare@x.test",
            "from=ann@agents.test",
            "to=ann@agents.test",
            "any_email=ann@agents.test,s-rare@x.test",
            "in=inbox&unread=true",
            "in=inbox&unread=false",
            "thread_id=" + thread,
            "received_after=" + (noon + 100) + "&received_before=" + (noon + 9000),
            "metadata_pair=key1:v105",
            "subject=report",
            "subject=nothing",
            "subject=report+12",
            "select=id,subject")) {
      measure("messages?" + query.replaceFirst("=" + thread, "=…"), "/messages?" + query);
    }
    String deep = deep("/messages?in=inbox");
    measure("messages?in=inbox, deep", "/messages?in=inbox&page_token=" + deep);
    measure("threads", "/threads?limit=50");
    measure("threads?unread=true", "/threads?limit=50&unread=true");
    measure("threads?from=s-rare@x.test", "/threads?limit=50&from=s-rare@x.test");
    measure("threads?subject=nothing", "/threads?limit=50&subject=nothing");
    measure("threads?subject=report+12", "/threads?limit=50&subject=report+12");
    measure("folders", "/folders");
    measure("messages, gzip", "/messages", "Accept-Encoding: gzip\r\n");
  }

  /// Measures only the two requests of which there are most, when all is compiled.
  private void warm() throws IOException {
    String id = stage.get(path + "/messages?limit=1&in=inbox").list().getFirst().text("id").get();
    for (int round = 0; round < 5; round++) {
      runs = 4000;
      measure("message", "/messages/" + id);
      runs = 1500;
      measure("messages", "/messages?limit=50");
      measure("messages, select", "/messages?select=id,subject");
    }
    measure("messages, gzip", "/messages", "Accept-Encoding: gzip\r\n");
    System.exit(0);
  }

  /// Waits until nothing is done in the background: the text index trails a burst.
  private static void settle() {
    long[] last = {0};
    Awaitility.await()
        .atMost(Duration.ofMinutes(10))
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          long before = last[0];
          last[0] = PROCESS.getProcessCpuTime();
          return last[0] - before < 30_000_000L;
        });
  }

  /// Pages half way to the end.
  private String deep(String listing) {
    String cursor = "";
    for (int i = 0; i < filled / 200 / 2; i++) {
      cursor =
          stage
              .get(path + listing + "&select=id&limit=200" + cursor)
              .json()
              .text("next_cursor")
              .map(next -> "&page_token=" + next)
              .orElseThrow();
    }
    return cursor.substring("&page_token=".length());
  }

  private void measure(String name, String what) throws IOException {
    measure(name, what, "");
  }

  private void measure(String name, String what, String header) throws IOException {
    byte[] request =
        ("GET "
                + path
                + what
                + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                + ApiStage.KEY
                + "\r\n"
                + header
                + "\r\n")
            .getBytes(StandardCharsets.US_ASCII);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream(), 1 << 17);
      long once = exchange(socket, in, request);
      int runs = Math.clamp(this.runs * 5_000_000L / Math.max(1, once), 5, this.runs);
      for (int i = 0; i < runs / 2; i++) {
        exchange(socket, in, request);
      }
      long[] times = new long[runs];
      long cpu = serverTime();
      for (int i = 0; i < runs; i++) {
        times[i] = exchange(socket, in, request);
      }
      cpu = serverTime() - cpu;
      Arrays.sort(times);
      List<String> row = table.computeIfAbsent(name, _ -> new ArrayList<>());
      row.add("%.2f".formatted(times[runs / 2] / 1e6));
      row.add(Long.toString(cpu / runs / 1000));
      System.out.println(name + " " + row);
    }
  }

  /// Returns the processor time of all threads but this one, in nanoseconds.
  private static long serverTime() {
    return PROCESS.getProcessCpuTime()
        - ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static long exchange(Socket socket, InputStream in, byte[] request) throws IOException {
    long start = System.nanoTime();
    socket.getOutputStream().write(request);
    int length = -1;
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      if (line.startsWith("HTTP/1.1") && !line.contains(" 200 ")) {
        throw new IOException(line);
      }
      if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(line.substring(15).strip());
      }
    }
    in.skipNBytes(length);
    return System.nanoTime() - start;
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = in.read(); c != '\n'; c = in.read()) {
      if (c < 0) {
        throw new IOException("closed");
      }
      if (c != '\r') {
        line.append((char) c);
      }
    }
    return line.toString();
  }
}
