package dev.postern.smtp.client;

import dev.postern.mail.CrlfOutput;
import dev.postern.mail.MessageForm;
import dev.postern.mail.MessageSource;
import dev.postern.mail.Reencoding;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A mail in the form in which one hop takes it, signed.
///
/// Most mail goes out from where it lies. What has to be changed is written once: a small mail into
/// memory, a large one into a file that is gone when this is closed.
final class Content implements AutoCloseable {
  private static final int STEP = 16 << 10;
  private static final long IN_MEMORY = 1 << 20;

  private final MemorySegment mail;
  private final byte[] fields;
  private final Body body;
  private final Scratch scratch;

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

  private Content(MemorySegment mail, Body body, Scratch scratch, MessageSigner signer) {
    this.mail = mail;
    this.body = body;
    this.scratch = scratch;
    StringBuilder above = new StringBuilder();
    signer.sign(mail).forEach(field -> above.append(field).append("\r\n"));
    this.fields = above.toString().getBytes(StandardCharsets.UTF_8);
  }

  /// Brings a mail into a form that `offers` allow.
  ///
  /// @return empty if there is none: the mail would have to be changed where it must not be
  static Optional<Content> of(
      MemorySegment message, MessageForm form, Extensions offers, MessageSigner signer)
      throws IOException {
    boolean eightBit = offers.has("8BITMIME");
    Body body = form.eightBit() && eightBit ? Body.EIGHT_BIT : Body.SEVEN_BIT;
    boolean clean = !form.bareEnds() && form.size() == message.byteSize();
    boolean binary = !form.isPlain() && Reencoding.hasBinary(message);
    if (binary && offers.has("BINARYMIME") && offers.has("CHUNKING")) {
      return Optional.of(new Content(message, Body.BINARY, Scratch.NONE, signer));
    }
    if (binary || form.longLines() || (form.eightBit() && !eightBit)) {
      Optional<MessageSource> encoded = Reencoding.of(message, eightBit);
      return encoded.isEmpty()
          ? Optional.empty()
          : Optional.of(written(encoded.get(), body, signer));
    }
    return Optional.of(
        clean
            ? new Content(message, body, Scratch.NONE, signer)
            : written(out -> copy(message, out), body, signer));
  }

  private static Content written(MessageSource source, Body body, MessageSigner signer)
      throws IOException {
    Scratch scratch = Scratch.of(MessageForm.of(source).size(), source);
    boolean made = false;
    try {
      Content content = new Content(scratch.octets, body, scratch, signer);
      made = true;
      return content;
    } finally {
      if (!made) {
        scratch.close();
      }
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
  public void close() throws IOException {
    scratch.close();
  }

  /// Octets that were written anew.
  private record Scratch(MemorySegment octets, Optional<Arena> arena, Optional<Path> file) {
    static final Scratch NONE = new Scratch(MemorySegment.NULL, Optional.empty(), Optional.empty());

    static Scratch of(long size, MessageSource source) throws IOException {
      if (size <= IN_MEMORY) {
        ByteArrayOutputStream out = new ByteArrayOutputStream((int) size);
        write(source, out);
        return new Scratch(
            MemorySegment.ofArray(out.toByteArray()), Optional.empty(), Optional.empty());
      }
      return inFile(source);
    }

    // Closed with the content.
    @SuppressWarnings("MustBeClosedChecker")
    private static Scratch inFile(MessageSource source) throws IOException {
      Path file = Files.createTempFile("postern-", ".eml");
      Arena arena = Arena.ofShared();
      boolean made = false;
      try {
        try (OutputStream out = Files.newOutputStream(file)) {
          write(source, out);
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
          MemorySegment octets =
              channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), arena);
          made = true;
          return new Scratch(octets, Optional.of(arena), Optional.of(file));
        }
      } finally {
        if (!made) {
          arena.close();
          Files.deleteIfExists(file);
        }
      }
    }

    private static void write(MessageSource source, OutputStream out) throws IOException {
      CrlfOutput clean = new CrlfOutput(out, false);
      source.writeTo(clean);
      clean.finish();
    }

    void close() throws IOException {
      arena.ifPresent(Arena::close);
      if (file.isPresent()) {
        Files.deleteIfExists(file.get());
      }
    }
  }
}
