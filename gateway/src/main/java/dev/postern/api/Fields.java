package dev.postern.api;

/// How much of a message is asked for: the `fields` parameter.
enum Fields {
  STANDARD,
  INCLUDE_HEADERS,
  INCLUDE_BASIC_HEADERS,
  INCLUDE_TRACKING_OPTIONS,
  RAW_MIME;

  static Fields of(Query query) {
    return query.choice("fields", STANDARD, values());
  }
}
