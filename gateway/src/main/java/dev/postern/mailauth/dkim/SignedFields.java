package dev.postern.mailauth.dkim;

import dev.postern.mail.HeaderField;
import dev.postern.mailauth.RawMail;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Picks the fields that a signature names (RFC 6376 section 5.4.2): of several with one name the
/// lowest first; a name with no field left stands for nothing.
public final class SignedFields {
  private final RawMail mail;
  private final Map<String, List<HeaderField>> byName = new HashMap<>();

  /// Sorts the fields of a mail by name.
  public SignedFields(RawMail mail) {
    this.mail = mail;
    for (HeaderField field : mail.header().fields()) {
      byName.computeIfAbsent(lower(field.name()), _ -> new ArrayList<>()).add(field);
    }
  }

  /// Writes the fields named, in that order.
  ///
  /// @param except the field that holds the signature itself: it was not there when it was made
  public void write(
      List<String> names, Canonicalization form, HeaderField except, ByteArrayOutputStream out) {
    Map<String, Integer> left = new HashMap<>();
    for (String name : names) {
      String key = lower(name);
      List<HeaderField> fields = byName.getOrDefault(key, List.of());
      int next = left.getOrDefault(key, fields.size()) - 1;
      if (next >= 0 && fields.get(next).start() == except.start()) {
        next--;
      }
      if (next >= 0) {
        form.writeField(mail.octetsOf(fields.get(next)), out);
      }
      left.put(key, Math.max(0, next));
    }
  }

  int count(String name) {
    return byName.getOrDefault(lower(name), List.of()).size();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
