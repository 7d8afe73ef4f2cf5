package dev.postern.api;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.postern.fault.GatewayException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// Refuses requests beyond the [RequestLimits], each family of routes by itself.
final class RateLimits {
  // A bucket that nobody took from for a second is full, as a new one is.
  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MOST = 100_000;

  private final RequestLimits limits;
  private final GrantPath grants;
  private final InstantSource clock;
  private final Cache<Key, TokenBucket> buckets =
      Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(KEPT).build();

  /// Whom and what a bucket is for.
  private record Key(Family family, UUID id) {}

  /// What is counted together.
  private enum Family {
    DATA,
    SEND,
    UPLOAD,
    APPLICATION
  }

  RateLimits(RequestLimits limits, GrantPath grants, InstantSource clock) {
    this.limits = limits;
    this.grants = grants;
    this.clock = clock;
  }

  /// Lets a request pass.
  ///
  /// @throws GatewayException with THROTTLED if there were too many, or with NOT_FOUND if it names
  ///   a grant that its caller does not have
  void admit(Route route, Request request) {
    List<String> pattern = route.pattern();
    if (!pattern.getFirst().equals("v3") || request.caller() instanceof Caller.Anybody) {
      return;
    }
    Family family = family(route, request);
    UUID id =
        switch (family) {
          case DATA, SEND, UPLOAD -> grants.of(request).id();
          case APPLICATION -> application(request.caller());
        };
    Instant now = clock.instant();
    Duration wait =
        buckets.get(new Key(family, id), _ -> new TokenBucket(rate(family), now)).take(now);
    if (!wait.isZero()) {
      throw GatewayException.throttled(
          "rate limit exceeded: at most " + rate(family) + " requests a second", wait);
    }
  }

  // What lies below a grant is its data; the grant itself is its application's.
  private static Family family(Route route, Request request) {
    List<String> pattern = route.pattern();
    if (pattern.size() < 4 || !pattern.get(1).equals("grants")) {
      return Family.APPLICATION;
    }
    List<String> below = pattern.subList(3, pattern.size());
    boolean send =
        route.method().equals("POST")
            && (below.equals(List.of("messages", "send"))
                || (below.size() == 2 && below.getFirst().equals("drafts")));
    if (!send) {
      return Family.DATA;
    }
    return request.mediaType().equals("multipart/form-data") ? Family.UPLOAD : Family.SEND;
  }

  private static UUID application(Caller caller) {
    return switch (caller) {
      case Caller.Application(UUID id, var _) -> id;
      case Caller.OneGrant one -> one.grant().applicationId();
      case Caller.Anybody _ -> throw new IllegalArgumentException("nobody's request");
    };
  }

  private int rate(Family family) {
    return switch (family) {
      case DATA -> limits.data();
      case SEND -> limits.send();
      case UPLOAD -> limits.upload();
      case APPLICATION -> limits.application();
    };
  }
}
