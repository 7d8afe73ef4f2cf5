package dev.postern.mail.files;

import dev.postern.mail.ModifiedUtf7;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// One folder of a Maildir: a directory with `cur` and `new`.
///
/// @param folder into which it goes
record Maildir(Path directory, String folder) implements Source {
  /// Where an export notes the folder's true name and UIDVALIDITY.
  static final String NAME = "postern-folder";

  static final String KEYWORDS = "dovecot-keywords";

  static boolean is(Path directory) {
    return Files.isDirectory(directory.resolve("cur"));
  }

  /// Returns the folder that a directory below the root stands for: `.A.B` is `A/B`.
  static String folder(Path below) {
    List<String> levels = new ArrayList<>();
    for (Path part : below) {
      String name = part.toString();
      List<String> parts =
          name.startsWith(".") ? List.of(name.substring(1).split("\\.", -1)) : List.of(name);
      parts.stream()
          .filter(level -> !level.isEmpty())
          .map(level -> FileNames.decode(ModifiedUtf7.decode(level).orElse(level)))
          .forEach(levels::add);
    }
    return String.join("/", levels);
  }

  private List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (String name : List.of("cur", "new")) {
      Path part = directory.resolve(name);
      if (Files.isDirectory(part)) {
        try (Stream<Path> all = Files.list(part)) {
          all.filter(file -> !file.getFileName().toString().startsWith("."))
              .filter(Files::isRegularFile)
              .forEach(files::add);
        }
      }
    }
    files.sort(Comparator.comparing(file -> file.getFileName().toString()));
    return files;
  }

  @Override
  public long size() {
    try {
      return files().stream().mapToLong(file -> file.toFile().length()).sum();
    } catch (IOException _) {
      return 0;
    }
  }

  @Override
  public List<String> folders() {
    return List.of(folder);
  }

  @Override
  public void read(long most, Receiver receiver) throws IOException {
    List<String> keywords = keywords(directory);
    long read = 0;
    for (Path file : files()) {
      try (Held held = new Held(most)) {
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(held);
        }
        read += held.size();
        receiver.take(found(file, held, keywords), read);
      }
    }
  }

  private Found found(Path file, Held held, List<String> keywords) throws IOException {
    MaildirName name = MaildirName.parse(file.getFileName().toString());
    OffsetDateTime date =
        name.isExported()
            ? name.date().orElseThrow()
            : Instant.ofEpochSecond(Files.getLastModifiedTime(file).toInstant().getEpochSecond())
                .atOffset(ZoneOffset.UTC);
    return new Found(
        folder,
        name.unique(),
        name.flags(keywords),
        Optional.of(date),
        held,
        name.isExported(),
        Optional.empty());
  }

  /// Reads the names of a directory's keywords, in the order of their letters.
  static List<String> keywords(Path directory) throws IOException {
    Path file = directory.resolve(KEYWORDS);
    if (!Files.isRegularFile(file)) {
      return List.of();
    }
    List<String> names = new ArrayList<>();
    for (String line : Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList()) {
      String[] parts = line.strip().split(" ", 2);
      boolean numbered = parts.length == 2 && parts[0].chars().allMatch(Character::isDigit);
      if (numbered && parts[0].length() < 3 && StatusFields.isKeyword(parts[1])) {
        int at = Integer.parseInt(parts[0]);
        while (names.size() <= at) {
          names.add("");
        }
        names.set(at, parts[1]);
      }
    }
    return names.stream()
        .map(name -> name.isEmpty() ? "unknown" : name)
        .collect(Collectors.toCollection(ArrayList::new));
  }
}
