package dev.postern.cli;

import dev.postern.auth.ApiKeys;
import dev.postern.config.Config;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;

/// What commands need of the program around them: a server, and an engine on a data directory that
/// no server is using. `Main` hands it in. Each throws [CommandFailure] when it cannot.
public interface Operations {
  /// Returns this build's version.
  String version();

  /// Returns what tells the time.
  InstantSource clock();

  /// Starts the server. When this returns every listener accepts and `ready.json` is written.
  Running start(Config config);

  /// Makes a new API key the only valid one, without a server.
  ///
  /// @return the file that holds it
  Path rotateApiKey(Path data);

  /// Works on the API keys of a data directory, without a server.
  <T> T withApiKeys(Path data, Function<ApiKeys, T> work);

  /// Copies a data directory into `directory`, which must be empty or missing, without a server.
  void backup(Path data, Path directory);

  /// Makes a data directory, which must be empty or missing, from a backup.
  ///
  /// @return what a person should know about it, such as raised counters
  String restore(Path backup, Path data);

  /// A server that was started.
  interface Running {
    /// Returns what `ready.json` says.
    ReadyFile ready();

    /// Waits until the server has ended: it ends when the process is told to.
    void await() throws InterruptedException;
  }
}
