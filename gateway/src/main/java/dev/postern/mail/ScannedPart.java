package dev.postern.mail;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A part while the scanner works on it, with the header values that only listings need.
final class ScannedPart {
  private static final Set<String> ENCODED =
      Set.of("base64", "quoted-printable", "x-uuencode", "x-uue", "uuencode");

  final int index;
  final @Nullable ScannedPart parent;
  final long headerStart;
  final KnownFields fields;
  final MediaType media;
  final String encoding;
  final @Nullable StructuredField disposition;
  final List<ScannedPart> children = new ArrayList<>(2);
  final String path;

  /// What children's section paths begin with (RFC 9051 section 6.4.5.1).
  private final String prefix;

  final long bodyStart;
  final long feedsAtBody;
  long bodyEnd;
  long lines;

  ScannedPart(
      int index,
      @Nullable ScannedPart parent,
      long headerStart,
      HeaderScanner.Header header,
      MediaType media,
      long feedsAtBody) {
    this.index = index;
    this.parent = parent;
    this.headerStart = headerStart;
    this.fields = header.fields();
    this.media = media;
    this.encoding = encoding(fields.value(KnownField.CONTENT_TRANSFER_ENCODING));
    String written = fields.value(KnownField.CONTENT_DISPOSITION);
    this.disposition = written == null || written.isEmpty() ? null : disposition(written);
    this.path = path(parent, media);
    this.prefix = prefix(parent, media, path);
    this.bodyStart = header.bodyStart();
    this.bodyEnd = header.bodyStart();
    this.feedsAtBody = feedsAtBody;
  }

  static String encoding(@Nullable String value) {
    String token = value == null ? "" : StructuredField.parse(value).value();
    return token.isEmpty() ? "7bit" : token;
  }

  /// Says whether what stands in the body is not the content itself but an encoding of it.
  static boolean isEncoded(String encoding) {
    return ENCODED.contains(encoding);
  }

  // A value without a type, such as `filename="x"`, is what broken senders mean as an attachment.
  private static StructuredField disposition(String written) {
    StructuredField read = StructuredField.parse(written);
    return read.value().isEmpty() ? new StructuredField("attachment", read.parameters()) : read;
  }

  private static String path(@Nullable ScannedPart parent, MediaType media) {
    if (parent == null || (parent.media.isMessage() && media.isMultipart())) {
      return "";
    }
    int number = parent.children.size() + 1;
    return parent.prefix.isEmpty() ? String.valueOf(number) : parent.prefix + "." + number;
  }

  private static String prefix(@Nullable ScannedPart parent, MediaType media, String path) {
    if (parent == null) {
      return media.isMultipart() ? "" : "1";
    }
    return path.isEmpty() ? parent.prefix : path;
  }

  boolean isContainer() {
    return media.isMultipart() || media.isMessage();
  }

  Part toPart() {
    Map<String, String> parameters = new LinkedHashMap<>();
    media.parameters().forEach(p -> parameters.putIfAbsent(p.name(), p.decoded()));
    return new Part(
        index,
        parent == null ? -1 : parent.index,
        path,
        media.type(),
        media.subtype(),
        parameters,
        encoding,
        disposition == null ? null : disposition.value(),
        filename(parameters),
        contentId(),
        EncodedWords.raw(media.raw()),
        headerStart,
        bodyStart,
        bodyEnd,
        lines);
  }

  private @Nullable String filename(Map<String, String> parameters) {
    String name = disposition == null ? null : disposition.decoded().get("filename");
    name = name == null || name.isBlank() ? parameters.get("name") : name;
    return name == null || name.isBlank() ? null : name.strip();
  }

  private @Nullable String contentId() {
    String value = fields.value(KnownField.CONTENT_ID);
    if (value == null || value.isBlank()) {
      return null;
    }
    int open = value.indexOf('<');
    int close = value.indexOf('>', open + 1);
    String id = open >= 0 && close > open ? value.substring(open + 1, close) : value;
    return EncodedWords.clean(EncodedWords.raw(id)).strip();
  }
}
