package dev.postern.mailauth.dkim;

import dev.postern.mailauth.RawMail;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.Map;

/// The SHA-256 of a mail's body in each of its two forms, each computed once however many
/// signatures ask for it. The body is read in pieces and never held. Not thread-safe.
public final class BodyHashes {
  private static final int PIECE = 64 << 10;

  private final MemorySegment body;
  private final Map<Canonicalization, Hash> known = new EnumMap<>(Canonicalization.class);

  /// A body's hash.
  ///
  /// @param length octets of the body in that form
  public record Hash(byte[] sha256, long length) {}

  /// Prepares the hashes of a mail's body.
  public BodyHashes(RawMail mail) {
    this.body = mail.octets().asSlice(mail.bodyStart());
  }

  /// Returns the hash of the whole body.
  public Hash of(Canonicalization form) {
    return known.computeIfAbsent(form, this::compute);
  }

  private Hash compute(Canonicalization form) {
    MessageDigest digest = sha256();
    long length = form == Canonicalization.SIMPLE ? simple(digest) : relaxed(digest);
    return new Hash(digest.digest(), length);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  // RFC 6376 section 3.4.3: one CRLF at the end, be there none or many, in an empty body too.
  private long simple(MessageDigest digest) {
    long end = body.byteSize();
    while (end > 1 && at(end - 1) == '\n' && at(end - 2) == '\r') {
      end -= 2;
    }
    byte[] piece = new byte[(int) Math.min(PIECE, end)];
    for (long at = 0; at < end; at += piece.length) {
      digest.update(piece, 0, read(at, end, piece));
    }
    digest.update(new byte[] {'\r', '\n'});
    return end + 2;
  }

  private long relaxed(MessageDigest digest) {
    RelaxedBody relaxed = new RelaxedBody(digest);
    byte[] piece = new byte[(int) Math.min(PIECE, body.byteSize())];
    for (long at = 0; at < body.byteSize(); at += piece.length) {
      relaxed.update(piece, read(at, body.byteSize(), piece));
    }
    return relaxed.finish();
  }

  private int read(long from, long end, byte[] into) {
    int count = (int) Math.min(into.length, end - from);
    MemorySegment.copy(body, ValueLayout.JAVA_BYTE, from, into, 0, count);
    return count;
  }

  private byte at(long offset) {
    return body.get(ValueLayout.JAVA_BYTE, offset);
  }
}
