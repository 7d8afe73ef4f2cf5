package dev.postern.api;

import java.util.Optional;

/// Where a long poll goes on.
///
/// @param position how far the log was read
/// @param page what is left of the listing of what was there at first
record WaitCursor(Position position, Optional<String> page) {
  private static final char SEPARATOR = '~';

  static Optional<WaitCursor> parse(String text) {
    int separator = text.indexOf(SEPARATOR);
    String position = separator < 0 ? text : text.substring(0, separator);
    Optional<String> page =
        separator < 0 ? Optional.empty() : Optional.of(text.substring(separator + 1));
    return Position.parse(position).map(at -> new WaitCursor(at, page));
  }

  @Override
  public String toString() {
    return position + page.map(token -> SEPARATOR + token).orElse("");
  }
}
