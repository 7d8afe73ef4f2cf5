package dev.postern.smtp.client;

import dev.postern.outbound.Wishes;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes MAIL and RCPT with the parameters that a hop understands.
final class EnvelopeCommands {
  private final Extensions offers;
  private final Wishes wishes;
  private final boolean utf8;

  /// @param utf8 whether the transaction is internationalised (RFC 6531)
  EnvelopeCommands(Extensions offers, Wishes wishes, boolean utf8) {
    this.offers = offers;
    this.wishes = wishes;
    this.utf8 = utf8;
  }

  String mail(String path, long size, Content.Body body) {
    StringBuilder line = new StringBuilder("MAIL FROM:<").append(path).append('>');
    if (offers.has("SIZE")) {
      line.append(" SIZE=").append(size);
    }
    line.append(body.parameter);
    if (utf8) {
      line.append(" SMTPUTF8");
    }
    if (wishes.requireTls()) {
      line.append(" REQUIRETLS");
    }
    if (offers.has("DSN")) {
      wishes.ret().ifPresent(ret -> line.append(" RET=").append(ret.name()));
      if (!wishes.envelopeId().isEmpty()) {
        line.append(" ENVID=").append(xtext(wishes.envelopeId()));
      }
    }
    return line.toString();
  }

  /// @param recipient as the sender's wishes name it
  String rcpt(String path, String recipient) {
    StringBuilder line = new StringBuilder("RCPT TO:<").append(path).append('>');
    if (offers.has("DSN")) {
      Wishes.Recipient asked = wishes.of(recipient);
      asked.events().ifPresent(events -> line.append(" NOTIFY=").append(notify(events)));
      original(asked.original()).ifPresent(text -> line.append(" ORCPT=").append(text));
    }
    return line.toString();
  }

  private static String notify(Set<Wishes.Notify> events) {
    return events.isEmpty()
        ? "NEVER"
        : events.stream().sorted().map(Wishes.Notify::name).collect(Collectors.joining(","));
  }

  // original-recipient-address = addr-type ";" xtext; RFC 6533 section 3 has its own for the rest.
  private static Optional<String> original(String original) {
    int semicolon = original.indexOf(';');
    String type = semicolon < 0 ? "" : original.substring(0, semicolon);
    if (!type.matches("[A-Za-z0-9-]{1,40}")) {
      return Optional.empty();
    }
    String address = original.substring(semicolon + 1);
    return Optional.of(
        Paths.isAscii(address) ? type + ";" + xtext(address) : "utf-8;" + unitext(address));
  }

  // xtext = *( xchar / hexchar ) (RFC 3461 section 4)
  private static String xtext(String text) {
    StringBuilder out = new StringBuilder();
    for (byte octet : text.getBytes(StandardCharsets.UTF_8)) {
      int c = octet & 0xff;
      if (c > ' ' && c < 0x7f && c != '+' && c != '=') {
        out.append((char) c);
      } else {
        out.append(String.format(Locale.ROOT, "+%02X", c));
      }
    }
    return out.toString();
  }

  // utf-8-addr-xtext (RFC 6533 section 3)
  private static String unitext(String text) {
    StringBuilder out = new StringBuilder();
    text.codePoints()
        .forEach(c -> {
          if (c > ' ' && c < 0x7f && c != '+' && c != '=' && c != '\\') {
            out.append((char) c);
          } else {
            out.append(String.format(Locale.ROOT, "\\x{%02X}", c));
          }
        });
    return out.toString();
  }
}
