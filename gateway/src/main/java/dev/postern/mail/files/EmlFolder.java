package dev.postern.mail.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// One directory with `.eml` files.
///
/// @param files those that count, in their order
/// @param folder into which they go
record EmlFolder(Path directory, List<Path> files, String folder) implements Source {
  /// Where an export notes what the files do not hold: a line for each, `name`, a tab, a [Stamp].
  static final String INDEX = "postern-index";

  /// The name that stands for the folder itself.
  static final String ITSELF = ".";

  static boolean isMessage(Path file) {
    return file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".eml");
  }

  /// Returns the messages that lie in a directory.
  static List<Path> in(Path directory) throws IOException {
    try (Stream<Path> all = Files.list(directory)) {
      return all.filter(EmlFolder::isMessage).filter(Files::isRegularFile).sorted().toList();
    }
  }

  /// Reads the index of a directory; a line that is not whole is left out.
  static Map<String, Stamp> index(Path directory) throws IOException {
    Map<String, Stamp> stamps = new HashMap<>();
    Path file = directory.resolve(INDEX);
    if (Files.isRegularFile(file)) {
      try (Stream<String> lines = Files.lines(file, StandardCharsets.ISO_8859_1)) {
        lines.forEach(line -> {
          int tab = line.indexOf('\t');
          Optional<Stamp> stamp = tab < 0 ? Optional.empty() : Stamp.parse(line.substring(tab + 1));
          stamp.ifPresent(known -> stamps.put(line.substring(0, tab), known));
        });
      }
    }
    return stamps;
  }

  @Override
  public long size() {
    return files.stream().mapToLong(file -> file.toFile().length()).sum();
  }

  @Override
  public List<String> folders() {
    return List.of(folder);
  }

  @Override
  public void read(long most, Receiver receiver) throws IOException {
    Map<String, Stamp> stamps = index(directory);
    long read = 0;
    for (Path file : files) {
      String name = file.getFileName().toString();
      Optional<Stamp> stamp = Optional.ofNullable(stamps.get(name));
      try (Held held = new Held(most)) {
        try (InputStream in = Files.newInputStream(file)) {
          in.transferTo(held);
        }
        read += held.size();
        Found found =
            new Found(
                folder,
                name,
                stamp.map(Stamp::flagSet).orElse(Set.of()),
                stamp.map(Stamp::date),
                held,
                stamp.isPresent(),
                Optional.empty());
        receiver.take(found, read);
      }
    }
  }
}
