package dev.postern.mail.files;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
    resume();
    this.out =
        new BufferedOutputStream(
            Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.APPEND),
            BUFFER);
  }

  // What an export did not write is left as it is.
  private void resume() throws IOException {
    if (!Files.exists(part) && Files.exists(file)) {
      if (whole(file) < Files.size(file)) {
        throw new IOException(file + " was not written by an export");
      }
      Files.move(file, part, StandardCopyOption.ATOMIC_MOVE);
    } else if (Files.exists(part)) {
      long whole = whole(part);
      if (whole == 0 && !isBegun()) {
        throw new IOException(part + " was not written by an export");
      }
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.truncate(whole);
      }
    }
  }

  private boolean isBegun() throws IOException {
    try (InputStream in = Files.newInputStream(part)) {
      byte[] start = in.readNBytes(FromLine.SENDER.length());
      return FromLine.SENDER.startsWith(new String(start, StandardCharsets.ISO_8859_1));
    }
  }

  /// Returns where the last message that is whole ends.
  private long whole(Path written) throws IOException {
    long end = 0;
    try (MboxReader reader = new MboxReader(Files.newInputStream(written))) {
      while (true) {
        try (Held held = new Held(Long.MAX_VALUE)) {
          if (Files.size(written) < end + FromLine.SENDER.length()
              || !reader.next(held)
              || !isWhole(held)) {
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
