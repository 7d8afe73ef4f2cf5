package dev.postern.smtp.client;

import java.io.IOException;

/// Gets a policy of MTA-STS from where its domain publishes it (RFC 8461 section 3.3).
@FunctionalInterface
interface StsFetcher {
  /// Returns the text of `https://mta-sts.DOMAIN/.well-known/mta-sts.txt`, whose certificate was
  /// valid. Blocks a bounded time.
  ///
  /// @throws IOException if there is none that counts
  String fetch(String domain) throws IOException;
}
