package dev.postern.mail.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Writes an mbox with exact bytes: lines like `From ` are quoted reversibly ("mboxrd"), and lines
/// on top of each message say what an mbox has no place for.
final class MboxWriter implements FolderWriter {
  private static final int BUFFER = 64 << 10;

  private final Path file;
  private final Path part;
  private final long validity;
  private final OutputStream out;
  private long lastUid;

  MboxWriter(Path root, String folder, long validity) throws IOException {
    Path path = root;
    for (String level : folder.split("/", -1)) {
      path = path.resolve(FileNames.of(level));
    }
    this.file = path.resolveSibling(path.getFileName() + ".mbox");
    this.part = path.resolveSibling(path.getFileName() + ".mbox.part");
    this.validity = validity;
    Files.createDirectories(root);
    Files.createDirectories(file.toAbsolutePath().getParent());
    if (!Files.exists(part) && Files.exists(file)) {
      Files.move(file, part, StandardCopyOption.ATOMIC_MOVE);
    }
    if (Files.exists(part)) {
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.truncate(whole());
      }
    }
    this.out =
        new BufferedOutputStream(
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            BUFFER);
  }

  /// Returns where the last message that is whole ends.
  private long whole() throws IOException {
    long end = 0;
    try (MboxReader reader = new MboxReader(Files.newInputStream(part))) {
      while (true) {
        try (Held held = new Held(Long.MAX_VALUE)) {
          if (Files.size(part) == end || !reader.next(held) || !isWhole(held)) {
            return end;
          }
          end = reader.consumed();
        }
      }
    }
  }

  private boolean isWhole(Held held) throws IOException {
    MboxStamp exported = MboxStamp.read(held.head(StatusFields.LOOK)).orElse(null);
    if (exported == null) {
      return false;
    }
    Stamp stamp = exported.stamp();
    if (stamp.validity() != validity) {
      throw new IOException(file + " holds another folder's messages");
    }
    long behind = held.size() - exported.octets() - stamp.size();
    if (behind < 1) {
      return false;
    }
    held.narrow(exported.octets() + stamp.size() - 1, 1);
    boolean whole = behind == 2 || held.head(1)[0] == '\n';
    lastUid = whole ? stamp.uid() : lastUid;
    return whole;
  }

  @Override
  public long lastUid() {
    return lastUid;
  }

  @Override
  public void add(Stamp stamp, InputStream bytes) throws IOException {
    out.write(FromLine.of(stamp.date()));
    out.write(MboxStamp.write(stamp));
    var quoted = new FromQuoting(out);
    bytes.transferTo(quoted);
    quoted.finish();
    out.write(quoted.endsLine() ? new byte[] {'\n'} : new byte[] {'\n', '\n'});
    lastUid = stamp.uid();
  }

  @Override
  public void complete() throws IOException {
    out.close();
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
