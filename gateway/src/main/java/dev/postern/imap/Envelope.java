package dev.postern.imap;

import dev.postern.mail.Dates;
import dev.postern.mail.EncodedWords;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.util.Optional;

/// Reads the text of a stored ENVELOPE (RFC 9051 section 7.5.2): what a search by subject, address
/// or date needs, without the message and without the rest of what is kept of it.
final class Envelope {
  /// Its elements, in order.
  enum Element {
    DATE(0),
    SUBJECT(1),
    FROM(2),
    SENDER(3),
    REPLY_TO(4),
    TO(5),
    CC(6),
    BCC(7),
    IN_REPLY_TO(8),
    MESSAGE_ID(9);

    private final int position;

    Element(int position) {
      this.position = position;
    }
  }

  private final byte[] wire;
  private int at;

  private Envelope(byte[] wire) {
    this.wire = wire;
  }

  /// Returns the decoded text of an element; empty if the field is absent. Mailboxes are written
  /// `name <local@domain>`, and a group's name stands for itself.
  static Optional<String> text(byte[] wire, Element wanted) {
    Envelope envelope = new Envelope(wire);
    envelope.at = 1;
    for (int i = 0; i < wanted.position; i++) {
      envelope.skip();
    }
    envelope.space();
    if (envelope.nil()) {
      return Optional.empty();
    }
    return Optional.of(
        envelope.peek() == '(' ? envelope.mailboxes() : EncodedWords.decodeRaw(envelope.string()));
  }

  /// Returns the Date field's own day, as days from 1970-01-01; empty if it has none.
  static Optional<Long> day(byte[] wire) {
    return text(wire, Element.DATE)
        .flatMap(Dates::parse)
        .map(OffsetDateTime::toLocalDate)
        .map(java.time.LocalDate::toEpochDay);
  }

  private int peek() {
    return wire[at];
  }

  private void space() {
    while (peek() == ' ') {
      at++;
    }
  }

  private boolean nil() {
    if (peek() != 'N') {
      return false;
    }
    at += 3;
    return true;
  }

  private void skip() {
    space();
    int depth = 0;
    do {
      switch (peek()) {
        case '(' -> {
          depth++;
          at++;
        }
        case ')' -> {
          depth--;
          at++;
        }
        case ' ' -> at++;
        default -> {
          if (!nil()) {
            skipString();
          }
        }
      }
    } while (depth > 0);
  }

  private void skipString() {
    if (peek() == '"') {
      at++;
      while (peek() != '"') {
        at += peek() == '\\' ? 2 : 1;
      }
      at++;
    } else {
      at = literalStart() + literalLength();
    }
  }

  // literal = "{" number "}" CRLF *CHAR8
  private int literalLength() {
    int length = 0;
    for (int i = at + 1; wire[i] != '}'; i++) {
      length = length * 10 + (wire[i] - '0');
    }
    return length;
  }

  private int literalStart() {
    int i = at;
    while (wire[i] != '\n') {
      i++;
    }
    return i + 1;
  }

  /// Reads a string, each octet one character.
  private String string() {
    int start = at;
    if (peek() == '{') {
      int first = literalStart();
      int length = literalLength();
      at = first + length;
      return new String(wire, first, length, StandardCharsets.ISO_8859_1);
    }
    skipString();
    String quoted = new String(wire, start + 1, at - start - 2, StandardCharsets.ISO_8859_1);
    return quoted.indexOf('\\') < 0 ? quoted : quoted.replaceAll("\\\\(.)", "$1");
  }

  private String mailboxes() {
    StringBuilder text = new StringBuilder();
    at++;
    while (peek() == '(') {
      at++;
      String name = nstring();
      nstring();
      String local = nstring();
      String domain = nstring();
      at++;
      text.append(text.isEmpty() ? "" : ", ");
      if (domain.isEmpty()) {
        text.append(EncodedWords.decodeRaw(name + local));
      } else {
        text.append(EncodedWords.decodeRaw(name)).append(" <").append(local).append('@');
        text.append(domain).append('>');
      }
    }
    return text.toString();
  }

  private String nstring() {
    space();
    return nil() ? "" : string();
  }
}
