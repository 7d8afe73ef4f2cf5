package dev.postern.store.sqlite.segment;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The segment files of one data directory: numbers, pins, removal.
///
/// A file that was retired stays until nobody reads it and no hold (a backup) is on. Safe for
/// concurrent use.
public final class SegmentFiles implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentFiles.class);
  private static final String SUFFIX = ".seg";

  /// Unpinned files that stay open.
  private static final int IDLE_OPEN = 128;

  private final Path directory;
  private final Disk disk;
  private final AtomicLong last = new AtomicLong();
  private final Map<Long, SegmentFile> pinned = new HashMap<>();
  private final LinkedHashMap<Long, SegmentFile> idle = new LinkedHashMap<>();
  private final Set<Long> retired = new TreeSet<>();
  private final Set<Long> offered = new HashSet<>();
  private int holds;

  /// Uses `directory`, making it if it is missing.
  ///
  /// @param lastUsed the highest number that the database knows
  public SegmentFiles(Path directory, Disk disk, long lastUsed) throws IOException {
    this.directory = directory;
    this.disk = disk;
    makePrivate(directory);
    // A new directory is only there for sure when its parent is synced.
    disk.forceDirectory(directory.resolveSibling("."));
    long highest = lastUsed;
    for (long id : present()) {
      highest = Math.max(highest, id);
    }
    last.set(highest);
  }

  /// Says whether a directory holds segment files.
  public static boolean hasAny(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      return files.iterator().hasNext();
    }
  }

  /// Makes a directory that only its owner may enter.
  public static void makePrivate(Path directory) throws IOException {
    Files.createDirectories(directory, attributes(directory, "rwx------"));
  }

  private static FileAttribute<?>[] attributes(Path place, String mode) {
    if (!place.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return new FileAttribute<?>[0];
    }
    return new FileAttribute<?>[] {
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
    };
  }

  /// Returns the numbers of all files present.
  public List<Long> present() throws IOException {
    List<Long> found = new ArrayList<>();
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
      for (Path file : files) {
        String name = file.getFileName().toString();
        String digits = name.substring(0, name.length() - SUFFIX.length());
        if (digits.chars().allMatch(Character::isDigit) && !digits.isEmpty()) {
          found.add(Long.parseLong(digits));
        }
      }
    }
    return found;
  }

  /// Returns a number that no file had before.
  public long nextId() {
    return last.incrementAndGet();
  }

  /// Returns the file with this number.
  public Path path(long id) {
    return directory.resolve(String.format(Locale.ROOT, "%012d%s", id, SUFFIX));
  }

  Path directory() {
    return directory;
  }

  /// Makes the file with this number, for its owner only.
  FileChannel create(long id) throws IOException {
    return FileChannel.open(
        path(id),
        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
        attributes(directory, "rw-------"));
  }

  Disk disk() {
    return disk;
  }

  /// Opens a body and keeps its file from going away until the content is closed.
  ///
  /// @return empty if the file is gone: it was compacted, so its body has another place by now
  public Optional<SegmentContent> open(Place place) {
    SegmentFile file;
    synchronized (this) {
      file = pinned.get(place.segment());
      if (file == null) {
        file = idle.remove(place.segment());
        if (file == null) {
          Path path = path(place.segment());
          if (retired.contains(place.segment()) || !Files.exists(path)) {
            return Optional.empty();
          }
          file = new SegmentFile(place.segment(), path);
        }
        pinned.put(place.segment(), file);
      }
      file.pins++;
    }
    return Optional.of(new SegmentContent(this, file, place));
  }

  synchronized void unpin(SegmentFile file) {
    file.pins--;
    if (file.pins > 0) {
      return;
    }
    pinned.remove(file.id);
    if (retired.contains(file.id)) {
      file.close();
      removeRetired();
      return;
    }
    idle.put(file.id, file);
    if (idle.size() > IDLE_OPEN) {
      SegmentFile eldest = idle.firstEntry().getValue();
      idle.remove(eldest.id);
      eldest.close();
    }
  }

  /// Remembers that an open blob stands in this file: a transaction may still take it.
  synchronized void offer(long id) {
    offered.add(id);
  }

  synchronized void withdraw(long id) {
    offered.remove(id);
  }

  /// Says whether a transaction may still take the body in this file.
  public synchronized boolean isOffered(long id) {
    return offered.contains(id);
  }

  /// Removes a file that no row names any more, as soon as nobody needs it.
  public synchronized void retire(long id) {
    retired.add(id);
    removeRetired();
  }

  /// Keeps all files, retired ones too, until the hold is closed.
  public synchronized Hold hold() {
    holds++;
    return this::release;
  }

  private synchronized void release() {
    holds--;
    removeRetired();
  }

  private void removeRetired() {
    if (holds > 0) {
      return;
    }
    for (Long id : List.copyOf(retired)) {
      if (pinned.containsKey(id)) {
        continue;
      }
      SegmentFile open = idle.remove(id);
      if (open != null) {
        open.close();
      }
      try {
        Files.deleteIfExists(path(id));
        retired.remove(id);
      } catch (IOException e) {
        LOG.warn("segment {} could not be removed; trying again later", id, e);
      }
    }
  }

  @Override
  public synchronized void close() {
    idle.values().forEach(SegmentFile::close);
    idle.clear();
    pinned.values().forEach(SegmentFile::close);
  }

  /// Keeps files from being removed.
  public interface Hold extends AutoCloseable {
    @Override
    void close();
  }
}
