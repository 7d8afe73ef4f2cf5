package dev.postern.outbound.report;

import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import dev.postern.mail.MessageIds;
import dev.postern.mail.Part;
import dev.postern.mail.PartDecoder;
import dev.postern.outbound.Suppression;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// Reads reports of other servers in mail. Only the parts right inside the report are looked at,
/// and only their beginnings; nothing packed is opened.
final class ReportReader {
  private static final int MAX_FIELDS = 256 * 1024;
  private static final int MAX_HEADER = 64 * 1024;
  private static final int MAX_RECIPIENTS = 1000;

  private final MemorySegment mail;
  private final Digest digest;

  private ReportReader(MemorySegment mail, Digest digest) {
    this.mail = mail;
    this.digest = digest;
  }

  /// Reads a mail that begins with this server's trace fields.
  ///
  /// @return empty if it is no report, or says too little
  static Optional<Mailed> read(MemorySegment mail, Digest digest) {
    Part root = digest.parts().getFirst();
    boolean report = root.type().equals("multipart") && root.subtype().equals("report");
    return report ? new ReportReader(mail, digest).read() : Optional.empty();
  }

  private Optional<Mailed> read() {
    Optional<HeaderBlock> returned =
        part(
                "message/rfc822",
                "message/global",
                "text/rfc822-headers",
                "message/global-headers",
                "text/rfc822")
            .map(part -> header(content(part, MAX_HEADER)));
    Optional<String> about =
        returned.flatMap(header -> header.unfoldedRaw("Message-ID")).stream()
            .flatMap(value -> MessageIds.parseList(value).stream())
            .findFirst();
    if (about.isEmpty()) {
      return Optional.empty();
    }
    Optional<Part> status = part("message/delivery-status", "message/global-delivery-status");
    if (status.isPresent()) {
      return hasNullSender() ? bounce(about.get(), status.get()) : Optional.empty();
    }
    return part("message/feedback-report")
        .flatMap(feedback -> complaint(about.get(), feedback, returned.get()));
  }

  private Optional<Part> part(String... types) {
    List<String> wanted = List.of(types);
    return digest.parts().stream()
        .filter(part -> part.parent() == 0)
        .filter(part -> wanted.contains(part.type() + "/" + part.subtype()))
        .findFirst();
  }

  // The first one is ours: it says what the envelope said.
  private boolean hasNullSender() {
    HeaderBlock header = HeaderBlock.of(mail, 0, digest.wire().headerLength());
    return header.unfoldedRaw("Return-Path").filter("<>"::equals).isPresent();
  }

  private MemorySegment content(Part part, int limit) {
    try (InputStream in = PartDecoder.open(mail, part)) {
      return MemorySegment.ofArray(in.readNBytes(limit));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static HeaderBlock header(MemorySegment bytes) {
    return HeaderBlock.of(bytes, 0, bytes.byteSize());
  }

  private Optional<Mailed> bounce(String about, Part status) {
    List<Mailed.Failed> failed = new ArrayList<>();
    for (HeaderBlock group : new FieldGroups(content(status, MAX_FIELDS)).list(MAX_RECIPIENTS)) {
      boolean failure =
          group.decoded("Action").map(String::strip).filter("failed"::equalsIgnoreCase).isPresent();
      List<String> addresses =
          Stream.of("Original-Recipient", "Final-Recipient")
              .flatMap(name -> group.decoded(name).stream())
              .flatMap(value -> address(value).stream())
              .distinct()
              .toList();
      if (failure && !addresses.isEmpty()) {
        failed.add(new Mailed.Failed(addresses, diagnosis(group)));
      }
    }
    return failed.isEmpty() ? Optional.empty() : Optional.of(new Mailed.Bounce(about, failed));
  }

  // The server that reports classifies; what it was told is kept for who reads it.
  private static Diagnosis diagnosis(HeaderBlock group) {
    String status = group.decoded("Status").orElse("").strip();
    Diagnosis code = Diagnosis.of(status);
    String answer = group.decoded("Diagnostic-Code").map(ReportReader::typed).orElse("");
    Diagnosis told = Diagnosis.of(answer.isEmpty() ? status : answer);
    boolean vague = !code.given() || code.status().endsWith(".0.0");
    return vague ? told : told.as(code.status());
  }

  // type ";" text
  private static String typed(String value) {
    return value.substring(value.indexOf(';') + 1).strip();
  }

  private static Optional<String> address(String value) {
    String bare = typed(value).replaceAll("^<|>$", "");
    return MailAddresses.parse(bare).map(Suppression::key);
  }

  private Optional<Mailed> complaint(String about, Part feedback, HeaderBlock returned) {
    List<HeaderBlock> groups = new FieldGroups(content(feedback, MAX_FIELDS)).list(1);
    HeaderBlock fields = groups.isEmpty() ? new HeaderBlock(List.of()) : groups.getFirst();
    String type =
        fields
            .decoded("Feedback-Type")
            .map(text -> text.strip().toLowerCase(Locale.ROOT))
            .filter(Predicate.not(String::isEmpty))
            .orElse("");
    if (type.isEmpty() || type.equals("not-spam")) {
      return Optional.empty();
    }
    List<String> named =
        fields.all("Original-Rcpt-To").stream()
            .flatMap(field -> address(field.decoded()).stream())
            .distinct()
            .limit(MAX_RECIPIENTS)
            .toList();
    List<String> from = named.isEmpty() ? onlyRecipient(returned) : named;
    return Optional.of(new Mailed.Complaint(about, Diagnosis.cut(type, 64), from));
  }

  // Some leave out who complained; a mail to one has one who can.
  private static List<String> onlyRecipient(HeaderBlock returned) {
    List<String> to =
        Stream.of("To", "Cc", "Bcc")
            .flatMap(name -> returned.all(name).stream())
            .flatMap(field -> MailAddresses.parseHeader(field.decoded()).stream())
            .map(Mailbox::email)
            .flatMap(email -> MailAddresses.parse(email).stream())
            .map((MailAddress address) -> Suppression.key(address))
            .distinct()
            .toList();
    return to.size() == 1 ? to : List.of();
  }
}
