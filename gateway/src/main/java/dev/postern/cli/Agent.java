package dev.postern.cli;

import dev.postern.v3.JsonBody;
import dev.postern.v3.JsonObject;
import java.time.Instant;

/// An agent's account as commands show it.
record Agent(String id, String email, String name, long createdAt) {
  static Agent of(JsonBody grant) {
    return new Agent(
        grant.text("id").orElse(""),
        grant.text("email").orElse(""),
        grant.text("name").orElse(""),
        grant.number("created_at").orElse(0L));
  }

  JsonObject json() {
    return new JsonObject()
        .put("id", id)
        .put("email", email)
        .put("name", name)
        .put("created_at", createdAt);
  }

  /// Returns one line: id, address, time of creation, name.
  String line() {
    return "%s  %-40s  %s  %s".formatted(id, email, Instant.ofEpochSecond(createdAt), name).strip();
  }
}
