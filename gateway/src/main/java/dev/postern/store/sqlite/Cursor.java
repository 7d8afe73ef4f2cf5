package dev.postern.store.sqlite;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.MessageQuery;
import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A position in a listing that goes from newest to oldest: the key of the last item shown.
record Cursor(long received, long id) {
  static final Cursor START = new Cursor(Long.MAX_VALUE, Long.MAX_VALUE);
  private static final int OCTETS = 3 * Long.BYTES;

  /// Reads what [#token] wrote for the same listing.
  ///
  /// @param listing from [#listing]
  /// @throws GatewayException with INVALID for anything else
  static Cursor of(Optional<String> token, long listing) {
    if (token.isEmpty()) {
      return START;
    }
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(token.get());
      if (bytes.length == OCTETS) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        if (in.getLong() == listing) {
          return new Cursor(in.getLong(), in.getLong());
        }
      }
    } catch (IllegalArgumentException e) {
      throw foreign(e);
    }
    throw foreign(null);
  }

  private static GatewayException foreign(@Nullable Exception cause) {
    return new GatewayException(
        Fault.INVALID, "page_token is not a cursor of this listing with these filters", cause);
  }

  /// Returns the name of a listing: the same filters of the same account, whatever the page.
  ///
  /// @param what kind of items, and by which words they are ranked
  static long listing(long account, String what, MessageQuery query) {
    return IndexRows.hash(account + what + query.page(1, Optional.empty()));
  }

  String token(long listing) {
    ByteBuffer out = ByteBuffer.allocate(OCTETS).putLong(listing).putLong(received).putLong(id);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  boolean isAfter(Cursor other) {
    return received < other.received || (received == other.received && id < other.id);
  }
}
