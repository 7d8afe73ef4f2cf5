package dev.postern.dns;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.Name;

/// Names between text and the wire. No character is an escape: what came in a mail is taken octet
/// for octet.
final class DnsName {
  private static final int LONGEST_LABEL = 63;
  private static final int LONGEST_NAME = 255;
  private static final Name LOCALHOST = Name.fromConstantString("localhost.");

  private DnsName() {}

  /// Returns the name in lower case; empty if nothing can be called so.
  static Optional<Name> of(String text) {
    String ascii = text;
    if (!StandardCharsets.US_ASCII.newEncoder().canEncode(text)) {
      try {
        ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED);
      } catch (IllegalArgumentException | IndexOutOfBoundsException noName) {
        return Optional.empty();
      }
    }
    ascii = ascii.endsWith(".") ? ascii.substring(0, ascii.length() - 1) : ascii;
    return wire(Arrays.asList(ascii.toLowerCase(Locale.ROOT).split("\\.", -1)));
  }

  private static Optional<Name> wire(List<String> labels) {
    var wire = new ByteArrayOutputStream();
    for (String label : labels) {
      byte[] octets = label.getBytes(StandardCharsets.UTF_8);
      if (octets.length == 0 || octets.length > LONGEST_LABEL) {
        return Optional.empty();
      }
      wire.write(octets.length);
      wire.writeBytes(octets);
    }
    wire.write(0);
    if (wire.size() > LONGEST_NAME) {
      return Optional.empty();
    }
    try {
      return Optional.of(new Name(wire.toByteArray()));
    } catch (IOException noName) {
      return Optional.empty();
    }
  }

  /// Returns the name in lower case without a final dot; empty for the root.
  static String text(Name name) {
    return name.equals(Name.root) ? "" : name.toString(true).toLowerCase(Locale.ROOT);
  }

  /// Says whether it is `localhost` or below (RFC 6761 section 6.3).
  static boolean local(Name name) {
    return name.subdomain(LOCALHOST);
  }
}
