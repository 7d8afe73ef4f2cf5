package dev.postern.api;

import dev.postern.v3.JsonObject;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// The members that `select` names (spec/api-data.md section 1.4); the three that official clients
/// need are always among them.
///
/// @param names empty: all members
record Selection(Set<String> names) {
  static final Selection ALL = new Selection(Set.of());

  static Selection of(Query query) {
    Set<String> names = new HashSet<>(query.list("select"));
    if (!names.isEmpty()) {
      names.addAll(List.of("id", "grant_id", "object"));
    }
    return new Selection(Set.copyOf(names));
  }

  JsonObject apply(JsonObject json) {
    return json.keep(names);
  }

  boolean wants(String name) {
    return names.isEmpty() || names.contains(name);
  }
}
