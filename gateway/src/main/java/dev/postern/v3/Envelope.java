package dev.postern.v3;

import java.util.List;
import java.util.Optional;

/// The frame of every answer (spec/api-data.md section 1.2): `request_id` first, then `data`.
///
/// @param requestId sent as `x-request-id` too
public record Envelope(String requestId) {
  /// One object.
  public JsonObject single(JsonObject data) {
    return bare().put("data", data);
  }

  /// A page of a listing; the last one has no `next_cursor`.
  public JsonObject page(List<JsonObject> data, Optional<String> next) {
    return bare().putObjects("data", data).put("next_cursor", next);
  }

  /// A page of a listing that counts offsets.
  public JsonObject slice(List<JsonObject> data, int limit, int offset) {
    return bare().putObjects("data", data).put("limit", limit).put("offset", offset);
  }

  /// An answer without data, such as a deletion's.
  public JsonObject bare() {
    return new JsonObject().put("request_id", requestId);
  }

  /// A refusal (spec/api-data.md section 1.7).
  ///
  /// @param type such as `not_found_error`
  public JsonObject error(String type, String message) {
    return bare().put("error", new JsonObject().put("type", type).put("message", message));
  }
}
