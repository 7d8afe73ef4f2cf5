package dev.postern;

import dev.postern.cli.CommandFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;

/// The data directory: for its owner's eyes only.
///
/// @param path absolute
record DataDirectory(Path path) {
  private static final List<String> KEYS =
      List.of("api-key", "tls/ca.pem", "tls/ca.key", "tls/server.pem", "tls/server.key");
  private static final boolean POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");

  /// Makes the directory if it is missing.
  static DataDirectory open(Path given) {
    Path path = given.toAbsolutePath().normalize();
    try {
      Files.createDirectories(path, mode("rwx------"));
      if (POSIX) {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
      }
      useForNatives(path);
      return new DataDirectory(path);
    } catch (IOException e) {
      throw new CommandFailure("the data directory " + path + " cannot be used: " + e, e);
    }
  }

  /// Sends native libraries to a directory of ours, before anything loads one: `/tmp` may forbid to
  /// run code.
  static void useForNatives(Path directory) {
    try {
      Path natives = Files.createDirectories(directory.resolve("native"), mode("rwx------"));
      System.setProperty("org.sqlite.tmpdir", natives.toString());
      System.setProperty("io.netty.native.workdir", natives.toString());
    } catch (IOException e) {
      throw new CommandFailure(directory + " cannot be used: " + e, e);
    }
  }

  /// Returns the file that holds the API key.
  Path apiKeyFile() {
    return path.resolve("api-key");
  }

  /// Writes the API key's file: whole or not at all, and readable by its owner only.
  void writeApiKey(String key) {
    Path unfinished = path.resolve("api-key.new");
    try {
      Files.deleteIfExists(unfinished);
      Files.createFile(unfinished, mode("rw-------"));
      byte[] text = (key + "\n").getBytes(StandardCharsets.US_ASCII);
      Files.write(unfinished, text, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
      Files.move(unfinished, apiKeyFile(), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new CommandFailure("the API key cannot be written to " + apiKeyFile() + ": " + e, e);
    }
  }

  /// Copies what stands beside the engine's files: the API key, and the authority with its
  /// certificates, which clients trust.
  static void copyKeys(Path from, Path to) {
    try {
      Files.createDirectories(to.resolve("tls"), mode("rwx------"));
      for (String name : KEYS) {
        if (Files.exists(from.resolve(name))) {
          Files.copy(
              from.resolve(name),
              to.resolve(name),
              StandardCopyOption.REPLACE_EXISTING,
              StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    } catch (IOException e) {
      throw new CommandFailure("keys and certificates were not copied: " + e, e);
    }
  }

  /// Shuts others out of a directory that is there and empty, before all mail is copied into it.
  /// One that holds something is somebody's, and is left as it is.
  static void closeToOthers(Path directory) {
    if (!POSIX || !Files.isDirectory(directory)) {
      return;
    }
    try (Stream<Path> present = Files.list(directory)) {
      if (present.findAny().isEmpty()) {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
      }
    } catch (IOException e) {
      throw new CommandFailure(directory + " cannot be used: " + e, e);
    }
  }

  private static FileAttribute<?>[] mode(String permissions) {
    return POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
