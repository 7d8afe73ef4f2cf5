package dev.postern.mail;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The header fields that the scanner keeps; all others stay in the message only.
enum KnownField {
  DATE(1),
  SUBJECT(1),
  FROM(1),
  SENDER(1),
  REPLY_TO(1),
  TO(1_000),
  CC(1_000),
  BCC(1_000),
  IN_REPLY_TO(1),
  REFERENCES(1),
  MESSAGE_ID(1),
  CONTENT_TYPE(1),
  CONTENT_TRANSFER_ENCODING(1),
  CONTENT_ID(1),
  CONTENT_DESCRIPTION(1),
  CONTENT_DISPOSITION(1),
  CONTENT_MD5(1),
  CONTENT_LANGUAGE(1),
  CONTENT_LOCATION(1);

  private static final int LONGEST = 25;
  private static final Map<String, KnownField> BY_NAME = new HashMap<>();

  static {
    for (KnownField field : values()) {
      BY_NAME.put(field.name().toLowerCase(Locale.ROOT).replace('_', '-'), field);
    }
  }

  private final int occurrences;

  KnownField(int occurrences) {
    this.occurrences = occurrences;
  }

  /// Returns how many fields of this name count; the first ones win.
  int occurrences() {
    return occurrences;
  }

  static @Nullable KnownField of(String name) {
    return name.length() > LONGEST ? null : BY_NAME.get(name.toLowerCase(Locale.ROOT));
  }
}
