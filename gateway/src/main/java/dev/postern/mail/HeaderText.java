package dev.postern.mail;

import java.util.List;

/// Writes values of header fields: ASCII, folded, no line longer than RFC 5322 section 2.1.1
/// allows.
final class HeaderText {
  /// Longest line we write where a fold is possible.
  private static final int MAX_LINE = 76;

  /// Longest run without a blank that still leaves a line under 998 octets.
  private static final int MAX_RUN = 900;

  private HeaderText() {}

  /// Writes an unstructured value (RFC 5322 section 3.6.5).
  static String unstructured(String name, String text) {
    String words = needsEncoding(text) ? EncodedWords.encode(text) : text;
    return fold(name, words);
  }

  /// Writes an address list (RFC 5322 section 3.4).
  static String mailboxes(String name, List<Mailbox> mailboxes) {
    StringBuilder out = new StringBuilder();
    for (Mailbox mailbox : mailboxes) {
      out.append(out.isEmpty() ? "" : ", ").append(mailbox(mailbox));
    }
    return fold(name, out.toString());
  }

  /// Writes ids in their brackets.
  static String ids(String name, List<String> ids) {
    return fold(name, String.join(" ", ids.stream().map(id -> "<" + id + ">").toList()));
  }

  private static String mailbox(Mailbox mailbox) {
    String address = MailAddresses.parse(mailbox.email()).orElseThrow().toString();
    String name = mailbox.name().strip();
    if (name.isEmpty()) {
      return address;
    }
    if (needsEncoding(name)) {
      return EncodedWords.encode(name) + " <" + address + ">";
    }
    boolean atoms = name.chars().allMatch(c -> c >= ' ' && "()<>[]:;@\\,.\"".indexOf(c) < 0);
    String quoted = '"' + name.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    return (atoms ? name : quoted) + " <" + address + ">";
  }

  // Text that looks like an encoded word would be read as one.
  private static boolean needsEncoding(String text) {
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      run = Octets.isBlank(c) ? 0 : run + 1;
      if (c >= 0x7f || run > MAX_RUN) {
        return true;
      }
    }
    return text.contains("=?") || !text.equals(text.strip());
  }

  // A fold never leaves a line of white space only (RFC 5322 section 3.2.2).
  private static String fold(String name, String value) {
    StringBuilder out = new StringBuilder();
    int line = name.length() + 2;
    int from = 0;
    while (from < value.length()) {
      int to = from;
      while (to < value.length() && Octets.isBlank(value.charAt(to))) {
        to++;
      }
      while (to < value.length() && !Octets.isBlank(value.charAt(to))) {
        to++;
      }
      if (from > 0 && line + to - from > MAX_LINE) {
        out.append("\r\n");
        line = 0;
      }
      out.append(value, from, to);
      line += to - from;
      from = to;
    }
    return out.toString();
  }
}
