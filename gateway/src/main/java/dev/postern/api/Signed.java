package dev.postern.api;

import dev.postern.auth.Reach;
import dev.postern.auth.ServiceAccounts;
import dev.postern.auth.SignedRequest;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// Requests that a service account signed in place of a bearer token (spec/api-admin.md section
/// 1.3). They reach `/v3/admin` and nothing else.
final class Signed {
  private static final String KEY = "x-nylas-kid";

  /// Octets of a body: it is read before anybody knows who sent it.
  private static final int LONGEST = 256 << 10;

  private static final Set<String> WITH_PAYLOAD = Set.of("post", "put", "patch");

  private final ServiceAccounts accounts;
  private final int maxJson;

  /// @param maxJson octets of a body
  Signed(ServiceAccounts accounts, int maxJson) {
    this.accounts = accounts;
    this.maxJson = Math.min(maxJson, LONGEST);
  }

  /// Returns the request with its application and with its body, which was read; empty if it does
  /// not claim to be signed.
  ///
  /// @throws GatewayException with AUTHENTICATION_FAILED if its signature is not valid
  Optional<Request> admitted(Request request) {
    if (request.header(KEY).isEmpty() || request.bearer().isPresent()) {
      return Optional.empty();
    }
    List<String> path = request.target().segments();
    if (path.size() < 2 || !path.get(0).equals("v3") || !path.get(1).equals("admin")) {
      throw new GatewayException(
          Fault.AUTHENTICATION_FAILED, "a service account reaches /v3/admin only");
    }
    byte[] body = body(request);
    String method = request.method().toLowerCase(Locale.ROOT);
    boolean signs = WITH_PAYLOAD.contains(method) && body.length > 0;
    UUID application =
        accounts
            .signer(
                new SignedRequest(
                    request.header(KEY).orElse(""),
                    request.header("x-nylas-nonce").orElse(""),
                    request.header("x-nylas-timestamp").orElse(""),
                    request.header("x-nylas-signature").orElse(""),
                    method,
                    request.target().rawPath(),
                    signs
                        ? Optional.of(new String(body, StandardCharsets.UTF_8))
                        : Optional.empty()))
            .application();
    return Optional.of(
        request
            .carrying(_ -> new ByteArrayInputStream(body))
            .by(new Caller.Application(application, Reach.ALL)));
  }

  private byte[] body(Request request) {
    try {
      return request.body().open(maxJson).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
