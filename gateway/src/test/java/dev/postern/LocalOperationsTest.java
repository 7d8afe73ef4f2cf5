package dev.postern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.InstantSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalOperationsTest {
  @TempDir Path place;
  private final LocalOperations operations = new LocalOperations(InstantSource.system());

  @BeforeEach
  void makeDirectories() throws IOException {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    Files.createDirectory(place.resolve("data"));
    Files.createDirectory(place.resolve("copy"));
    Files.setPosixFilePermissions(
        place.resolve("copy"), PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @Test
  void aBackupIsForItsOwnersEyesOnly() throws IOException {
    operations.backup(place.resolve("data"), place.resolve("copy"));
    assertThat(permissions()).isEqualTo("rwx------");
  }

  @Test
  void aDirectoryInUseIsRefusedAndLeftAsItIs() throws IOException {
    Files.createFile(place.resolve("copy/mine"));
    assertThatThrownBy(() -> operations.backup(place.resolve("data"), place.resolve("copy")))
        .hasMessageContaining("not empty");
    assertThat(permissions()).isEqualTo("rwxr-xr-x");
  }

  private String permissions() throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(place.resolve("copy")));
  }
}
