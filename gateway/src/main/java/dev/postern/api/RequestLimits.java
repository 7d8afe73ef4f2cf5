package dev.postern.api;

/// How many requests are answered in a second (spec/api-data.md section 1.6, spec/api-admin.md
/// section 1.7).
///
/// @param data of one grant's messages, threads, folders, drafts and the like
/// @param send JSON sends of one grant
/// @param upload multipart sends of one grant
/// @param application requests of one application about itself, its grants and webhooks
public record RequestLimits(int data, int send, int upload, int application) {
  /// The limits that the hosted product publishes.
  public static final RequestLimits NYLAS = new RequestLimits(200, 200, 10, 50);
}
