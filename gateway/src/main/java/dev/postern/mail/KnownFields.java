package dev.postern.mail;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Where the fields of one header that matter to us stand.
final class KnownFields {
  /// Longest value that is looked at, in octets; the rest of a longer one is read by nobody here.
  static final int MAX_VALUE = 64 << 10;

  /// Longest list of addresses that is looked at, in octets, over all fields of one name.
  static final int MAX_LIST = 512 << 10;

  private record Span(long from, long to) {}

  private final MemorySegment message;
  private final Map<KnownField, List<Span>> spans = new EnumMap<>(KnownField.class);

  KnownFields(MemorySegment message) {
    this.message = message;
  }

  void add(KnownField field, long from, long to) {
    List<Span> known = spans.computeIfAbsent(field, _ -> new ArrayList<>(1));
    if (known.size() < field.occurrences()) {
      known.add(new Span(from, to));
    }
  }

  boolean has(KnownField field) {
    return spans.containsKey(field);
  }

  /// Returns the field's unfolded octets, null if it is absent.
  @Nullable String value(KnownField field) {
    List<Span> known = spans.get(field);
    return known == null
        ? null
        : Octets.unfolded(message, known.getFirst().from(), known.getFirst().to(), MAX_VALUE);
  }

  /// Returns the addresses of all fields of this name, in order.
  List<RawAddress> addresses(KnownField field) {
    StringBuilder text = new StringBuilder();
    for (Span span : spans.getOrDefault(field, List.of())) {
      int left = MAX_LIST - text.length();
      if (left <= 0) {
        break;
      }
      text.append(text.isEmpty() ? "" : ",");
      text.append(Octets.unfolded(message, span.from(), span.to(), left));
    }
    return new AddressScanner(text.toString()).scan();
  }
}
