package dev.postern.cli;

import dev.postern.mail.files.FolderWriter;
import dev.postern.mail.files.Stamp;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.OffsetDateTime;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Writes what lies in one folder, some messages being fetched while others are written.
final class Exporter {
  private static final int PAGE = 500;
  private static final int AHEAD = 4;

  private final ApiClient client;
  private final String agent;
  private final String folder;
  private final String name;
  private final long validity;
  private final Patience patience = new Patience();
  private final Deque<Coming> coming = new ArrayDeque<>();

  /// A message that is being fetched.
  private record Coming(
      Stamp stamp, String path, CompletableFuture<HttpResponse<InputStream>> response) {}

  /// @param agent path of the account
  /// @param listed the folder as the API lists it
  Exporter(ApiClient client, String agent, JsonBody listed) {
    this.client = client;
    this.agent = agent;
    this.folder = listed.text("folder_id").orElse("");
    this.name = listed.text("name").orElse("");
    this.validity = listed.number("uid_validity").orElse(0L);
  }

  /// Hears of each message that was written.
  @FunctionalInterface
  interface Heard {
    void wrote(Stamp stamp);
  }

  /// Writes what is not written yet.
  void write(FolderWriter writer, Heard heard) throws IOException {
    String after = validity + "-" + writer.lastUid();
    Optional<String> next = Optional.of(after);
    while (next.isPresent()) {
      String path = agent + "/export/" + folder + "?limit=" + PAGE + "&page_token=" + next.get();
      JsonBody page = patience.with(() -> client.get(path));
      for (JsonBody each : page.objects("data").orElse(List.of())) {
        coming.add(begin(each));
        if (coming.size() > AHEAD) {
          finish(writer, heard);
        }
      }
      next = page.text("next_cursor");
    }
    while (!coming.isEmpty()) {
      finish(writer, heard);
    }
    writer.complete();
  }

  private Coming begin(JsonBody placement) {
    Stamp stamp =
        new Stamp(
            placement.number("uid").orElseThrow(),
            validity,
            placement.number("size").orElseThrow(),
            OffsetDateTime.parse(placement.text("date").orElseThrow()),
            placement.texts("flags").orElse(List.of()),
            name);
    String path =
        "%s/messages/%s/raw?revision=%d"
            .formatted(
                agent,
                placement.text("message_id").orElseThrow(),
                placement.number("revision").orElse(0L));
    return new Coming(stamp, path, client.fetch(path));
  }

  private void finish(FolderWriter writer, Heard heard) throws IOException {
    Coming first = coming.remove();
    Optional<HttpResponse<InputStream>> response = response(first);
    if (response.isEmpty()) {
      return;
    }
    try (InputStream bytes = response.get().body()) {
      writer.add(first.stamp(), bytes);
    }
    heard.wrote(first.stamp());
  }

  // Empty if the message is gone by now.
  private Optional<HttpResponse<InputStream>> response(Coming first) {
    Deque<CompletableFuture<HttpResponse<InputStream>>> begun = new ArrayDeque<>();
    begun.add(first.response());
    try {
      return Optional.of(
          patience.with(() -> {
            var future = begun.isEmpty() ? client.fetch(first.path()) : begun.remove();
            return answer(future);
          }));
    } catch (Refused refused) {
      if (refused.isNotFound()) {
        return Optional.empty();
      }
      throw refused;
    }
  }

  private HttpResponse<InputStream> answer(CompletableFuture<HttpResponse<InputStream>> future) {
    try {
      HttpResponse<InputStream> response = future.get();
      Optional<Refused> refusal = client.refusal(response);
      if (refusal.isPresent()) {
        throw refusal.get();
      }
      return response;
    } catch (ExecutionException | IOException e) {
      throw new Unreachable("the server ended the connection: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailure("interrupted", e);
    }
  }
}
