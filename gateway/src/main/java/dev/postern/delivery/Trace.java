package dev.postern.delivery;

import dev.postern.mail.Dates;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.HeaderField;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Set;

/// The trace fields that mail gets on its way (RFC 5321 section 4.4): `Name: value` without the
/// line end.
///
/// Whatever a peer said is cut down to printable ASCII and harmless characters first, so that a
/// field stays one valid field.
public final class Trace {
  private static final int MAX_TOKEN = 255;
  private static final Set<String> ABOVE =
      Set.of("Return-Path", "Delivered-To", "Authentication-Results");

  private Trace() {}

  /// Returns the field that says where bounces go.
  ///
  /// @param sender empty for the null sender
  public static String returnPath(String sender) {
    return "Return-Path: <" + line(sender) + ">";
  }

  /// Returns the field that says which address, with its `+tag`, the mail came to.
  public static String deliveredTo(String recipient) {
    return "Delivered-To: " + line(recipient);
  }

  /// Returns the Received field of a hop inside this server: from the queue to a mailbox.
  public static String local(String host, long queueId, Instant now) {
    return "Received: by %s (Postern) id %d;\r\n\t%s".formatted(host, queueId, date(now));
  }

  /// Returns the Received field of a hop over the network.
  ///
  /// @param from the peer as it may be shown, `name (address)`; empty hides it
  /// @param by this server's name
  /// @param protocol a keyword of RFC 3848 such as `ESMTPSA`
  /// @param recipient the only recipient; empty if there are several
  public static String received(
      String from, String by, String protocol, String id, String recipient, Instant now) {
    StringBuilder field = new StringBuilder("Received: ");
    if (!from.isEmpty()) {
      field.append("from ").append(from).append("\r\n\t");
    }
    field.append("by ").append(by).append(" (Postern) with ").append(protocol);
    field.append(" id ").append(id);
    if (!recipient.isEmpty()) {
      field.append("\r\n\tfor <").append(line(recipient)).append('>');
    }
    return field.append(";\r\n\t").append(date(now)).toString();
  }

  /// Returns a peer's own name for itself as a domain-like word: letters, digits and `.-_:[]`, at
  /// most 255; everything else becomes `?`.
  public static String token(String name) {
    StringBuilder token = new StringBuilder();
    for (int i = 0; i < Math.min(name.length(), MAX_TOKEN); i++) {
      char c = name.charAt(i);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || ".-_:[]".indexOf(c) >= 0);
      token.append(plain ? c : '?');
    }
    return token.isEmpty() ? "unknown" : token.toString();
  }

  /// Returns how many octets at the start of a message are trace fields that this server put there:
  /// up to the Received field of the hop by which it came here. 0 if there is none.
  ///
  /// @param header of the message
  static long own(HeaderBlock header, String host) {
    for (HeaderField field : header.fields()) {
      if (field.is("Received")) {
        return field.unfoldedRaw().contains("by " + host + " (Postern) ") ? field.end() : 0;
      }
      if (!ABOVE.contains(field.name())) {
        return 0;
      }
    }
    return 0;
  }

  private static String line(String text) {
    return text.replaceAll("[\\p{Cntrl}]", "?");
  }

  private static String date(Instant now) {
    return Dates.format(now, ZoneOffset.UTC);
  }
}
