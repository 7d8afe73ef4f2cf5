package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// The parameters of a query string. Unknown ones are ignored; an empty value counts as absent.
record Query(Map<String, List<String>> values) {
  private static final int MAX_PARAMETERS = 500;

  static Query parse(String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    String[] pairs = text.isEmpty() ? new String[0] : text.split("&", -1);
    if (pairs.length > MAX_PARAMETERS) {
      throw new GatewayException(Fault.SYNTAX, "too many query parameters");
    }
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      String name = Target.decode(equals < 0 ? pair : pair.substring(0, equals), true);
      String value = equals < 0 ? "" : Target.decode(pair.substring(equals + 1), true);
      if (!value.isEmpty()) {
        values.computeIfAbsent(name, _ -> new ArrayList<>()).add(value);
      }
    }
    return new Query(values);
  }

  /// Returns a parameter's first value.
  Optional<String> text(String name) {
    return values.getOrDefault(name, List.of()).stream().findFirst();
  }

  /// Returns a list-valued parameter: repeated keys, commas, or both.
  List<String> list(String name) {
    return values.getOrDefault(name, List.of()).stream()
        .flatMap(value -> Stream.of(value.split(",", -1)))
        .map(String::strip)
        .filter(value -> !value.isEmpty())
        .distinct()
        .toList();
  }

  /// Returns a boolean in any letter case: Python writes `True`.
  Optional<Boolean> flag(String name) {
    return text(name)
        .map(value -> {
          if (value.equalsIgnoreCase("true") || value.equals("1")) {
            return true;
          }
          if (value.equalsIgnoreCase("false") || value.equals("0")) {
            return false;
          }
          throw refusal(name, "must be true or false");
        });
  }

  /// Returns an integer of at least 0.
  Optional<Long> number(String name) {
    return text(name)
        .map(value -> {
          if (value.length() > 18 || !value.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw refusal(name, "must be an integer of at least 0");
          }
          return Long.parseLong(value);
        });
  }

  /// Returns how many items a page may have: `limit`, at least 1, capped at `max`.
  int limit(int usual, int max) {
    long limit = number("limit").orElse((long) usual);
    if (limit == 0) {
      throw refusal("limit", "must be at least 1");
    }
    return Math.toIntExact(Math.min(limit, max));
  }

  /// Returns one of `choices`, compared without case.
  <E extends Enum<E>> E choice(String name, E usual, E[] choices) {
    return text(name)
        .map(value ->
            Arrays.stream(choices)
                .filter(choice -> choice.name().equalsIgnoreCase(value))
                .findFirst()
                .orElseThrow(() -> refusal(name, "is not one of the known values")))
        .orElse(usual);
  }

  GatewayException refusal(String name, String what) {
    return new GatewayException(Fault.SYNTAX, "query parameter " + name + " " + what);
  }
}
