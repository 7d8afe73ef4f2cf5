package dev.postern.mail;

import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// Reads addresses: strictly where we are asked to send, leniently where we show what came.
public final class MailAddresses {
  private static final int MAX_LOCAL = 64;
  private static final int MAX_DOMAIN = 255;

  private MailAddresses() {}

  /// Reads one address as SMTP and the API take it (RFC 5321 section 4.1.2, RFC 6531 section 3.3).
  ///
  /// No display name, comment or white space. A quoted local part that needs no quotes loses them.
  /// A domain is lower-cased and, if it is an IDN, turned into its A-label form; `[192.0.2.1]` and
  /// `[IPv6:…]` are kept.
  ///
  /// @return empty if `text` is no such address, or a part of it is longer than RFC 5321 section
  ///   4.5.3 allows (64 and 255 octets)
  public static Optional<MailAddress> parse(String text) {
    return parse(text, MAX_LOCAL);
  }

  /// Like [#parse], for senders: what large senders make so that each report finds its mail is
  /// often longer than a local part may be, and mail is not lost for that. It has at most 255
  /// octets.
  public static Optional<MailAddress> parseSender(String text) {
    return parse(text, MAX_DOMAIN);
  }

  private static Optional<MailAddress> parse(String text, int longest) {
    int at = text.lastIndexOf('@');
    if (at <= 0 || at == text.length() - 1 || text.length() > longest + MAX_DOMAIN + 1) {
      return Optional.empty();
    }
    String local = local(text.substring(0, at));
    String domain = domain(text.substring(at + 1));
    boolean valid = !local.isEmpty() && octets(local) <= longest && !domain.isEmpty();
    return valid ? Optional.of(new MailAddress(local, domain)) : Optional.empty();
  }

  /// Reads an address list as a header field or a user gives it; never throws.
  ///
  /// Groups are flattened, names decoded, at most 1,000 addresses are returned.
  public static List<Mailbox> parseHeader(String value) {
    return mailboxes(new AddressScanner(value).scan());
  }

  /// Writes a field of one address, folded where it is long.
  ///
  /// @throws java.util.NoSuchElementException if the address cannot be read
  public static String field(String name, Mailbox mailbox) {
    return name + ": " + HeaderText.mailboxes(name, List.of(mailbox));
  }

  /// Joins `Doe, John <john@example.org>`, which should have been quoted, to one mailbox again.
  ///
  /// Only for fields that name authors: a list of recipients may well hold a bare local name.
  static List<RawAddress> withCommasInNames(List<RawAddress> addresses) {
    List<RawAddress> joined = new ArrayList<>();
    StringBuilder before = new StringBuilder();
    for (int i = 0; i < addresses.size(); i++) {
      RawAddress address = addresses.get(i);
      boolean last = i + 1 == addresses.size();
      if (address.isMailbox() && address.domain().isEmpty() && !last) {
        before.append(address.name()).append(address.local()).append(", ");
      } else {
        joined.add(address.isMailbox() ? address.withNameAfter(before.toString()) : address);
        before.setLength(0);
      }
    }
    return joined;
  }

  static List<Mailbox> mailboxes(List<RawAddress> addresses) {
    return addresses.stream()
        .filter(RawAddress::isMailbox)
        .map(raw ->
            new Mailbox(
                EncodedWords.decodeRaw(raw.name()).strip(),
                EncodedWords.clean(EncodedWords.raw(raw.email())).strip()))
        .filter(mailbox -> !mailbox.email().isEmpty() || !mailbox.name().isEmpty())
        .toList();
  }

  private static int octets(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  // Local-part = Dot-string / Quoted-string; empty if it is neither
  private static String local(String text) {
    if (isDotString(text)) {
      return text;
    }
    boolean quoted = text.length() > 2 && text.startsWith("\"") && text.endsWith("\"");
    if (!quoted || !isQuotedContent(text.substring(1, text.length() - 1))) {
      return "";
    }
    String content = text.substring(1, text.length() - 1);
    return isDotString(content) ? content : text;
  }

  private static boolean isDotString(String text) {
    boolean valid = !text.isEmpty() && !text.startsWith(".") && !text.endsWith(".");
    for (int i = 0; valid && i < text.length(); i++) {
      char c = text.charAt(i);
      valid = isAtext(c) || (c == '.' && text.charAt(i - 1) != '.');
    }
    return valid && isWhole(text);
  }

  private static boolean isQuotedContent(String text) {
    boolean valid = true;
    for (int i = 0; valid && i < text.length(); i++) {
      char c = text.charAt(i);
      boolean escape = c == '\\';
      i += escape ? 1 : 0;
      valid = i < text.length() && isText(text.charAt(i)) && (escape || c != '"');
    }
    return valid && isWhole(text);
  }

  private static boolean isAtext(char c) {
    return isText(c) && c != ' ' && "()<>[]:;@\\,.\"".indexOf(c) < 0 && !Character.isSpaceChar(c);
  }

  private static boolean isText(char c) {
    return !EncodedWords.isControl(c);
  }

  // A lone surrogate cannot be written in UTF-8.
  private static boolean isWhole(String text) {
    return StandardCharsets.UTF_8.newEncoder().canEncode(text);
  }

  // Domain / address-literal; empty if it is neither
  private static String domain(String text) {
    if (text.startsWith("[")) {
      return isLiteral(text) ? text : "";
    }
    String ascii;
    try {
      ascii = IDN.toASCII(text, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    } catch (IllegalArgumentException | IndexOutOfBoundsException _) {
      return "";
    }
    boolean valid = ascii.length() <= MAX_DOMAIN;
    for (String label : ascii.split("\\.", -1)) {
      valid &= isLabel(label);
    }
    return valid ? ascii : "";
  }

  private static boolean isLabel(String label) {
    boolean valid =
        !label.isEmpty() && label.length() <= 63 && !label.startsWith("-") && !label.endsWith("-");
    for (int i = 0; valid && i < label.length(); i++) {
      char c = label.charAt(i);
      valid = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    }
    return valid;
  }

  private static boolean isLiteral(String text) {
    boolean valid = text.length() > 3 && text.endsWith("]");
    for (int i = 1; valid && i < text.length() - 1; i++) {
      char c = text.charAt(i);
      valid = c < 0x80 && (Character.isLetterOrDigit(c) || ".:-".indexOf(c) >= 0);
    }
    return valid;
  }
}
