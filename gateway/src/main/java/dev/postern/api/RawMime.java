package dev.postern.api;

import dev.postern.auth.Grant;
import dev.postern.mailbox.Content;
import dev.postern.mailbox.MailStore;
import dev.postern.mailbox.StoredMessage;
import dev.postern.v3.JsonObject;
import dev.postern.v3.MessageJson;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// A message's bytes inside a JSON answer, encoded while they are sent: their size does not matter.
final class RawMime {
  /// Smaller messages are answered at once, so that they can be compressed.
  private static final long SMALL = 256 * 1024;

  // A multiple of three, so that no padding falls between two pieces.
  private static final int PIECE = 48 * 1024;

  private RawMime() {}

  static Response answer(MailStore mail, Request request, Grant grant, StoredMessage message) {
    Content content =
        mail.content(grant.account(), message.id(), message.revision())
            .orElseThrow(MessageView::notFound);
    if (content.size() <= SMALL) {
      try (content) {
        return Response.data(request, MessageJson.rawMime(grant.id(), message, content.bytes()));
      }
    }
    JsonObject frame = MessageJson.rawMime(grant.id(), message, MemorySegment.NULL);
    byte[] text = request.envelope().single(frame).bytes();
    // The frame ends with the empty text and two braces: the message goes between its quotes.
    int middle = text.length - 3;
    InputStream all =
        new SequenceInputStream(
            Collections.enumeration(
                List.of(
                    new ByteArrayInputStream(text, 0, middle),
                    new Encoded(content),
                    new ByteArrayInputStream(text, middle, 3))));
    long length = text.length + (content.size() + 2) / 3 * 4;
    return new Response(200, Map.of(), new Response.Stream("application/json", length, all));
  }

  private static final class Encoded extends InputStream {
    private final Content content;
    private final byte[] piece = new byte[PIECE];
    private byte[] encoded = new byte[0];
    private int position;
    private long read;

    Encoded(Content content) {
      this.content = content;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
      if (length > 0 && position == encoded.length && !refill()) {
        return -1;
      }
      int count = Math.min(length, encoded.length - position);
      System.arraycopy(encoded, position, target, offset, count);
      position += count;
      return count;
    }

    private boolean refill() {
      int count = read == content.size() ? 0 : content.read(read, piece, 0, PIECE);
      read += count;
      position = 0;
      encoded = Base64.getUrlEncoder().encode(Arrays.copyOf(piece, count));
      return count > 0;
    }

    @Override
    public void close() {
      content.close();
    }
  }
}
