package dev.postern.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Joins and decodes MIME parameter values (RFC 2231 sections 3 and 4).
///
/// One answer for every reader: an encoded value (`filename*`) wins over continuations
/// (`filename*0`), these over the plain form (`filename`); of several of one form the first wins.
final class Rfc2231 {
  /// Parameters that are looked at in one field.
  static final int MAX_PARAMETERS = 1_000;

  private record Segment(String value, boolean extended) {}

  private static final class Forms {
    private final Map<Integer, Segment> continued = new HashMap<>();
    private String plain = "";
    private boolean hasPlain;
    private String encoded = "";
    private boolean hasEncoded;
  }

  private final Map<String, Forms> forms = new LinkedHashMap<>();

  /// Takes one parameter as it stands in the field; `name` may carry `*0`, `*0*` or `*`.
  void add(String name, String value) {
    int star = name.indexOf('*');
    String base = star < 0 ? name : name.substring(0, star);
    if (base.isEmpty()) {
      return;
    }
    Forms form = forms.computeIfAbsent(base, _ -> new Forms());
    String mark = star < 0 ? "" : name.substring(star + 1);
    if (star < 0) {
      form.plain = form.hasPlain ? form.plain : value;
      form.hasPlain = true;
    } else if (mark.isEmpty()) {
      form.encoded = form.hasEncoded ? form.encoded : value;
      form.hasEncoded = true;
    } else {
      boolean extended = mark.endsWith("*");
      int number = number(extended ? mark.substring(0, mark.length() - 1) : mark);
      if (number >= 0) {
        form.continued.putIfAbsent(number, new Segment(value, extended));
      }
    }
  }

  private static int number(String digits) {
    boolean plain = !digits.isEmpty() && digits.length() <= 4;
    for (int i = 0; plain && i < digits.length(); i++) {
      plain = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    return plain ? Integer.parseInt(digits) : -1;
  }

  /// Returns the parameters in the order of their first appearance.
  List<FieldParameter> joined() {
    List<FieldParameter> joined = new ArrayList<>();
    forms.forEach((name, form) -> {
      if (form.hasEncoded) {
        joined.add(new FieldParameter(name, form.encoded, true));
      } else if (form.continued.containsKey(0)) {
        joined.add(continued(name, form));
      } else if (form.hasPlain) {
        joined.add(new FieldParameter(name, form.plain, false));
      }
    });
    return joined;
  }

  private static FieldParameter continued(String name, Forms form) {
    boolean extended = false;
    int count = 0;
    for (Segment segment; (segment = form.continued.get(count)) != null; count++) {
      extended |= segment.extended();
    }
    StringBuilder value = new StringBuilder();
    for (int i = 0; i < count; i++) {
      Segment segment = form.continued.getOrDefault(i, new Segment("", false));
      boolean headless = i == 0 && extended && !segment.extended();
      value.append(headless ? "''" : "");
      value.append(extended && !segment.extended() ? percent(segment.value()) : segment.value());
    }
    return new FieldParameter(name, value.toString(), extended);
  }

  /// Percent-encodes text in UTF-8, without the charset in front.
  static String encode(String text) {
    byte[] octets = text.getBytes(StandardCharsets.UTF_8);
    return percent(new String(octets, StandardCharsets.ISO_8859_1));
  }

  private static String percent(String octets) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < octets.length(); i++) {
      char c = octets.charAt(i);
      boolean plain = c > ' ' && c < 127 && "*'%()<>@,;:\\\"/[]?=".indexOf(c) < 0;
      out.append(plain ? String.valueOf(c) : "%%%02X".formatted((int) c));
    }
    return out.toString();
  }

  /// Decodes `charset'language'text`; without its quotes the value is percent-decoded all the same.
  static String decode(String extended) {
    int first = extended.indexOf('\'');
    int second = first < 0 ? -1 : extended.indexOf('\'', first + 1);
    String charset = second < 0 ? "" : extended.substring(0, first);
    byte[] octets = unpercent(second < 0 ? extended : extended.substring(second + 1));
    return EncodedWords.clean(
        charset.isEmpty() ? Charsets.guess(octets) : Charsets.decode(octets, charset));
  }

  private static byte[] unpercent(String text) {
    byte[] in = text.getBytes(StandardCharsets.ISO_8859_1);
    byte[] out = new byte[in.length];
    int length = 0;
    for (int i = 0; i < in.length; i++) {
      int high = i + 2 < in.length && in[i] == '%' ? Character.digit(in[i + 1], 16) : -1;
      int low = high >= 0 ? Character.digit(in[i + 2], 16) : -1;
      boolean escaped = low >= 0;
      out[length++] = escaped ? (byte) (high << 4 | low) : in[i];
      i += escaped ? 2 : 0;
    }
    return Arrays.copyOf(out, length);
  }
}
