package dev.postern.rules;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/// The fields that rules may ask for (spec/api-admin.md section 5.3, and more beyond the wire).
public final class Fields {
  /// Any field of the header, such as `header.list-id`.
  static final String HEADER = "header.";

  private static final int LONGEST_HEADER = 76;
  private static final int MOST_LISTS = 50;
  private static final Set<Trigger> BOTH = Set.of(Trigger.INBOUND, Trigger.OUTBOUND);
  private static final Set<Trigger> IN = Set.of(Trigger.INBOUND);
  private static final Set<Trigger> OUT = Set.of(Trigger.OUTBOUND);
  private static final Map<String, Field> ALL = new LinkedHashMap<>();

  static {
    for (Kind kind : List.of(Kind.ADDRESS, Kind.DOMAIN, Kind.TLD)) {
      add("from." + kind.wire(), kind, BOTH);
    }
    for (Kind kind : List.of(Kind.ADDRESS, Kind.DOMAIN, Kind.TLD)) {
      add("recipient." + kind.wire(), kind, OUT);
    }
    add("outbound.type", Kind.CHOICE, OUT, "compose", "reply");
    add("subject", Kind.TEXT, BOTH);
    add("message.size", Kind.NUMBER, BOTH);
    add("attachment.type", Kind.MEDIA_TYPE, BOTH);
    add("attachment.name", Kind.TEXT, BOTH);
    add("attachment.count", Kind.NUMBER, BOTH);
    add("delivered_to.address", Kind.ADDRESS, IN);
    add("delivered_to.domain", Kind.DOMAIN, IN);
    for (String method : List.of("spf", "dkim", "dmarc", "arc")) {
      add("auth." + method, Kind.CHOICE, IN, results());
    }
    add("spam.score", Kind.NUMBER, IN);
  }

  private Fields() {}

  // RFC 8601 section 2.7.
  private static String[] results() {
    return new String[] {
      "none", "pass", "fail", "softfail", "policy", "neutral", "temperror", "permerror"
    };
  }

  private static void add(String name, Kind kind, Set<Trigger> triggers, String... choices) {
    ALL.put(name, new Field(name, kind, triggers, Set.of(choices)));
  }

  /// Returns all fields but those of the header.
  public static List<Field> all() {
    return List.copyOf(ALL.values());
  }

  /// Returns the field with a name, in any case. For `header.` with the name of a header field, of
  /// at most 76 printable ASCII characters without a colon, there is always one.
  public static Optional<Field> of(String name) {
    if (name.length() > HEADER.length() + LONGEST_HEADER) {
      return Optional.empty();
    }
    String lower = name.toLowerCase(Locale.ROOT);
    boolean header = lower.startsWith(HEADER) && isFieldName(lower.substring(HEADER.length()));
    return header
        ? Optional.of(new Field(lower, Kind.TEXT, BOTH, Set.of()))
        : Optional.ofNullable(ALL.get(lower));
  }

  // RFC 5322 section 3.6.8.
  private static boolean isFieldName(String name) {
    return !name.isEmpty() && name.chars().allMatch(c -> c > ' ' && c < 0x7f && c != ':');
  }

  /// Reads a condition of a rule and normalises it. Whether the lists that it names are there, and
  /// of [Kind#list], is for the caller to find out.
  ///
  /// @param values one; of [Comparison#IN_LIST] and [Comparison#NOT_IN_LIST] the ids of 1 to 50
  ///   lists
  /// @throws GatewayException with INVALID and a text that begins with `field`, `operator` or
  ///   `value`
  public static Condition condition(
      Trigger trigger, String field, Comparison comparison, List<String> values) {
    Field known = allowed(trigger, field);
    if (!known.kind().comparisons().contains(comparison)) {
      throw refusal(
          "operator of "
              + known.name()
              + " must be one of "
              + operators(known.kind().comparisons()));
    }
    return new Condition(known.name(), comparison, wanted(known, comparison, values));
  }

  private static Field allowed(Trigger trigger, String name) {
    Field field =
        of(name)
            .orElseThrow(() ->
                refusal(
                    "field must be one of "
                        + String.join(", ", ALL.keySet())
                        + " or header.<name>"));
    if (!field.triggers().contains(trigger)) {
      throw refusal(
          "field %s is for %s rules only; %s rules only support from.* conditions and %s"
              .formatted(
                  field.name(),
                  trigger == Trigger.INBOUND ? "outbound" : "inbound",
                  trigger == Trigger.INBOUND ? "inbound" : "outbound",
                  others(trigger)));
    }
    return field;
  }

  private static String others(Trigger trigger) {
    return ALL.values().stream()
        .filter(field -> field.triggers().contains(trigger))
        .map(Field::name)
        .filter(name -> !name.startsWith("from."))
        .collect(Collectors.joining(", ", "", ", header.<name>"));
  }

  private static List<String> wanted(Field field, Comparison comparison, List<String> values) {
    boolean lists = comparison == Comparison.IN_LIST || comparison == Comparison.NOT_IN_LIST;
    if (lists) {
      if (values.isEmpty() || values.size() > MOST_LISTS) {
        throw refusal("value must be the ids of 1 to " + MOST_LISTS + " lists");
      }
      return values.stream().map(Fields::id).distinct().toList();
    }
    if (values.size() != 1) {
      throw refusal("value of " + field.name() + " must be one value");
    }
    return List.of(
        field
            .wanted(comparison, values.getFirst())
            .orElseThrow(() ->
                refusal("value of " + field.name() + " must be " + field.expected(comparison))));
  }

  private static String id(String text) {
    try {
      if (text.length() == 36) {
        return UUID.fromString(text).toString();
      }
    } catch (IllegalArgumentException _) {
      // Told below.
    }
    throw refusal("value must be ids of lists, each a UUID");
  }

  private static String operators(Set<Comparison> comparisons) {
    return String.join(
        ", ",
        Arrays.stream(Comparison.values())
            .filter(comparisons::contains)
            .map(Comparison::wire)
            .toList());
  }

  private static GatewayException refusal(String text) {
    return new GatewayException(Fault.INVALID, text);
  }
}
