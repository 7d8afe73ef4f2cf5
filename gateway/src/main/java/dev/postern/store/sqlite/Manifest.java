package dev.postern.store.sqlite;

import dev.postern.store.sqlite.segment.StoredBlob;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The list of a backup's files with their checksums, written last: a backup without it is not
/// complete.
///
/// @param files paths below the backup's directory
record Manifest(List<Entry> files) {
  private static final String NAME = "manifest.txt";
  private static final String HEAD = "postern backup 1";

  /// One file.
  record Entry(String path, long size, String sha256) {}

  static Entry entry(Path directory, Path file) throws IOException {
    String path = directory.relativize(file).toString().replace('\\', '/');
    return new Entry(path, Files.size(file), sha256(file));
  }

  private static String sha256(Path file) throws IOException {
    MessageDigest digest = StoredBlob.digest();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] chunk = new byte[1 << 16];
      for (int got = in.read(chunk); got >= 0; got = in.read(chunk)) {
        digest.update(chunk, 0, got);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  void write(Path directory) throws IOException {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    for (Entry file : files) {
      text.append(file.sha256()).append(' ').append(file.size()).append(' ').append(file.path());
      text.append('\n');
    }
    Path target = directory.resolve(NAME);
    Files.writeString(target, text, StandardCharsets.UTF_8);
    force(target);
  }

  static void force(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  /// Reads the manifest and compares every file with it.
  ///
  /// @throws EngineRefusal if anything is missing or differs
  static Manifest check(Path directory) throws IOException {
    Path file = directory.resolve(NAME);
    if (!Files.exists(file)) {
      throw new EngineRefusal("not a complete backup: " + file + " is missing");
    }
    List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
    if (lines.isEmpty() || !lines.getFirst().equals(HEAD)) {
      throw new EngineRefusal("this program does not know the format of " + file);
    }
    List<Entry> entries = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      String[] words = line.split(" ", 3);
      Entry listed = new Entry(words[2], Long.parseLong(words[1]), words[0]);
      Path present = directory.resolve(listed.path());
      if (!Files.exists(present) || !entry(directory, present).equals(listed)) {
        throw new EngineRefusal("the backup is damaged: " + present);
      }
      entries.add(listed);
    }
    return new Manifest(entries);
  }
}
