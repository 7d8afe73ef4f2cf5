package dev.postern.api;

import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.MailStore;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Files of one request, one behind another in one body of the store: what is large waits on the
/// disk, and nothing of it is left when this is closed.
final class Spool implements AutoCloseable {
  private final BlobSink sink;
  private final List<Long> starts = new ArrayList<>();
  private @Nullable Blob blob;

  Spool(MailStore mail) {
    sink = mail.sink();
  }

  /// Begins the next file and returns where its octets go; the file before it is whole.
  OutputStream next() {
    starts.add(sink.length());
    return new SinkStream(sink);
  }

  /// Returns the files in their order, readable until this is closed; no further one can begin.
  List<MemorySegment> files() {
    starts.add(sink.length());
    Blob whole = sink.finish();
    blob = whole;
    List<MemorySegment> files = new ArrayList<>();
    for (int i = 0; i + 1 < starts.size(); i++) {
      long length = starts.get(i + 1) - starts.get(i);
      files.add(
          length == 0
              ? MemorySegment.ofArray(new byte[0])
              : whole.bytes().asSlice(starts.get(i), length));
    }
    return files;
  }

  @Override
  public void close() {
    sink.close();
    if (blob != null) {
      blob.close();
    }
  }
}
