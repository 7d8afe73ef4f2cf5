package dev.postern.mailauth;

import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderField;
import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// A mail as signatures see it: octets, the fields of its own header, and where its body begins.
///
/// @param octets the whole mail, lines ended by CRLF; may be a mapped file
/// @param bodyStart first octet after the blank line; the mail's size if it has none
public record RawMail(MemorySegment octets, HeaderBlock header, long bodyStart) {
  /// Reads the header of a mail; never throws on what it says.
  public static RawMail of(MemorySegment octets) {
    long body = bodyStart(octets);
    return new RawMail(octets, HeaderBlock.of(octets, 0, body), body);
  }

  private static long bodyStart(MemorySegment octets) {
    long size = octets.byteSize();
    long line = 0;
    for (long at = 0; at < size; at++) {
      if (octets.get(ValueLayout.JAVA_BYTE, at) == '\n') {
        boolean blank =
            at == line || (at == line + 1 && octets.get(ValueLayout.JAVA_BYTE, line) == '\r');
        line = at + 1;
        if (blank) {
          return line;
        }
      }
    }
    return size;
  }

  /// Returns the octets of a field, name, folds and last line end included.
  public byte[] octetsOf(HeaderField field) {
    return octets
        .asSlice(field.start(), field.end() - field.start())
        .toArray(ValueLayout.JAVA_BYTE);
  }

  /// Returns the octets of a field as text, one character for each.
  public String textOf(HeaderField field) {
    return new String(octetsOf(field), StandardCharsets.ISO_8859_1);
  }

  /// Returns the addresses in all `From` fields, as they stand; those without an `@` are passed
  /// over.
  public List<String> authors() {
    return header.all("From").stream()
        .flatMap(field -> MailAddresses.parseHeader(utf8(field.unfoldedRaw())).stream())
        .map(Mailbox::email)
        .filter(email -> email.indexOf('@') >= 0)
        .toList();
  }

  /// Returns the different domains of the addresses in all `From` fields, in order, as
  /// [#domain(String)] writes them; addresses without a real one are passed over.
  public List<String> authorDomains() {
    return authors().stream()
        .map(author -> author.substring(author.lastIndexOf('@') + 1))
        .flatMap(domain -> domain(domain).stream())
        .distinct()
        .toList();
  }

  /// Returns a domain name as it is compared and looked up: A-labels in lower case without final
  /// dot.
  ///
  /// @return empty if it is none, such as an address literal
  public static Optional<String> domain(String text) {
    String name = text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    return name.indexOf('@') >= 0
        ? Optional.empty()
        : MailAddresses.parse("x@" + name.toLowerCase(Locale.ROOT))
            .map(MailAddress::domain)
            .filter(domain -> !domain.startsWith("["));
  }

  /// Reads octets held as characters as UTF-8 (RFC 6532).
  public static String utf8(String octets) {
    return new String(octets.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
