package dev.postern.auth;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The port to an engine for applications and their API keys, of which it keeps hashes. Reads see
/// every write that has returned; writes are durable when they return.
public interface ApplicationStore {
  /// Returns the application that was made at first start, of the person who runs the server.
  Application first();

  /// Returns an application.
  Optional<Application> application(UUID id);

  /// Returns the application with this name, in any letter case.
  Optional<Application> named(String name);

  /// Makes an application with its default workspace.
  ///
  /// @throws dev.postern.fault.GatewayException with ALREADY_EXISTS if one has the name
  Application create(String name, Instant now);

  /// Keeps how an application shows itself, and since when.
  ///
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if there is no such application
  void show(Application application);

  /// Returns every key of every application, oldest first; also those that have expired.
  List<StoredKey> keys();

  /// Adds a key to its application.
  ///
  /// @param most keys the application may have
  /// @throws dev.postern.fault.GatewayException with NOT_FOUND if there is no such application,
  ///   with LIMIT if it has `most`, with INVALID if the key names a grant of another
  void addKey(StoredKey key, int most);

  /// Makes `key` the only one of its application.
  void replaceKeys(StoredKey key);

  /// Removes a key.
  ///
  /// @return false if there is no such key
  boolean removeKey(UUID id);

  /// A key and the SHA-256 hash of its secret.
  record StoredKey(ApiKey key, byte[] hash) {}
}
