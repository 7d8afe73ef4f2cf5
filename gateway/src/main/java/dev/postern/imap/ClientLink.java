package dev.postern.imap;

import dev.postern.imap.wire.ResponseWriter;
import dev.postern.net.Connection;
import java.util.UUID;

/// What a session may do to its connection. Called on the session's thread.
interface ClientLink {
  /// Returns the connection.
  Connection connection();

  /// Returns where answers are written.
  ResponseWriter out();

  /// Sends what was written.
  void flush();

  /// Throws [Disconnected] if the client is gone: a long command asks now and then.
  void checkOpen();

  /// Lets the framer go on; see [dev.postern.imap.wire.ImapFramer#proceed].
  void proceed(boolean accepted);

  /// Sends `answer`, forgets what the client has sent meanwhile, and begins TLS.
  void startTls(String answer);

  /// Sends `answer`, forgets what the client has sent meanwhile, and compresses what follows.
  Compression compress(String answer);

  /// What became of a wish for compression.
  enum Compression {
    STARTED,
    /// It was on already.
    ACTIVE,
    /// Too many clients have it: each takes memory.
    BUSY
  }

  /// Lifts the limits of clients that have not signed in.
  ///
  /// @param longestUnasked the longest literal that need not be waited for, in octets; below 0 for
  ///   none
  void signedIn(UUID grant, long longestUnasked);

  /// Sends what was written and closes.
  void close();
}
