package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Outgoing;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Reads a send request in either of its forms: JSON, or multipart with files beside the JSON
/// (spec/api-data.md section 2.7).
final class SendForm {
  /// The official clients and the published document disagree on the name.
  private static final Set<String> JSON_PARTS = Set.of("message", "draft");

  /// Names that SDKs give to files that have no content id.
  private static final Pattern NO_CONTENT_ID = Pattern.compile("(file|attachments?)\\d*");

  /// How long an upload waits for others to end.
  private static final int PATIENCE_SECONDS = 30;

  private final ApiOptions options;
  private final Semaphore memory;

  SendForm(ApiOptions options) {
    this.options = options;
    this.memory =
        new Semaphore(kib(Math.max(options.uploadMemory(), options.maxMultipart())), true);
  }

  /// What a request's JSON and its files are used for.
  @FunctionalInterface
  interface Use {
    Response answer(JsonBody json, List<Outgoing.Attached> files);
  }

  /// Reads the request and lets `use` answer it, while its files are in memory.
  Response read(Request request, Use use) {
    if (!request.mediaType().equals("multipart/form-data")) {
      return use.answer(request.json(options.maxJson()), List.of());
    }
    int size = kib(declared(request));
    if (!acquired(size)) {
      throw new GatewayException(Fault.UNAVAILABLE, "too many uploads at once");
    }
    try {
      return multipart(request, use);
    } finally {
      memory.release(size);
    }
  }

  private Response multipart(Request request, Use use) {
    byte[] body;
    try {
      body = request.body().open(options.maxMultipart()).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    List<Multipart.Part> parts = Multipart.parse(request.header("content-type").orElse(""), body);
    JsonBody json = null;
    List<Outgoing.Attached> files = new ArrayList<>();
    for (Multipart.Part part : parts) {
      if (JSON_PARTS.contains(part.name()) && json == null) {
        json = JsonBody.parse(part.content());
      } else {
        files.add(file(part));
      }
    }
    if (json == null) {
      throw new GatewayException(Fault.SYNTAX, "multipart body has no part named message");
    }
    return use.answer(json, files);
  }

  private static Outgoing.Attached file(Multipart.Part part) {
    boolean shown = !part.name().isEmpty() && !NO_CONTENT_ID.matcher(part.name()).matches();
    return new Outgoing.Attached(
        part.filename().orElse(""),
        part.contentType(),
        shown ? part.name() : null,
        null,
        part.content());
  }

  private int declared(Request request) {
    return request
        .header("content-length")
        .filter(text -> text.matches("[0-9]{1,9}"))
        .map(Integer::parseInt)
        .filter(length -> length <= options.maxMultipart())
        .orElse(options.maxMultipart());
  }

  private boolean acquired(int size) {
    try {
      return memory.tryAcquire(size, PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static int kib(long octets) {
    return Math.toIntExact(octets / 1024 + 1);
  }
}
