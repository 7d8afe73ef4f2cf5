package dev.postern.mailauth.spf;

import dev.postern.mailauth.spf.MacroString.Literal;
import dev.postern.mailauth.spf.MacroString.Macro;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Puts values into macros (RFC 7208 section 7.3).
final class Expansion {
  private static final int LONGEST_NAME = 253;
  private static final String UNRESERVED = "-._~";

  private final Identity identity;
  private final Questions questions;

  Expansion(Identity identity, Questions questions) {
    this.identity = identity;
    this.questions = questions;
  }

  /// Returns a domain, cut at its left to the length of a name.
  String domain(MacroString text, String current) throws SpfException {
    String name = text(text, current);
    name = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    while (name.length() > LONGEST_NAME && name.indexOf('.') >= 0) {
      name = name.substring(name.indexOf('.') + 1);
    }
    return name;
  }

  /// Returns the text, with `current` for the domain.
  String text(MacroString text, String current) throws SpfException {
    var expanded = new StringBuilder();
    for (MacroString.Part part : text.parts()) {
      switch (part) {
        case Literal literal -> expanded.append(literal.text());
        case Macro macro -> {
          String value = cut(value(macro.letter(), current), macro);
          expanded.append(macro.escaped() ? escaped(value) : value);
        }
      }
    }
    return expanded.toString();
  }

  private String value(char letter, String current) throws SpfException {
    return switch (letter) {
      case 's' -> identity.local() + "@" + identity.domain();
      case 'l' -> identity.local();
      case 'o' -> identity.domain();
      case 'd' -> current;
      case 'i' -> dotted(identity.client());
      case 'p' -> name(current);
      case 'v' -> identity.client() instanceof Inet4Address ? "in-addr" : "ip6";
      case 'h' -> identity.helo();
      case 'c' -> Ipv6Text.of(identity.client());
      case 'r' -> identity.receiver();
      case 't' -> Long.toString(identity.time().getEpochSecond());
      default -> throw new IllegalStateException("no macro " + letter);
    };
  }

  private static String dotted(InetAddress address) {
    if (address instanceof Inet4Address) {
      return address.getHostAddress();
    }
    String nibbles = HexFormat.of().withUpperCase().formatHex(address.getAddress());
    return String.join(".", nibbles.split("", -1)).replaceAll("\\.$", "");
  }

  private String name(String current) throws SpfException {
    String domain = current.toLowerCase(Locale.ROOT);
    List<String> names = questions.names();
    return names.stream()
        .filter(domain::equals)
        .findFirst()
        .or(() -> names.stream().filter(name -> name.endsWith("." + domain)).findFirst())
        .or(() -> names.stream().findFirst())
        .orElse("unknown");
  }

  private static String cut(String value, Macro macro) {
    if (macro.keep() == 0 && !macro.reversed() && macro.delimiters().equals(".")) {
      return value;
    }
    var parts = new ArrayList<String>();
    int start = 0;
    for (int at = 0; at <= value.length(); at++) {
      if (at == value.length() || macro.delimiters().indexOf(value.charAt(at)) >= 0) {
        parts.add(value.substring(start, at));
        start = at + 1;
      }
    }
    if (macro.reversed()) {
      Collections.reverse(parts);
    }
    int from = macro.keep() == 0 ? 0 : Math.max(0, parts.size() - macro.keep());
    return String.join(".", parts.subList(from, parts.size()));
  }

  private static String escaped(String value) {
    var escaped = new StringBuilder();
    for (byte octet : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (octet & 0xff);
      boolean plain = c < 0x80 && (Character.isLetterOrDigit(c) || UNRESERVED.indexOf(c) >= 0);
      escaped.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return escaped.toString();
  }
}
