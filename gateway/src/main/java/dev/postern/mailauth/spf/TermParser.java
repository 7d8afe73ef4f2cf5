package dev.postern.mailauth.spf;

import dev.postern.mailauth.spf.Term.Address;
import dev.postern.mailauth.spf.Term.All;
import dev.postern.mailauth.spf.Term.Block;
import dev.postern.mailauth.spf.Term.Exchanger;
import dev.postern.mailauth.spf.Term.Exists;
import dev.postern.mailauth.spf.Term.Include;
import dev.postern.mailauth.spf.Term.Pointer;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads one mechanism (RFC 7208 section 12).
final class TermParser {
  private static final Pattern WORD = Pattern.compile("([+?~-]?)([A-Za-z0-9]+)(.*)");
  private static final Pattern LENGTHS = Pattern.compile("(?:/([0-9]+))?(?://([0-9]+))?");
  private static final Pattern LENGTHS_AT_END =
      Pattern.compile("(/[0-9]+//[0-9]+|//[0-9]+|/[0-9]+)$");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:0|[1-9][0-9]{0,2})\\.){3}(?:0|[1-9][0-9]{0,2})");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

  private final String result;
  private final String rest;

  private TermParser(String result, String rest) {
    this.result = result;
    this.rest = rest;
  }

  static Term parse(String text) throws SpfException {
    Matcher word = WORD.matcher(text);
    if (!word.matches()) {
      throw broken();
    }
    String result =
        switch (word.group(1)) {
          case "-" -> "fail";
          case "~" -> "softfail";
          case "?" -> "neutral";
          default -> "pass";
        };
    return new TermParser(result, word.group(3)).mechanism(word.group(2).toLowerCase(Locale.ROOT));
  }

  private static SpfException broken() {
    return SpfException.permanent("a mechanism that cannot be read");
  }

  private Term mechanism(String name) throws SpfException {
    return switch (name) {
      case "all" -> all();
      case "include" -> new Include(result, MacroString.domain(argument()));
      case "exists" -> new Exists(result, MacroString.domain(argument()));
      case "ptr" -> new Pointer(result, optionalDomain(rest));
      case "ip4" -> block(32);
      case "ip6" -> block(128);
      case "a", "mx" -> addresses(name);
      default -> throw broken();
    };
  }

  private Term all() throws SpfException {
    if (!rest.isEmpty()) {
      throw broken();
    }
    return new All(result);
  }

  private Term addresses(String name) throws SpfException {
    Matcher end = LENGTHS_AT_END.matcher(rest);
    String lengths = end.find() ? end.group() : "";
    var domain = optionalDomain(rest.substring(0, rest.length() - lengths.length()));
    Matcher both = LENGTHS.matcher(lengths);
    if (!both.matches()) {
      throw broken();
    }
    int bits4 = both.group(1) == null ? 32 : length(both.group(1), 32);
    int bits6 = both.group(2) == null ? 128 : length(both.group(2), 128);
    return name.equals("a")
        ? new Address(result, domain, bits4, bits6)
        : new Exchanger(result, domain, bits4, bits6);
  }

  private Term block(int all) throws SpfException {
    String text = argument();
    int slash = text.indexOf('/');
    String address = slash < 0 ? text : text.substring(0, slash);
    int bits = slash < 0 ? all : length(text.substring(slash + 1), all);
    if (!(all == 32 ? IPV4 : IPV6).matcher(address).matches()) {
      throw broken();
    }
    try {
      InetAddress read = InetAddress.ofLiteral(address);
      return new Block(
          result, all == 128 && read instanceof Inet4Address ? mapped(read) : read, bits);
    } catch (IllegalArgumentException notAnAddress) {
      throw broken();
    }
  }

  // An IPv4 address in IPv6 clothes, which no client wears here: it matches nobody.
  private InetAddress mapped(InetAddress address) throws SpfException {
    if (rest.indexOf(':', 1) < 0) {
      throw broken();
    }
    byte[] bytes = new byte[16];
    bytes[10] = (byte) 0xff;
    bytes[11] = (byte) 0xff;
    System.arraycopy(address.getAddress(), 0, bytes, 12, 4);
    try {
      return Inet6Address.getByAddress(null, bytes, -1);
    } catch (UnknownHostException notAnAddress) {
      throw broken();
    }
  }

  private static int length(String text, int most) throws SpfException {
    boolean plain = text.matches("0|[1-9][0-9]{0,2}");
    if (!plain || Integer.parseInt(text) > most) {
      throw SpfException.permanent("a prefix length that does not exist");
    }
    return Integer.parseInt(text);
  }

  private Optional<MacroString> optionalDomain(String text) throws SpfException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (text.charAt(0) != ':') {
      throw broken();
    }
    return Optional.of(MacroString.domain(text.substring(1)));
  }

  private String argument() throws SpfException {
    if (rest.length() < 2 || rest.charAt(0) != ':') {
      throw broken();
    }
    return rest.substring(1);
  }
}
