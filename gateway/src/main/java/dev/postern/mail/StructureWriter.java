package dev.postern.mail;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes BODY and BODYSTRUCTURE (RFC 9051 section 7.5.2 and `body` in section 9).
///
/// Recursion is as deep as the scanner let parts nest, [PartScanner#MAX_DEPTH] at most.
final class StructureWriter {
  private static final List<FieldParameter> ASCII =
      List.of(new FieldParameter("charset", "us-ascii", false));

  private final WireBuffer out = new WireBuffer();
  private final boolean extended;

  private StructureWriter(boolean extended) {
    this.extended = extended;
  }

  /// Returns BODYSTRUCTURE if `extended`, else BODY.
  static byte[] write(ScannedPart root, boolean extended) {
    StructureWriter writer = new StructureWriter(extended);
    writer.part(root);
    return writer.out.toBytes();
  }

  private void part(ScannedPart part) {
    out.raw("(");
    if (part.media.isMultipart()) {
      part.children.forEach(this::part);
      out.raw(" ").string(part.media.subtype());
      if (extended) {
        out.raw(" ").parameters(part.media.parameters());
      }
    } else {
      single(part);
    }
    if (extended) {
      extension(part);
    }
    out.raw(")");
  }

  private void single(ScannedPart part) {
    boolean implied = part.media.is("text", "plain") && part.media.parameters().isEmpty();
    out.string(part.media.type()).raw(" ").string(part.media.subtype());
    out.raw(" ").parameters(implied ? ASCII : part.media.parameters());
    out.raw(" ").nstring(part.fields.value(KnownField.CONTENT_ID));
    out.raw(" ").nstring(part.fields.value(KnownField.CONTENT_DESCRIPTION));
    out.raw(" ").string(part.encoding);
    out.raw(" ").number(part.bodyEnd - part.bodyStart);
    if (part.media.isMessage()) {
      ScannedPart inner = part.children.getFirst();
      out.raw(" ").raw(EnvelopeWriter.write(inner.fields)).raw(" ");
      part(inner);
    }
    if (part.media.isMessage() || part.media.type().equals("text")) {
      out.raw(" ").number(part.lines);
    }
    if (extended) {
      out.raw(" ").nstring(part.fields.value(KnownField.CONTENT_MD5));
    }
  }

  // body-ext-1part / body-ext-mpart: … [SP body-fld-dsp [SP body-fld-lang [SP body-fld-loc]]]
  private void extension(ScannedPart part) {
    if (part.disposition == null) {
      out.raw(" NIL ");
    } else {
      out.raw(" (").string(part.disposition.value()).raw(" ");
      out.parameters(part.disposition.parameters()).raw(") ");
    }
    language(part.fields.value(KnownField.CONTENT_LANGUAGE));
    out.raw(" ").nstring(part.fields.value(KnownField.CONTENT_LOCATION));
  }

  // body-fld-lang = nstring / "(" string *(SP string) ")"; a list also for one language, as the
  // servers write it that clients are tested with
  private void language(@Nullable String value) {
    List<String> tags = new ArrayList<>();
    for (String tag : value == null ? new String[0] : value.split(",", 100)) {
      if (!tag.isBlank()) {
        tags.add(tag.strip());
      }
    }
    if (tags.isEmpty()) {
      out.raw("NIL");
      return;
    }
    String separator = "(";
    for (String tag : tags) {
      out.raw(separator).string(tag);
      separator = " ";
    }
    out.raw(")");
  }
}
