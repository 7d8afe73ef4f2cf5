package dev.postern.mail.files;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Finds the mail in a file or a directory.
public final class Sources {
  private static final String INBOX = "INBOX";

  private final Path root;
  private final Optional<MailFormat> format;
  private final Optional<String> into;

  private Sources(Path root, Optional<MailFormat> format, Optional<String> into) {
    this.root = root;
    this.format = format;
    this.into = into;
  }

  /// Finds it.
  ///
  /// A single file goes into `into`, or INBOX, unless an export wrote it. Below a directory,
  /// folders are what the directories and files are called, below `into`; its INBOX is `into`
  /// itself.
  ///
  /// @param format empty: whatever is there
  /// @throws IOException if nothing can be read there, or no mail is found
  public static Source open(Path path, Optional<MailFormat> format, Optional<String> into)
      throws IOException {
    Path real = path.toRealPath();
    List<Source> found;
    try {
      found = new Sources(real, format, into.map(Sources::clean)).found();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    if (found.isEmpty()) {
      throw new IOException("no mail was found there");
    }
    return new Tree(found);
  }

  private List<Source> found() throws IOException {
    if (Files.isRegularFile(root)) {
      return List.of(file());
    }
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.sorted().toList();
    }
    List<Source> sources = new ArrayList<>();
    for (Path path : all) {
      if (isInsideMaildir(path)) {
        continue;
      }
      if (Files.isDirectory(path)) {
        directory(path, sources);
      } else if (wants(MailFormat.MBOX) && isMbox(path)) {
        sources.add(new Mbox(path, placed(exported(path).orElseGet(() -> mboxFolder(path)))));
      }
    }
    return sources;
  }

  private Source file() throws IOException {
    boolean mbox = format.map(MailFormat.MBOX::equals).orElse(!EmlFolder.isMessage(root));
    return mbox
        ? new Mbox(
            root,
            into.or(() -> exported(root).map(Sources::clean))
                .filter(n -> !n.isEmpty())
                .orElse(INBOX))
        : new EmlFolder(parent(root), List.of(root), into.orElse(INBOX));
  }

  private void directory(Path path, List<Source> sources) throws IOException {
    if (wants(MailFormat.MAILDIR) && Maildir.is(path)) {
      sources.add(new Maildir(path, placed(maildirFolder(path))));
    }
    if (wants(MailFormat.EML)) {
      List<Path> files = EmlFolder.in(path);
      Map<String, Stamp> index = EmlFolder.index(path);
      if (!files.isEmpty() || index.containsKey(EmlFolder.ITSELF)) {
        String folder =
            Optional.ofNullable(index.get(EmlFolder.ITSELF))
                .map(Stamp::folder)
                .orElseGet(() -> levels(root.relativize(path)));
        sources.add(new EmlFolder(path, files, placed(folder)));
      }
    }
  }

  private boolean wants(MailFormat wanted) {
    return format.orElse(wanted) == wanted;
  }

  // Below what an export wrote nothing lies but folders, so `cur` there is a Maildir's own.
  private boolean isInsideMaildir(Path path) {
    for (Path up = path; up != null && !up.equals(root); up = up.getParent()) {
      String name = String.valueOf(up.getFileName());
      boolean part = List.of("cur", "new", "tmp").contains(name);
      if (part && Maildir.is(parent(up))) {
        return true;
      }
    }
    return false;
  }

  private static Path parent(Path path) {
    Path parent = path.getParent();
    return parent == null ? path : parent;
  }

  private static boolean isMbox(Path path) throws IOException {
    String name = path.getFileName().toString();
    return Files.isRegularFile(path)
        && !EmlFolder.isMessage(path)
        && (beginsWithFrom(path) || (Files.size(path) == 0 && name.endsWith(".mbox")));
  }

  private static boolean beginsWithFrom(Path path) throws IOException {
    try (InputStream in = Files.newInputStream(path)) {
      byte[] start = in.readNBytes(5);
      return FromLine.starts(start, 0, start.length);
    }
  }

  private static Optional<String> exported(Path mbox) {
    try (MboxReader reader = new MboxReader(Files.newInputStream(mbox));
        Held held = new Held(StatusFields.LOOK)) {
      return reader.next(held)
          ? MboxStamp.read(held.head(StatusFields.LOOK)).map(found -> found.stamp().folder())
          : Optional.empty();
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  private String mboxFolder(Path path) {
    Path below = root.relativize(path);
    String name = below.getFileName().toString();
    String own = name.endsWith(".mbox") ? name.substring(0, name.length() - 5) : name;
    return levels(below.resolveSibling(own));
  }

  private static String levels(Path below) {
    List<String> levels = new ArrayList<>();
    for (Path part : below) {
      String name = part.toString();
      levels.add(
          FileNames.decode(name.endsWith(".sbd") ? name.substring(0, name.length() - 4) : name));
    }
    return String.join("/", levels);
  }

  private String maildirFolder(Path path) throws IOException {
    Path itself = path.resolve(Maildir.NAME);
    if (Files.isRegularFile(itself)) {
      String text = Files.readString(itself, StandardCharsets.ISO_8859_1).strip();
      return FileNames.decode(text.substring(text.indexOf(' ') + 1));
    }
    return Maildir.folder(root.relativize(path));
  }

  private String placed(String folder) {
    String name = clean(folder);
    boolean inbox = name.isEmpty() || name.toUpperCase(Locale.ROOT).equals(INBOX);
    return into.map(above -> inbox ? above : above + "/" + name).orElse(inbox ? INBOX : name);
  }

  // What a folder's name cannot have.
  private static String clean(String folder) {
    return Arrays.stream(folder.split("/", -1))
        .map(level ->
            level
                .codePoints()
                .map(c -> Character.isISOControl(c) ? '_' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString())
        .filter(level -> !level.isEmpty())
        .collect(Collectors.joining("/"));
  }
}
