package dev.postern.mail.files;

import dev.postern.mail.ModifiedUtf7;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Writes one folder of a Maildir++.
final class MaildirWriter implements FolderWriter {
  private static final int LONGEST = 240;
  private static final int READABLE = 60;

  private final Path directory;
  private final List<String> keywords;
  private long lastUid;

  MaildirWriter(Path root, String folder, long validity) throws IOException {
    this.directory = folder.equals("INBOX") ? root : root.resolve(name(folder));
    for (String part : List.of("cur", "new", "tmp")) {
      Files.createDirectories(directory.resolve(part));
    }
    Path itself = directory.resolve(Maildir.NAME);
    String stamp = validity + " " + FileNames.ascii(folder) + "\n";
    if (!Files.exists(itself)) {
      Files.writeString(itself, stamp);
    } else if (!Files.readString(itself).equals(stamp)) {
      throw new IOException(directory + " holds another folder's messages");
    }
    this.keywords = new ArrayList<>(Maildir.keywords(directory));
    try (Stream<Path> files = Files.list(directory.resolve("cur"))) {
      lastUid =
          files
              .map(file -> MaildirName.parse(file.getFileName().toString()))
              .filter(MaildirName::isExported)
              .mapToLong(MaildirName::uid)
              .max()
              .orElse(0);
    }
  }

  private static String name(String folder) {
    String name =
        Arrays.stream(folder.split("/", -1))
            .map(level -> ModifiedUtf7.encode(FileNames.of(level).replace(".", "%2E")))
            .collect(Collectors.joining("."));
    if (name.length() > LONGEST) {
      String hash = HexFormat.of().toHexDigits(name.hashCode());
      name = FileNames.ascii(name.substring(0, READABLE)).replace("%", "_") + hash;
    }
    return "." + name;
  }

  @Override
  public long lastUid() {
    return lastUid;
  }

  @Override
  public void add(Stamp stamp, InputStream bytes) throws IOException {
    for (String flag : stamp.flags()) {
      if (!flag.startsWith("\\") && !keywords.contains(flag)) {
        Files.writeString(
            directory.resolve(Maildir.KEYWORDS),
            keywords.size() + " " + flag + "\n",
            StandardCharsets.US_ASCII,
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
        keywords.add(flag);
      }
    }
    MaildirName name = MaildirName.of(stamp, keywords);
    Path unfinished = directory.resolve("tmp").resolve(name.unique());
    Files.copy(bytes, unfinished, StandardCopyOption.REPLACE_EXISTING);
    Files.setLastModifiedTime(unfinished, FileTime.from(stamp.date().toInstant()));
    Files.move(
        unfinished,
        directory.resolve("cur").resolve(name.toString()),
        StandardCopyOption.ATOMIC_MOVE);
    lastUid = stamp.uid();
  }

  @Override
  public void complete() {}

  @Override
  public void close() {}
}
