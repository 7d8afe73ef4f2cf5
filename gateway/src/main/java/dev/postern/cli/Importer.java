package dev.postern.cli;

import dev.postern.mail.files.Found;
import dev.postern.mail.files.Held;
import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Brings messages into one account, in batches, each once however often it is tried.
final class Importer {
  private static final int MESSAGES = 200;
  private static final int OCTETS = 1 << 20;

  /// The most refusals that are told one by one.
  private static final int TOLD = 1000;

  private final ApiClient client;
  private final String path;
  private final boolean mailLineEnds;
  private final Patience patience = new Patience();
  private final long most;
  private final List<Entry> batch = new ArrayList<>();
  private int octets;
  private boolean asks;
  private boolean named;
  private final List<String> refusals = new ArrayList<>();
  private long imported;
  private long known;
  private long refused;

  /// A message that waits for the rest of its batch.
  private record Entry(String key, String what, byte[] framed) {}

  /// @param agent path of the account
  /// @param job names this import
  /// @param mailLineEnds whether a line end of the file system becomes one of mail
  Importer(ApiClient client, String agent, String job, boolean mailLineEnds) {
    this.client = client;
    this.path = agent + "/imports/" + job;
    this.mailLineEnds = mailLineEnds;
    JsonBody state = ApiClient.data(patience.with(() -> client.get(path)));
    this.most = state.number("max_message_size").orElse(Long.MAX_VALUE);
    this.asks = state.number("imported").orElse(0L) > 0;
  }

  /// Returns the octets of the largest message that the server takes.
  long most() {
    return most;
  }

  long imported() {
    return imported;
  }

  /// Returns how many were imported by an earlier run.
  long known() {
    return known;
  }

  long refused() {
    return refused;
  }

  /// Returns what was refused, and why; of very many, the first.
  List<String> refusals() {
    return List.copyOf(refusals);
  }

  /// Returns how many messages were dealt with.
  long all() {
    return imported + known + refused + batch.size();
  }

  /// Returns those of `keys` that did not come before; what did is counted.
  List<String> wanted(List<String> keys) {
    if (!asks || keys.isEmpty()) {
      return keys;
    }
    Set<String> taken = taken(keys);
    if (taken.size() == keys.size()) {
      known += taken.size();
      return List.of();
    }
    return keys;
  }

  private Set<String> taken(List<String> keys) {
    String query =
        "?key="
            + keys.stream()
                .map(key -> URLEncoder.encode(key, StandardCharsets.UTF_8))
                .collect(Collectors.joining(","));
    JsonBody answer = ApiClient.data(patience.with(() -> client.get(path + query)));
    return new HashSet<>(answer.texts("known").orElse(List.of()));
  }

  /// Takes a message, and sends those that wait if they are enough.
  void take(Found found) throws IOException {
    take(found, "");
  }

  /// Like the other.
  ///
  /// @param name the message's name within the import; empty: made of its place and its bytes
  void take(Found found, String name) throws IOException {
    named |= !name.isEmpty();
    String what = Shown.line(found.folder() + ", " + found.place());
    if (found.wrong().isPresent()) {
      refuse(what, found.wrong().get());
    } else if (found.bytes().isTooLarge()) {
      refuse(what, "it is larger than the server takes");
    } else if (found.bytes().size() == 0) {
      refuse(what, "it is empty");
    } else if (found.exact() || !mailLineEnds) {
      add(found, name, found.bytes(), what);
    } else {
      try (Held bytes = found.bytes().withMailLineEnds()) {
        if (bytes.isTooLarge()) {
          refuse(what, "it is larger than the server takes");
        } else {
          add(found, name, bytes, what);
        }
      }
    }
  }

  private void add(Found found, String name, Held bytes, String what) throws IOException {
    String place = found.folder() + "\n" + found.place() + "\n";
    String key = name.isEmpty() ? Hash.of(place, bytes::open) : name;
    byte[] head = head(found, key, bytes.size());
    if (bytes.size() > OCTETS) {
      flush();
      alone(new Entry(key, what, head), bytes);
      return;
    }
    if (batch.size() == MESSAGES || octets + bytes.size() > OCTETS) {
      flush();
    }
    ByteArrayOutputStream framed = new ByteArrayOutputStream(head.length + (int) bytes.size());
    framed.writeBytes(head);
    try (InputStream in = bytes.open()) {
      in.transferTo(framed);
    }
    batch.add(new Entry(key, what, framed.toByteArray()));
    octets += (int) bytes.size();
  }

  private static byte[] head(Found found, String key, long size) {
    JsonObject head =
        new JsonObject()
            .put("key", key)
            .put("folder", found.folder())
            .put("size", size)
            .putTexts("flags", found.flags().stream().sorted().toList())
            .put("date", found.date().map(Object::toString));
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    line.writeBytes(head.bytes());
    line.write('\n');
    return line.toByteArray();
  }

  private void alone(Entry entry, Held bytes) {
    if (without(List.of(entry)).isEmpty()) {
      return;
    }
    BodyPublisher body =
        BodyPublishers.fromPublisher(
            BodyPublishers.concat(
                BodyPublishers.ofByteArray(entry.framed()),
                BodyPublishers.ofInputStream(() -> open(bytes))),
            entry.framed().length + bytes.size());
    send(List.of(entry), () -> body);
  }

  private static InputStream open(Held bytes) {
    try {
      return bytes.open();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Sends what waits.
  void flush() {
    List<Entry> entries = without(batch);
    batch.clear();
    octets = 0;
    if (!entries.isEmpty()) {
      send(entries, () -> framed(entries));
    }
  }

  private static BodyPublisher framed(List<Entry> entries) {
    return BodyPublishers.ofByteArrays(entries.stream().map(Entry::framed).toList());
  }

  // After an earlier run much is known, up to where it was ended: only there it is worth asking.
  private List<Entry> without(List<Entry> entries) {
    if (!asks || named || entries.isEmpty()) {
      return List.copyOf(entries);
    }
    Set<String> taken = taken(entries.stream().map(Entry::key).toList());
    asks = !taken.isEmpty();
    known += entries.stream().filter(entry -> taken.contains(entry.key())).count();
    return entries.stream().filter(entry -> !taken.contains(entry.key())).toList();
  }

  private void send(List<Entry> entries, Supplier<BodyPublisher> body) {
    JsonBody answer;
    try {
      answer = patience.with(() -> client.post(path, body.get()));
    } catch (Refused refusal) {
      refused(entries, refusal);
      return;
    }
    Map<String, String> what = new HashMap<>();
    entries.forEach(entry -> what.put(entry.key(), entry.what()));
    for (JsonBody one : answer.objects("data").orElse(List.of())) {
      switch (one.text("status").orElse("")) {
        case "imported" -> imported++;
        case "known" -> known++;
        default ->
            refuse(
                what.getOrDefault(one.text("key").orElse(""), ""),
                one.object("error").flatMap(error -> error.text("message")).orElse("refused"));
      }
    }
  }

  // One that the server cannot even read must not keep the others from coming.
  private void refused(List<Entry> entries, Refused refusal) {
    if (!refusal.isOfContent()) {
      throw new CommandFailure(
          refusal.getMessage() + " (it is safe to give the same command again)", refusal);
    }
    if (entries.size() == 1) {
      refuse(entries.getFirst().what(), String.valueOf(refusal.getMessage()));
    } else {
      entries.forEach(entry -> send(List.of(entry), () -> framed(List.of(entry))));
    }
  }

  private void refuse(String what, String why) {
    refused++;
    if (refusals.size() < TOLD) {
      refusals.add(what + ": " + Shown.line(why));
    }
  }
}
