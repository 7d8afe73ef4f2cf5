package dev.postern.mail.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Writes one folder as a directory of `.eml` files, with an index beside them.
final class EmlWriter implements FolderWriter {
  private static final OffsetDateTime NEVER = Instant.EPOCH.atOffset(ZoneOffset.UTC);

  private final Path directory;
  private long lastUid;

  EmlWriter(Path root, String folder, long validity) throws IOException {
    Path path = root;
    for (String level : folder.split("/", -1)) {
      path = path.resolve(FileNames.of(level));
    }
    this.directory = path;
    Files.createDirectories(directory);
    Stamp itself = new Stamp(0, validity, 0, NEVER, List.of(), folder);
    Map<String, Stamp> known = EmlFolder.index(directory);
    if (!known.getOrDefault(EmlFolder.ITSELF, itself).equals(itself)) {
      throw new IOException(directory + " holds another folder's messages");
    }
    // The line before it may not be whole.
    note("\n" + EmlFolder.ITSELF + "\t" + itself + "\n");
    lastUid =
        known.entrySet().stream()
            .filter(entry -> Files.exists(directory.resolve(entry.getKey())))
            .mapToLong(entry -> entry.getValue().uid())
            .max()
            .orElse(0);
  }

  private void note(String line) throws IOException {
    Files.writeString(
        directory.resolve(EmlFolder.INDEX),
        line,
        StandardCharsets.US_ASCII,
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  @Override
  public long lastUid() {
    return lastUid;
  }

  @Override
  public void add(Stamp stamp, InputStream bytes) throws IOException {
    String name = String.format(Locale.ROOT, "%010d.eml", stamp.uid());
    Path unfinished = directory.resolve(name + ".part");
    Files.copy(bytes, unfinished, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(unfinished, FileTime.from(stamp.date().toInstant()));
    note(name + "\t" + stamp + "\n");
    Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    lastUid = stamp.uid();
  }

  @Override
  public void complete() {}

  @Override
  public void close() {}
}
