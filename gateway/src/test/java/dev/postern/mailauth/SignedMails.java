package dev.postern.mailauth;

import dev.postern.support.MemoryDns;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Objects;

/// Mails and keys for the tests of signatures.
public final class SignedMails {
  /// Shortly after the frozen vectors were made.
  public static final InstantSource CLOCK =
      InstantSource.fixed(Instant.parse("2026-12-01T00:00:00Z"));

  private SignedMails() {}

  /// Returns a mail from text of which each character is an octet.
  public static RawMail mail(String text) {
    return RawMail.of(MemorySegment.ofArray(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  /// Returns a mail written with LF, as text blocks are.
  public static RawMail lines(String text) {
    return mail(text.replace("\n", "\r\n"));
  }

  /// Returns a frozen mail.
  public static String vector(String name) {
    try (InputStream in = SignedMails.class.getResourceAsStream("vectors/" + name)) {
      byte[] octets = Objects.requireNonNull(in, name).readAllBytes();
      return new String(octets, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Returns the records that the frozen mails were signed for.
  public static MemoryDns vectorKeys() {
    MemoryDns dns = new MemoryDns();
    for (String line : vector("zone.tsv").split("\n", -1)) {
      int tab = line.indexOf('\t');
      if (tab > 0) {
        dns.text(line.substring(0, tab), line.substring(tab + 1));
      }
    }
    return dns;
  }
}
