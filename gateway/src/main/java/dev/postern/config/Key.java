package dev.postern.config;

import java.util.Locale;
import java.util.function.Function;

/// One configuration key.
///
/// @param name dotted: `listeners.imap`
/// @param fallback its default as it would be written; empty means unset
/// @param list whether it takes several values: a YAML list, or one text with commas
/// @param reader makes the value; throws [IllegalArgumentException] whose message continues the
///   sentence `"text" …`
record Key<T>(String name, String fallback, boolean list, Function<String, T> reader) {
  /// Returns the environment variable that sets it: `.` and `-` both map to `_`.
  String variable() {
    return Environment.PREFIX + name.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }
}
