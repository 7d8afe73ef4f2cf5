package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.smtp.wire.MailDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/// Receives one mail after DATA or BDAT, straight into the store's sink.
///
/// What goes wrong on the way (too large, no space, bare line ends) is remembered, the rest of the
/// mail is read and dropped, and the refusal comes when it has ended: the client and we stay in
/// step.
final class Reception implements AutoCloseable {
  private final BlobSink sink;
  private final long limit;
  private final MailDecoder decoder;
  private long received;
  private Optional<GatewayException> refusal = Optional.empty();

  /// Begins with the trace fields, which do not count against the limit.
  ///
  /// @param sink closed by [#close]
  Reception(MailDecoder decoder, BlobSink sink, long limit, List<String> trace) {
    this.decoder = decoder;
    this.sink = sink;
    this.limit = limit;
    for (String field : trace) {
      byte[] line = (field + "\r\n").getBytes(StandardCharsets.UTF_8);
      write(line, line.length);
    }
  }

  /// Takes what came.
  ///
  /// @return how many octets belonged to this mail: all, unless [#ended]
  int take(byte[] octets) {
    int taken = decoder.decode(octets);
    received += decoder.length();
    if (received > limit) {
      refuse(new GatewayException(Fault.TOO_LARGE, "at most " + limit + " octets"));
    }
    write(decoder.output(), decoder.length());
    return taken;
  }

  private void write(byte[] octets, int length) {
    if (refusal.isPresent()) {
      return;
    }
    try {
      sink.write(octets, 0, length);
    } catch (GatewayException e) {
      refuse(e);
    }
  }

  private void refuse(GatewayException e) {
    if (refusal.isEmpty()) {
      refusal = Optional.of(e);
      // Frees the memory and the disk now: the rest may take its time.
      sink.close();
    }
  }

  /// Returns why the mail will be refused, if that is known by now.
  Optional<GatewayException> refusal() {
    return refusal;
  }

  /// Says whether what comes next are commands.
  boolean ended() {
    return decoder.ended();
  }

  /// Returns how many octets of the mail came.
  long received() {
    return received;
  }

  /// Returns the mail.
  ///
  /// @throws GatewayException if it is refused
  Blob finish() {
    if (refusal.isPresent()) {
      throw refusal.get();
    }
    if (decoder.broken()) {
      throw new GatewayException(Fault.BARE_LINE_ENDS, "bare CR, bare LF or NUL in the mail");
    }
    return sink.finish();
  }

  @Override
  public void close() {
    sink.close();
  }
}
