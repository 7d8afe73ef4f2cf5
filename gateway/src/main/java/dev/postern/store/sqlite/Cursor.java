package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;

/// A position in a listing that goes from newest to oldest: the key of the last item shown.
record Cursor(long received, long id) {
  static final Cursor START = new Cursor(Long.MAX_VALUE, Long.MAX_VALUE);

  /// Reads what [#token] wrote.
  ///
  /// @throws GatewayException with INVALID for anything else
  static Cursor of(Optional<String> token) {
    if (token.isEmpty()) {
      return START;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token.get());
      if (bytes.length == 2 * Long.BYTES) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        return new Cursor(in.getLong(), in.getLong());
      }
    } catch (IllegalArgumentException e) {
      throw new GatewayException(Fault.INVALID, "the page token is not valid", e);
    }
    throw new GatewayException(Fault.INVALID, "the page token is not valid");
  }

  String token() {
    ByteBuffer out = ByteBuffer.allocate(2 * Long.BYTES).putLong(received).putLong(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  boolean isAfter(Cursor other) {
    return received < other.received || (received == other.received && id < other.id);
  }
}
