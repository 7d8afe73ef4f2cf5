package dev.postern.api;

import java.nio.file.Path;

/// What the person who runs the server can ask of it while it runs. Each may block, and throws
/// [dev.postern.fault.GatewayException] if it could not be done.
public interface Admin {
  /// Copies the data directory into `directory`, an absolute path that is empty or missing.
  void backup(Path directory);

  /// Makes a new API key the only valid one and writes it to its file.
  void rotateApiKey();
}
