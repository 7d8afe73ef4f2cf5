package dev.postern.api;

import dev.postern.delivery.Fingerprint;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Outgoing;
import dev.postern.mailbox.MailStore;
import dev.postern.v3.JsonBody;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// Reads a send request in any of its forms: JSON, multipart with files beside the JSON
/// (spec/api-data.md section 2.7), or a message as it is (2.8).
///
/// What arrives waits in a body of the store, on the disk if it is large. Only JSON is taken into
/// memory, when all of it is there; how much of it at one time is bounded.
final class SendForm {
  /// The official clients and the published document disagree on the name.
  private static final Set<String> JSON_PARTS = Set.of("message", "draft");

  private static final String MIME_PART = "mime";

  /// Names that SDKs give to files that have no content id.
  private static final Pattern NO_CONTENT_ID = Pattern.compile("(file|attachments?)\\d*");

  /// Up to this size JSON is read at once.
  private static final int SMALL = 64 * 1024;

  /// What a text needs while it becomes a mail, in multiples of itself.
  private static final int COPIES = 4;

  /// How long a request waits for others to end.
  private static final int PATIENCE_SECONDS = 30;

  private final MailStore mail;
  private final ApiOptions options;
  private final Semaphore memory;

  SendForm(MailStore mail, ApiOptions options) {
    this.mail = mail;
    this.options = options;
    long most = Math.max(options.uploadMemory(), (long) COPIES * options.maxMultipart());
    this.memory = new Semaphore(kib(most), true);
  }

  /// A request, read.
  ///
  /// @param files those that stand beside the JSON
  /// @param mime a whole message, if that was asked for
  record Form(JsonBody json, List<Outgoing.Attached> files, Optional<MemorySegment> mime) {
    /// Returns what is the same in a repetition of the request.
    ///
    /// @param kind tells requests of different meaning apart
    String fingerprint(String kind) {
      StringBuilder text = new StringBuilder(kind).append('\n').append(json.canonical());
      List<MemorySegment> contents = new ArrayList<>();
      for (Outgoing.Attached file : files) {
        text.append('\n').append(file.filename()).append('\n').append(file.contentType());
        text.append('\n').append(file.contentId()).append('\n').append(file.content().byteSize());
        contents.add(file.content());
      }
      mime.ifPresent(contents::add);
      return Fingerprint.of(text.toString(), contents);
    }
  }

  /// What a form is used for.
  @FunctionalInterface
  interface Use {
    Response answer(Form form);
  }

  /// Reads JSON, alone or with files, and lets `use` answer it while its bytes are there.
  Response read(Request request, Use use) {
    return read(request, false, use);
  }

  /// Like [#read], for a message that is given as it is.
  Response readMime(Request request, Use use) {
    return read(request, true, use);
  }

  private Response read(Request request, boolean mime, Use use) {
    boolean multipart = request.mediaType().equals("multipart/form-data");
    if (!multipart && !mime && declared(request) <= SMALL) {
      return use.answer(new Form(request.json(options.maxJson()), List.of(), Optional.empty()));
    }
    try (Spool spool = new Spool(mail)) {
      List<Multipart.Part> parts = new ArrayList<>();
      if (multipart) {
        parts(request, spool, parts);
      } else {
        request
            .body()
            .open(mime ? options.maxMultipart() : options.maxJson())
            .transferTo(spool.next());
        String name = mime ? MIME_PART : "message";
        parts.add(new Multipart.Part(name, Optional.empty(), request.mediaType()));
      }
      return answer(parts, spool.files(), mime, use);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  // A form that is refused is read to its end, so that the connection can stay open.
  private void parts(Request request, Spool spool, List<Multipart.Part> parts) throws IOException {
    InputStream body = request.body().open(options.maxMultipart());
    try {
      Multipart.read(
          request.header("content-type").orElse(""),
          body,
          part -> {
            parts.add(part);
            return spool.next();
          });
    } catch (GatewayException refusal) {
      body.transferTo(OutputStream.nullOutputStream());
      throw refusal;
    }
  }

  private Response answer(
      List<Multipart.Part> parts, List<MemorySegment> contents, boolean mime, Use use) {
    Optional<MemorySegment> json = Optional.empty();
    Optional<MemorySegment> whole = Optional.empty();
    List<Outgoing.Attached> files = new ArrayList<>();
    for (int i = 0; i < parts.size(); i++) {
      String name = parts.get(i).name();
      if (JSON_PARTS.contains(name) && json.isEmpty()) {
        json = Optional.of(contents.get(i));
      } else if (mime && name.equals(MIME_PART) && whole.isEmpty()) {
        whole = Optional.of(contents.get(i));
      } else {
        files.add(file(parts.get(i), contents.get(i)));
      }
    }
    if (mime ? whole.isEmpty() : json.isEmpty()) {
      throw Multipart.malformed("has no part named " + (mime ? MIME_PART : "message"));
    }
    return answer(json.orElse(MemorySegment.NULL), files, whole, use);
  }

  private Response answer(
      MemorySegment json, List<Outgoing.Attached> files, Optional<MemorySegment> mime, Use use) {
    int size = json.byteSize() <= SMALL ? 0 : kib(COPIES * json.byteSize());
    if (!acquired(size)) {
      throw new GatewayException(Fault.UNAVAILABLE, "too many large requests at once");
    }
    try {
      return use.answer(new Form(JsonBody.parse(json.toArray(ValueLayout.JAVA_BYTE)), files, mime));
    } finally {
      memory.release(size);
    }
  }

  private static Outgoing.Attached file(Multipart.Part part, MemorySegment content) {
    boolean shown = !part.name().isEmpty() && !NO_CONTENT_ID.matcher(part.name()).matches();
    return new Outgoing.Attached(
        part.filename().orElse(""), part.contentType(), shown ? part.name() : null, null, content);
  }

  private static long declared(Request request) {
    Optional<String> length = request.header("content-length");
    boolean bodiless = length.isEmpty() && request.header("transfer-encoding").isEmpty();
    return bodiless
        ? 0
        : length.filter(text -> text.matches("[0-9]{1,9}")).map(Long::parseLong).orElse(1L << 40);
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
