package dev.postern.api;

import dev.postern.delivery.Imports.Arrival;
import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.BlobSink;
import dev.postern.mailbox.MailStore;
import dev.postern.v3.ImportJson;
import dev.postern.v3.ImportJson.Head;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/// Messages of one request: before each, one line of JSON that says what it is and how long.
///
/// They wait in bodies of the store until this is closed; a large one never stands in memory.
final class ImportBatch implements AutoCloseable {
  static final int MAX_MESSAGES = 500;

  /// Octets of all messages together, if there is more than one.
  static final int MAX_OCTETS = 16 << 20;

  private static final int LONGEST_HEAD = 64 << 10;
  private static final int HEADS = 4 << 20;
  private static final int COPY = 64 << 10;

  private final MailStore mail;
  private final int maxMessage;
  private final List<Arrival> arrivals = new ArrayList<>();
  private long octets;

  ImportBatch(MailStore mail, int maxMessage) {
    this.mail = mail;
    this.maxMessage = maxMessage;
  }

  /// Reads all messages of a body.
  ///
  /// @throws GatewayException with SYNTAX, TOO_LARGE or LIMIT
  List<Arrival> read(Body body) {
    int max = (int) Math.min(Integer.MAX_VALUE, (long) Math.max(maxMessage, MAX_OCTETS) + HEADS);
    try (InputStream in = new BufferedInputStream(body.open(max), COPY)) {
      for (byte[] line = line(in); line.length > 0; line = line(in)) {
        message(ImportJson.head(line), in);
      }
    } catch (IOException e) {
      throw new ClientGone();
    }
    if (arrivals.isEmpty()) {
      throw new GatewayException(Fault.SYNTAX, "the request body holds no message");
    }
    return arrivals;
  }

  // Returns an empty line at the end.
  private static byte[] line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    int octet = in.read();
    for (; octet >= 0 && octet != '\n'; octet = in.read()) {
      if (line.size() == LONGEST_HEAD) {
        throw new GatewayException(Fault.SYNTAX, "what stands before a message is too long");
      }
      line.write(octet);
    }
    if ((octet < 0 && line.size() > 0) || (octet == '\n' && line.size() == 0)) {
      throw new GatewayException(Fault.SYNTAX, "a message must follow on a line of JSON");
    }
    return line.toByteArray();
  }

  private void message(Head head, InputStream in) throws IOException {
    if (head.size() > maxMessage) {
      throw new GatewayException(
          Fault.TOO_LARGE, "size is larger than " + maxMessage + ", the limit of a message");
    }
    octets += head.size();
    if (arrivals.size() == MAX_MESSAGES || (!arrivals.isEmpty() && octets > MAX_OCTETS)) {
      throw new GatewayException(
          Fault.LIMIT,
          "one request takes up to %d messages of %d octets together"
              .formatted(MAX_MESSAGES, MAX_OCTETS));
    }
    try (BlobSink sink = mail.sink()) {
      byte[] piece = new byte[(int) Math.min(COPY, head.size())];
      for (long left = head.size(); left > 0; ) {
        int count = in.read(piece, 0, (int) Math.min(piece.length, left));
        if (count < 0) {
          throw new GatewayException(Fault.SYNTAX, "the last message is shorter than its size");
        }
        sink.write(piece, 0, count);
        left -= count;
      }
      arrivals.add(
          new Arrival(head.key(), head.folder(), sink.finish(), head.flags(), head.date()));
    }
  }

  @Override
  public void close() {
    arrivals.forEach(arrival -> arrival.blob().close());
  }
}
