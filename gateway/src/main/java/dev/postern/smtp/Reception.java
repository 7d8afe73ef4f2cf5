package dev.postern.smtp;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.lint.LintKind;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import dev.postern.smtp.wire.LenientDecoder;
import dev.postern.smtp.wire.LineLength;
import dev.postern.smtp.wire.MailDecoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Receives one mail after DATA or BDAT, straight into the store's sink.
///
/// What goes wrong on the way (too large, no space, bare line ends) is remembered, the rest of the
/// mail is read and dropped, and the refusal comes when it has ended: the client and we stay in
/// step.
final class Reception implements AutoCloseable {
  /// Octets of a line without its end (RFC 5322 section 2.1.1).
  static final int LONGEST_LINE = 998;

  /// The same at a lenient door.
  static final int LONGEST_LENIENT = 1 << 16;

  private final BlobSink sink;
  private final long limit;
  private final MailDecoder decoder;
  private final int longestLine;
  private final LineLength lines = new LineLength();
  private long own;
  private long received;
  private Optional<GatewayException> refusal = Optional.empty();

  /// Begins with the trace fields, which do not count against the limit.
  ///
  /// @param sink closed by [#close]
  /// @param longestLine octets that a line may have without its end; MAX_VALUE: any number
  Reception(MailDecoder decoder, BlobSink sink, long limit, int longestLine, List<String> trace) {
    this.sink = sink;
    this.decoder = decoder;
    this.limit = limit;
    this.longestLine = longestLine;
    for (String field : trace) {
      byte[] line = (field + "\r\n").getBytes(StandardCharsets.UTF_8);
      write(line, line.length);
      own += line.length;
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
    if (longestLine != Integer.MAX_VALUE) {
      lines.add(decoder.output(), decoder.length());
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

  /// Returns the octets of the trace fields.
  long own() {
    return own;
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
    if (lines.longest() > longestLine) {
      throw new GatewayException(
          Fault.INVALID, "a line has more than " + longestLine + " octets: wrap or encode it");
    }
    return sink.finish();
  }

  /// Returns what had to be mended in the mail, or what else others will stumble over.
  Set<LintKind> remarks() {
    Set<LintKind> remarks = EnumSet.noneOf(LintKind.class);
    if (decoder instanceof LenientDecoder lenient && lenient.mended()) {
      remarks.add(LintKind.BARE_LINE_ENDS);
    }
    if (lines.longest() > LONGEST_LINE) {
      remarks.add(LintKind.LONG_LINE);
    }
    return remarks;
  }

  @Override
  public void close() {
    sink.close();
  }
}
