package dev.postern.conformance.transcript;

import dev.postern.conformance.peer.Peer;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.opentest4j.AssertionFailedError;

/// One run of a transcript against a server.
///
/// Directives: `agent NAME [LOCAL]` makes a mailbox ([Names] says what is then known of it; its
/// local part begins with LOCAL), `<password>` is everyone's password and `<password-base64>` what
/// SASL makes of it; `base64 NAME TEXT` keeps the text in base64; `device NAME AGENT NETWORK [PIN]`
/// lets a device hand mail in (`-` is no network), `<name>` is then its name; `append NAME FOLDER
/// [(FLAGS)] ["DATE"]` puts a message into it, the lines below or a small one; `connect N LISTENER
/// [ADDRESS]` opens a connection, from that address of this machine, and leaves its greeting to the
/// transcript; `login N NAME` signs in over IMAP; `tls N` starts TLS now; `closed N` waits for the
/// server to close; `close N` closes. A connection that is used first in a `C` line opens by itself
/// and drops its greeting.
final class Conversation implements AutoCloseable {
  private static final int REMEMBERED = 14;

  private final Transcript transcript;
  private final Peer peer;
  private final Map<String, String> values = new HashMap<>();
  private final Connections connections;
  private final Map<Integer, Boolean> skipping = new HashMap<>();
  private final Map<Integer, List<Step.Never>> forbidden = new HashMap<>();
  private final Deque<String> heard = new ArrayDeque<>();
  private final Appends appends;

  Conversation(Transcript transcript, Peer peer, String listener) {
    this.transcript = transcript;
    this.peer = peer;
    this.connections = new Connections(peer, listener);
    this.appends = new Appends(peer);
    values.put("password", peer.password());
    values.putAll(peer.facts());
    values.put("password-base64", Names.base64(peer.password()));
  }

  /// Runs every step; the first that fails ends the run with `file:line ==> expected … but got …`.
  void run() {
    for (Step step : transcript.steps()) {
      try {
        run(step);
      } catch (IOException | IllegalArgumentException e) {
        throw failure(step.line(), "this step to work", "`" + e + "`");
      }
    }
  }

  private void run(Step step) throws IOException {
    switch (step) {
      case Step.Send send -> send(send);
      case Step.Expect expect -> expect(expect);
      case Step.ExpectAll expect -> expectAll(expect);
      case Step.Skip skip -> skipping.put(skip.connection(), true);
      case Step.Never never ->
          forbidden.computeIfAbsent(never.connection(), _ -> new ArrayList<>()).add(never);
      case Step.Direct direct -> direct(direct);
    }
  }

  private void send(Step.Send send) throws IOException {
    Wire wire = connections.greeted(send.connection());
    forbidden.remove(send.connection());
    var text = new StringBuilder();
    List<String> lines = new ArrayList<>(send.lines().stream().map(this::filled).toList());
    for (int i = 0; i < lines.size(); i++) {
      String line = counted(lines, i);
      note("C" + send.connection() + ": " + line);
      text.append(line).append("\r\n");
      if (i + 1 < lines.size() && line.matches("(?s).*\\{\\d+}")) {
        wire.write(text.toString());
        text.setLength(0);
        awaitContinuation(send, wire);
      }
    }
    wire.write(text.toString());
  }

  private String filled(String line) {
    return Pattern.fill(line, values);
  }

  /// `{}` and `{+}` are the length of all that follows, without the last line break.
  private static String counted(List<String> lines, int at) {
    String line = lines.get(at);
    if (!line.endsWith("{}") && !line.endsWith("{+}")) {
      return line;
    }
    int length = String.join("\r\n", lines.subList(at + 1, lines.size())).length();
    return line.replaceFirst("\\{(\\+?)}$", "{" + length + "$1}");
  }

  private void awaitContinuation(Step.Send send, Wire wire) throws IOException {
    String line = wire.response();
    note("S" + send.connection() + ": " + line);
    if (!line.startsWith("+")) {
      throw failure(send.line(), "`+` for the literal", "`" + line + "`");
    }
  }

  private void expect(Step.Expect expect) throws IOException {
    Pattern pattern = Pattern.parse(expect.text());
    boolean skip = skipping.getOrDefault(expect.connection(), false);
    skipping.put(expect.connection(), false);
    while (true) {
      String line = hear(expect.connection(), expect.line(), expect.text());
      if (pattern.matches(line, values)) {
        return;
      }
      if (!skip || isTagged(expect.connection(), line)) {
        throw failure(expect.line(), "`" + expect.text() + "`", "`" + line + "`");
      }
    }
  }

  private void expectAll(Step.ExpectAll expect) throws IOException {
    var left = new ArrayList<>(expect.texts());
    while (!left.isEmpty()) {
      String line = hear(expect.connection(), expect.line(), left.toString());
      boolean known = left.removeIf(new Once(line)::matches);
      if (!known && (!expect.open() || isTagged(expect.connection(), line))) {
        throw failure(expect.line(), "one of " + left, "`" + line + "`");
      }
    }
    if (expect.open()) {
      skipping.put(expect.connection(), true);
    }
  }

  /// Takes the first pattern that fits a line and no other.
  private final class Once {
    private final String line;
    private boolean taken;

    Once(String line) {
      this.line = line;
    }

    boolean matches(String text) {
      boolean now = !taken && Pattern.parse(text).matches(line, values);
      taken |= now;
      return now;
    }
  }

  private boolean isTagged(int connection, String line) {
    return connections.isImap(connection) && !line.startsWith("* ") && !line.startsWith("+");
  }

  private String hear(int connection, int line, String expected) throws IOException {
    try {
      String text = connections.read(connection);
      note("S" + connection + ": " + text);
      refuseForbidden(connection, text);
      return text;
    } catch (IOException e) {
      throw failure(line, "`" + expected + "`", "`" + e.getMessage() + "`");
    }
  }

  private void refuseForbidden(int connection, String text) {
    for (Step.Never never : forbidden.getOrDefault(connection, List.of())) {
      if (Pattern.parse(never.text()).matches(text, new HashMap<>(values))) {
        throw failure(never.line(), "no line like `" + never.text() + "`", "`" + text + "`");
      }
    }
  }

  private void direct(Step.Direct direct) throws IOException {
    List<String> words = direct.words();
    switch (words.getFirst()) {
      case "agent" -> agent(words.get(1), words.getLast());
      case "device" -> device(words);
      case "base64" -> values.put(words.get(1), Names.base64(filled(words.get(2))));
      case "append" -> appends.append(values, words, direct.body());
      case "await" -> appends.await(values, words);
      case "connect" -> connect(words);
      case "login" -> connections.login(number(words), filled("<" + words.get(2) + ">"));
      case "tls" -> connections.opened(number(words)).startTls(peer.trust());
      case "closed" -> closed(direct.line(), number(words));
      case "close" -> connections.opened(number(words)).close();
      default -> throw new IllegalArgumentException("unknown directive " + words.getFirst());
    }
  }

  private void agent(String name, String local) {
    String address = peer.agent(local);
    values.putAll(Names.of(name, address, peer.grant(address), peer.password()));
  }

  private void device(List<String> words) {
    String network = words.get(3);
    String name =
        peer.device(
            words.get(1),
            filled("<" + words.get(2) + ">"),
            Optional.of(network).filter(block -> !block.equals("-")),
            words.stream().skip(4).findFirst());
    values.put(words.get(1), name);
  }

  private void connect(List<String> words) throws IOException {
    if (words.size() > 3) {
      connections.open(number(words), words.get(2), words.get(3));
    } else {
      connections.open(number(words), words.get(2));
    }
  }

  private static int number(List<String> words) {
    return Integer.parseInt(words.get(1));
  }

  private void closed(int line, int connection) throws IOException {
    if (!connections.opened(connection).isClosedByPeer()) {
      throw failure(line, "connection " + connection + " to be closed", "more bytes");
    }
  }

  private void note(String line) {
    heard.addLast(line.length() > 400 ? line.substring(0, 400) + "…" : line);
    if (heard.size() > REMEMBERED) {
      heard.removeFirst();
    }
  }

  private AssertionFailedError failure(int line, String expected, String got) {
    return new AssertionFailedError(
        "%s:%d ==> expected %s but got %s%nheard last:%n  %s"
            .formatted(transcript.name(), line, expected, got, String.join("\n  ", heard)));
  }

  @Override
  public void close() throws IOException {
    connections.close();
  }
}
