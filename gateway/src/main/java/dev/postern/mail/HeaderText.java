package dev.postern.mail;

import java.util.ArrayList;
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

  /// Writes `; name="value"` for a MIME field on lines of its own, nothing for an empty value;
  /// encoded and continued where RFC 2231 asks for it.
  static String parameter(String name, String value) {
    if (value.isEmpty()) {
      return "";
    }
    boolean plain = value.length() <= MAX_LINE - 20 && !needsEncoding(value);
    if (plain) {
      return ";\r\n\t" + name + "=" + quoted(value);
    }
    List<String> pieces = pieces(Rfc2231.encode(value));
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pieces.size(); i++) {
      String mark = pieces.size() == 1 ? "*=" : "*" + i + "*=";
      out.append(";\r\n\t").append(name).append(mark);
      out.append(i == 0 ? "UTF-8''" : "").append(pieces.get(i));
    }
    return out.toString();
  }

  // Never cut inside %XX.
  private static List<String> pieces(String encoded) {
    List<String> pieces = new ArrayList<>();
    for (int from = 0; from < encoded.length(); ) {
      int to = Math.min(encoded.length(), from + MAX_LINE - 30);
      int escape = encoded.lastIndexOf('%', to - 1);
      to = to < encoded.length() && escape > to - 3 ? escape : to;
      pieces.add(encoded.substring(from, to));
      from = to;
    }
    return pieces;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
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
    return (atoms ? name : quoted(name)) + " <" + address + ">";
  }

  // Text that looks like an encoded word would be read as one; some readers take a backslash before
  // a fold for an escape.
  private static boolean needsEncoding(String text) {
    int run = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      run = Octets.isBlank(c) ? 0 : run + 1;
      if (c >= 0x7f || c == '\\' || run > MAX_RUN) {
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
