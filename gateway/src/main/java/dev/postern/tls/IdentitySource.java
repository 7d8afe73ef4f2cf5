package dev.postern.tls;

import java.io.IOException;

/// Where the server's certificate comes from.
public interface IdentitySource {
  /// Returns what is valid now; the same object as before if nothing has changed. May read and
  /// write files.
  ///
  /// @throws IOException with a text that names the file and what is wrong with it
  Identity identity() throws IOException;
}
