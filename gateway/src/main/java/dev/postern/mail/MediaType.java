package dev.postern.mail;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The media type of one part as it is served, after the defaults of RFC 2045 section 5.2.
///
/// @param raw the Content-Type value unfolded; empty if absent
/// @param type lower case
/// @param subtype lower case
/// @param parameters in order
record MediaType(String raw, String type, String subtype, List<FieldParameter> parameters) {
  static final MediaType TEXT = new MediaType("", "text", "plain", List.of());
  static final MediaType MESSAGE = new MediaType("", "message", "rfc822", List.of());

  /// Reads a Content-Type value.
  ///
  /// A missing or unreadable one is `text/plain`, inside multipart/digest `message/rfc822` (RFC
  /// 2046 section 5.1.5); so is a multipart without a usable boundary.
  static MediaType of(@Nullable String value, boolean inDigest) {
    MediaType fallback = inDigest ? MESSAGE : TEXT;
    if (value == null) {
      return fallback;
    }
    StructuredField field = StructuredField.parse(value);
    int slash = field.value().indexOf('/');
    String type = slash < 0 ? "" : field.value().substring(0, slash).strip();
    String subtype = slash < 0 ? "" : field.value().substring(slash + 1).strip();
    int blank = subtype.indexOf(' ');
    subtype = blank < 0 ? subtype : subtype.substring(0, blank);
    if (!isToken(type) || !isToken(subtype)) {
      return fallback.withRaw(value);
    }
    MediaType read = new MediaType(value, type, subtype, field.parameters());
    return type.equals("multipart") && read.boundary().isEmpty() ? fallback.withRaw(value) : read;
  }

  private MediaType withRaw(String value) {
    return new MediaType(value, type, subtype, parameters);
  }

  /// Returns the type that a part is shown as whose content is not looked into.
  MediaType opaque() {
    return new MediaType(raw, "application", "octet-stream", parameters);
  }

  boolean is(String wantedType, String wantedSubtype) {
    return type.equals(wantedType) && subtype.equals(wantedSubtype);
  }

  boolean isMultipart() {
    return type.equals("multipart");
  }

  boolean isMessage() {
    return is("message", "rfc822");
  }

  /// Returns the boundary's octets as characters; empty if there is none that can be honoured.
  String boundary() {
    for (FieldParameter parameter : parameters) {
      if (parameter.name().equals("boundary")) {
        String value = parameter.extended() ? parameter.decoded() : parameter.value();
        String trimmed = value.stripTrailing();
        return trimmed.length() > OpenBoundaries.MAX_LENGTH ? "" : trimmed;
      }
    }
    return "";
  }

  private static boolean isToken(String text) {
    boolean token = !text.isEmpty() && text.length() <= 127;
    for (int i = 0; token && i < text.length(); i++) {
      char c = text.charAt(i);
      token = c > ' ' && c < 127 && "()<>@,;:\\\"/[]?=".indexOf(c) < 0;
    }
    return token;
  }
}
