package dev.postern.rules;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The facts of a mail that somebody describes. What they leave out of its header and attachments
/// it does not have; all else that they leave out is not known.
public final class ToldFacts implements Facts {
  private static final Set<String> NONE_UNLESS_TOLD =
      Set.of(
          "from.address",
          "from.domain",
          "from.tld",
          "subject",
          "attachment.type",
          "attachment.name");

  private final Map<String, List<String>> values = new HashMap<>();

  /// Takes what is told.
  ///
  /// @param told by field, as people write it; of addresses the domains are told by themselves
  public ToldFacts(Map<String, List<String>> told) {
    told.forEach((name, found) ->
        Fields.of(name).ifPresent(field -> found.forEach(value -> add(field, value))));
  }

  private void add(Field field, String value) {
    String found = field.found(value);
    keep(field.name(), Optional.of(found));
    if (field.kind() == Kind.ADDRESS) {
      String group = field.name().substring(0, field.name().indexOf('.') + 1);
      Optional<String> domain = Normal.domainOf(found);
      keep(group + "domain", domain);
      keep(group + "tld", domain.flatMap(Normal::tldOf));
    }
  }

  private void keep(String name, Optional<String> value) {
    Set<String> all = new LinkedHashSet<>(values.getOrDefault(name, List.of()));
    value.filter(text -> !text.isEmpty()).ifPresent(all::add);
    values.put(name, List.copyOf(all));
  }

  @Override
  public @Nullable List<String> values(String field) {
    List<String> told = values.get(field);
    boolean none = NONE_UNLESS_TOLD.contains(field) || field.startsWith(Fields.HEADER);
    return told == null && none ? List.of() : told;
  }
}
