package dev.postern.imap;

import dev.postern.imap.wire.FetchItem;
import dev.postern.imap.wire.FetchItem.Wanted;
import dev.postern.imap.wire.ResponseWriter;
import dev.postern.mail.Part;
import dev.postern.mail.PartDecoder;
import dev.postern.mailbox.Content;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes `BINARY[…]` and `BINARY.SIZE[…]`: parts without their Content-Transfer-Encoding (RFC 3516
/// section 4.3).
///
/// A part is decoded twice, once to count and to look for NUL, once to send, so that it needs no
/// memory whatever its size.
final class BinaryWriter {
  private static final int CHUNK = 8 << 10;

  private final ResponseWriter out;

  BinaryWriter(ResponseWriter out) {
    this.out = out;
  }

  /// Says whether the item's part is in an encoding that can be removed, or does not exist.
  static boolean decodes(FetchItem.Binary item, List<Part> parts) {
    Part part = item.path().isEmpty() ? null : Sections.part(item.path(), parts);
    return part == null || part.isMultipart() || PartDecoder.knows(part);
  }

  /// Writes one item with its name; of a part that does not exist, NIL or a size of 0.
  void write(FetchItem.Binary item, Content content, List<Part> parts) {
    name(item);
    boolean whole = item.path().isEmpty();
    Part part = whole ? null : Sections.part(item.path(), parts);
    if (item.want() == Wanted.SIZE) {
      long size = part == null ? 0 : PartDecoder.decodedSize(content.bytes(), part);
      out.put(whole ? content.size() : size);
    } else if (!whole && part == null) {
      out.put("NIL");
    } else {
      try {
        bytes(item, content, part);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void name(FetchItem.Binary item) {
    out.put(item.want() == Wanted.SIZE ? "BINARY.SIZE[" : "BINARY[");
    for (int i = 0; i < item.path().size(); i++) {
      out.put(i == 0 ? "" : ".").put((long) item.path().get(i));
    }
    out.put(']');
    item.partial().ifPresent(partial -> out.put('<').put(partial.offset()).put('>'));
    out.put(' ');
  }

  private void bytes(FetchItem.Binary item, Content content, @Nullable Part part)
      throws IOException {
    Measure measure;
    try (InputStream in = open(item, content, part)) {
      measure = measure(in, limit(item));
    }
    if (measure.length == 0) {
      // As for BODY[…]: an empty literal stalls some clients (clients.md row 3).
      out.put("\"\"");
      return;
    }
    if (measure.nul) {
      out.literal8(measure.length);
    } else {
      out.literal(measure.length);
    }
    try (InputStream in = open(item, content, part)) {
      copy(in, measure.length);
    }
  }

  private static long limit(FetchItem.Binary item) {
    return item.partial().map(FetchItem.Partial::length).orElse(Long.MAX_VALUE);
  }

  private static InputStream open(FetchItem.Binary item, Content content, @Nullable Part part)
      throws IOException {
    InputStream in =
        part == null
            ? PartDecoder.openMessage(content.bytes())
            : PartDecoder.open(content.bytes(), part);
    in.skip(item.partial().map(FetchItem.Partial::offset).orElse(0L));
    return in;
  }

  private record Measure(long length, boolean nul) {}

  private static Measure measure(InputStream in, long limit) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long length = 0;
    boolean nul = false;
    int read = 0;
    while (length < limit && read >= 0) {
      read = in.read(chunk, 0, (int) Math.min(CHUNK, limit - length));
      for (int i = 0; i < read && !nul; i++) {
        nul = chunk[i] == 0;
      }
      length += Math.max(read, 0);
    }
    return new Measure(length, nul);
  }

  private void copy(InputStream in, long length) throws IOException {
    long left = length;
    while (left > 0) {
      byte[] target = out.lend();
      int read = in.read(target, out.at(), (int) Math.min(out.lent(), left));
      if (read <= 0) {
        throw new IllegalStateException("stored bytes end early");
      }
      out.filled(read);
      left -= read;
    }
  }
}
