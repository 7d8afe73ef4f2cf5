package dev.postern.rules;

import dev.postern.mail.MailAddress;
import dev.postern.mail.MailAddresses;
import java.math.BigDecimal;
import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/// Brings what people and mail write to one form, so that it can be compared. What is in that form
/// already stays as it is.
public final class Normal {
  private static final int LONGEST_ITEM = 500;
  private static final int LONGEST_NUMBER = 30;
  private static final int LONGEST_DOMAIN = 256;
  // Composing long runs of accents takes the square of their number.
  private static final int LONGEST_COMPOSED = 16 << 10;

  private Normal() {}

  /// Normalises an item of a list: at most 500 characters; white space around it goes, and so does
  /// the dot before a top-level domain or the `@` before a domain.
  ///
  /// @return empty if it is none of that type
  public static Optional<String> item(ListType type, String value) {
    if (value.length() > LONGEST_ITEM) {
      return Optional.empty();
    }
    return switch (type) {
      case ADDRESS -> address(value);
      case DOMAIN -> domain(value);
      case TLD -> tld(value);
    };
  }

  /// Makes letter case, composition (NFC) and runs of white space one, and leaves out what nobody
  /// sees. Of text beyond ASCII only the first 16,384 characters stay.
  static String text(String value) {
    return folded(value, false).strip();
  }

  private static String folded(String value, boolean unseen) {
    boolean ascii = true;
    boolean plain = true;
    for (int i = 0; i < value.length() && ascii; i++) {
      char c = value.charAt(i);
      ascii = c < 0x80;
      plain &= c > ' ' && c != 0x7f && (c < 'A' || c > 'Z');
    }
    if (ascii) {
      return plain ? value : each(value, unseen);
    }
    String cut = value.substring(0, Math.min(value.length(), LONGEST_COMPOSED));
    return composed(each(composed(cut), unseen));
  }

  private static String composed(String text) {
    return Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  // Letter by letter, unlike String.toLowerCase, for which a sigma at the end of a word is another.
  private static String each(String value, boolean unseen) {
    StringBuilder out = new StringBuilder(value.length());
    boolean blank = false;
    for (int i = 0; i < value.length(); ) {
      int c = value.codePointAt(i);
      i += Character.charCount(c);
      boolean space = Character.isWhitespace(c) || Character.isSpaceChar(c);
      if (!unseen && !space && isUnseen(c)) {
        continue;
      }
      if (!space) {
        out.appendCodePoint(Character.toLowerCase(Character.toUpperCase(c)));
      } else if (!blank) {
        out.append(' ');
      }
      blank = space;
    }
    return out.toString();
  }

  private static boolean isUnseen(int c) {
    int type = Character.getType(c);
    return type == Character.FORMAT || type == Character.CONTROL;
  }

  static Optional<String> address(String value) {
    return MailAddresses.parseSender(undotted(value.strip())).map(Normal::joined);
  }

  private static String joined(MailAddress address) {
    return folded(address.local(), true) + "@" + address.domain().toLowerCase(Locale.ROOT);
  }

  static Optional<String> domain(String value) {
    String text = value.strip();
    String name = undotted(text.startsWith("@") ? text.substring(1) : text);
    return name.indexOf('@') >= 0
        ? Optional.empty()
        : MailAddresses.parse("x@" + name)
            .map(address -> address.domain().toLowerCase(Locale.ROOT));
  }

  static Optional<String> tld(String value) {
    String text = value.strip();
    return domain(text.startsWith(".") ? text.substring(1) : text)
        .filter(name -> name.indexOf('.') < 0 && !name.startsWith("["));
  }

  private static String undotted(String name) {
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  static String foundAddress(String value) {
    Optional<String> known = address(value);
    if (known.isPresent()) {
      return known.get();
    }
    String text = folded(value, true).strip();
    int at = text.lastIndexOf('@');
    return at < 0 ? text : text.substring(0, at + 1) + foundDomain(text.substring(at + 1));
  }

  static String foundDomain(String value) {
    return domain(value).orElseGet(() -> folded(value, true).strip());
  }

  /// Returns the domain of a normalised address; empty if it has none.
  static Optional<String> domainOf(String address) {
    int at = address.lastIndexOf('@');
    return at < 0 || at == address.length() - 1
        ? Optional.empty()
        : Optional.of(address.substring(at + 1));
  }

  /// Returns the last label of a normalised domain; empty for an IP address.
  static Optional<String> tldOf(String domain) {
    return domain.startsWith("[")
        ? Optional.empty()
        : Optional.of(domain.substring(domain.lastIndexOf('.') + 1));
  }

  /// Returns a normalised address or domain as people write it, with U-labels.
  static String readable(String value) {
    int at = value.lastIndexOf('@');
    // Decoding takes the square of its length; no domain is longer.
    return value.indexOf("xn--", at + 1) < 0 || value.length() - at > LONGEST_DOMAIN
        ? value
        : value.substring(0, at + 1) + folded(IDN.toUnicode(value.substring(at + 1)), true).strip();
  }

  static Optional<String> mediaType(String value) {
    String text = text(value);
    int slash = text.indexOf('/');
    String type = slash < 0 ? "" : text.substring(0, slash);
    String subtype = text.substring(slash + 1);
    boolean valid =
        (isToken(type) && (isToken(subtype) || subtype.equals("*"))) || text.equals("*/*");
    return valid ? Optional.of(text) : Optional.empty();
  }

  // restricted-name of RFC 6838 section 4.2.
  private static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars()
            .allMatch(c ->
                (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "!#$&-^_.+".indexOf(c) >= 0);
  }

  static Optional<String> number(String value) {
    String text = value.strip();
    boolean plain =
        text.length() <= LONGEST_NUMBER
            && text.chars().allMatch(c -> (c >= '0' && c <= '9') || c == '.' || c == '-');
    try {
      return plain
          ? Optional.of(new BigDecimal(text).stripTrailingZeros().toPlainString())
          : Optional.empty();
    } catch (NumberFormatException _) {
      return Optional.empty();
    }
  }
}
