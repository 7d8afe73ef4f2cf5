package dev.postern.smtp.client;

import dev.postern.mail.CrlfOutput;
import dev.postern.mail.MessageForm;
import dev.postern.mail.MessageSource;
import dev.postern.mail.Reencoding;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.BlobSink;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/// A mail in the form in which one hop takes it, signed.
///
/// Most mail goes out from where it lies. What has to be changed is written once, where the store
/// keeps bodies that nobody has taken yet; it is gone when this is closed.
final class Content implements AutoCloseable {
  private static final int STEP = 16 << 10;

  private final MemorySegment mail;
  private final byte[] fields;
  private final Body body;
  private final Optional<Blob> changed;

  /// The parameter of MAIL (RFC 6152 section 2, RFC 3030 section 3).
  enum Body {
    SEVEN_BIT(""),
    EIGHT_BIT(" BODY=8BITMIME"),
    BINARY(" BODY=BINARYMIME");

    final String parameter;

    Body(String parameter) {
      this.parameter = parameter;
    }
  }

  private Content(
      MemorySegment mail,
      Body body,
      Optional<Blob> changed,
      Function<MemorySegment, List<String>> signer) {
    this.mail = mail;
    this.body = body;
    this.changed = changed;
    StringBuilder above = new StringBuilder();
    signer.apply(mail).forEach(field -> above.append(field).append("\r\n"));
    this.fields = above.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Brings a mail into a form that `offers` allow.
  ///
  /// @param signer returns the fields that go on top of what is sent
  /// @param scratch makes what a changed mail is written into
  /// @return empty if there is none: the mail would have to be changed where it must not be
  static Optional<Content> of(
      MemorySegment message,
      MessageForm form,
      Extensions offers,
      Function<MemorySegment, List<String>> signer,
      Supplier<BlobSink> scratch)
      throws IOException {
    boolean eightBit = offers.has("8BITMIME");
    Body body = form.eightBit() && eightBit ? Body.EIGHT_BIT : Body.SEVEN_BIT;
    boolean clean = !form.bareEnds() && form.size() == message.byteSize();
    boolean binary = !form.isPlain() && Reencoding.hasBinary(message);
    if (binary && offers.has("BINARYMIME") && offers.has("CHUNKING")) {
      return Optional.of(new Content(message, Body.BINARY, Optional.empty(), signer));
    }
    if (binary || form.longLines() || (form.eightBit() && !eightBit)) {
      Optional<MessageSource> encoded = Reencoding.of(message, eightBit);
      return encoded.isEmpty()
          ? Optional.empty()
          : Optional.of(written(encoded.get(), body, signer, scratch));
    }
    return Optional.of(
        clean
            ? new Content(message, body, Optional.empty(), signer)
            : written(out -> copy(message, out), body, signer, scratch));
  }

  private static Content written(
      MessageSource source,
      Body body,
      Function<MemorySegment, List<String>> signer,
      Supplier<BlobSink> scratch)
      throws IOException {
    Blob blob = blob(source, scratch);
    boolean made = false;
    try {
      Content content = new Content(blob.bytes(), body, Optional.of(blob), signer);
      made = true;
      return content;
    } finally {
      if (!made) {
        blob.close();
      }
    }
  }

  private static Blob blob(MessageSource source, Supplier<BlobSink> scratch) throws IOException {
    try (BlobSink sink = scratch.get()) {
      CrlfOutput clean = new CrlfOutput(new SinkOutput(sink), false);
      source.writeTo(clean);
      clean.finish();
      return sink.finish();
    }
  }

  Body body() {
    return body;
  }

  /// Returns the octets that [#writeTo] writes.
  long size() {
    return fields.length + mail.byteSize();
  }

  /// Writes the mail, lines ended by CRLF unless it is binary.
  void writeTo(OutputStream out) throws IOException {
    out.write(fields);
    copy(mail, out);
  }

  private static void copy(MemorySegment from, OutputStream out) throws IOException {
    byte[] buffer = new byte[(int) Math.min(STEP, from.byteSize())];
    for (long at = 0; at < from.byteSize(); at += buffer.length) {
      int length = (int) Math.min(buffer.length, from.byteSize() - at);
      MemorySegment.copy(from, ValueLayout.JAVA_BYTE, at, buffer, 0, length);
      out.write(buffer, 0, length);
    }
  }

  @Override
  public void close() {
    changed.ifPresent(Blob::close);
  }

  private static final class SinkOutput extends OutputStream {
    private final BlobSink sink;

    SinkOutput(BlobSink sink) {
      this.sink = sink;
    }

    @Override
    public void write(int octet) {
      write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) {
      sink.write(octets, offset, length);
    }
  }
}
