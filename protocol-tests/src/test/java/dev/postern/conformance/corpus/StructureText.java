package dev.postern.conformance.corpus;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// A BODYSTRUCTURE as short text: `(…)` a multipart, `[…]` an attached message, and for each leaf
/// its type, encoding, octets and, for text, lines.
final class StructureText {
  private StructureText() {}

  /// Reads wire bytes as an IMAP client does (RFC 9051 section 9, `body`).
  static String of(byte[] bodyStructure) {
    String wire = new String(bodyStructure, StandardCharsets.ISO_8859_1);
    StringBuilder out = new StringBuilder();
    body((List<?>) new Items(wire).next(), out);
    return out.toString();
  }

  static String leaf(String type, String subtype, String encoding, long size, long lines) {
    String media = (type + "/" + subtype).toLowerCase(Locale.ROOT);
    String counted = type.equalsIgnoreCase("text") ? ":" + lines : "";
    return " %s;%s;%d%s ".formatted(media, encoding, size, counted);
  }

  private static void body(List<?> items, StringBuilder out) {
    if (items.getFirst() instanceof List<?>) {
      out.append("(");
      for (Object item : items) {
        if (!(item instanceof List<?> child)) {
          break;
        }
        body(child, out);
      }
      out.append(")");
      return;
    }
    String type = (String) items.get(0);
    String subtype = (String) items.get(1);
    if (type.equalsIgnoreCase("message") && subtype.equalsIgnoreCase("rfc822")) {
      out.append("[");
      body((List<?>) items.get(8), out);
      out.append("]");
      return;
    }
    boolean text = type.equalsIgnoreCase("text");
    long lines = text ? Long.parseLong((String) items.get(7)) : 0;
    long size = Long.parseLong((String) items.get(6));
    out.append(leaf(type, subtype, (String) items.get(5), size, lines));
  }

  /// The values of a parenthesised list: strings, and lists of them.
  private static final class Items {
    private final String in;
    private int at;

    Items(String in) {
      this.in = in;
    }

    Object next() {
      while (in.charAt(at) == ' ') {
        at++;
      }
      return switch (in.charAt(at)) {
        case '(' -> list();
        case '"' -> quoted();
        case '{' -> literal();
        default -> atom();
      };
    }

    private List<Object> list() {
      List<Object> items = new ArrayList<>();
      at++;
      while (in.charAt(at) != ')') {
        items.add(next());
      }
      at++;
      return items;
    }

    private String quoted() {
      StringBuilder text = new StringBuilder();
      for (at++; in.charAt(at) != '"'; at++) {
        at += in.charAt(at) == '\\' ? 1 : 0;
        text.append(in.charAt(at));
      }
      at++;
      return text.toString();
    }

    private String literal() {
      int end = in.indexOf("}\r\n", at);
      int length = Integer.parseInt(in.substring(at + 1, end));
      at = end + 3 + length;
      return in.substring(end + 3, at);
    }

    private String atom() {
      int from = at;
      while (in.charAt(at) != ' ' && in.charAt(at) != ')') {
        at++;
      }
      return in.substring(from, at);
    }
  }
}
