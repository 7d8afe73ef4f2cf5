package dev.postern.mailauth.dkim;

import dev.postern.mail.HeaderField;
import dev.postern.mailauth.RawMail;
import dev.postern.mailauth.TagList;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// A field that signs others, read: `DKIM-Signature`, or one of ARC's two (RFC 6376 section 3.5,
/// RFC 8617 section 4.1).
///
/// @param field where it stands
/// @param tags as written
public record SignatureField(HeaderField field, TagList tags) {
  private static final int SHOWN = 8;

  /// Reads a field; empty if its value is no tag list.
  public static Optional<SignatureField> of(HeaderField field) {
    return TagList.parse(field.unfoldedRaw()).map(tags -> new SignatureField(field, tags));
  }

  /// Returns the signer's domain (`d=`) in A-labels; empty if it is none.
  public Optional<String> domain() {
    return RawMail.domain(RawMail.utf8(tags.get("d", "")));
  }

  /// Returns the selector (`s=`) in A-labels; empty if it is none.
  public Optional<String> selector() {
    return RawMail.domain(RawMail.utf8(tags.get("s", "")));
  }

  /// Returns the algorithm (`a=`); empty if we do not believe in it.
  public Optional<Algorithm> algorithm() {
    return Algorithm.of(tags.get("a", ""));
  }

  /// Returns the names of the signed fields (`h=`).
  public List<String> fields() {
    return Arrays.asList(tags.solid("h").split(":", -1));
  }

  /// Says whether the `From` of the mail is signed.
  public boolean signsFrom() {
    return fields().stream().anyMatch(name -> name.equalsIgnoreCase("From"));
  }

  /// Returns the form of the header (`c=`); empty if it is an unknown one.
  public Optional<Canonicalization> headerForm() {
    return Canonicalization.of(forms()[0]);
  }

  /// Returns the form of the body (`c=`), which is simple where it is not said.
  public Optional<Canonicalization> bodyForm() {
    return Canonicalization.of(forms().length > 1 ? forms()[1] : "simple");
  }

  private String[] forms() {
    return tags.get("c", "simple/simple").split("/", 2);
  }

  /// Returns the octets of a tag in base64; empty if they are none.
  public Optional<byte[]> octets(String tag) {
    try {
      return Optional.of(Base64.getDecoder().decode(tags.solid(tag)))
          .filter(octets -> octets.length > 0);
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /// Returns the number of a tag; empty if it is none of up to 18 digits.
  public Optional<Long> number(String tag) {
    String digits = tags.get(tag, "");
    boolean valid = !digits.isEmpty() && digits.length() <= 18;
    for (int i = 0; valid && i < digits.length(); i++) {
      valid = digits.charAt(i) >= '0' && digits.charAt(i) <= '9';
    }
    return valid ? Optional.of(Long.valueOf(digits)) : Optional.empty();
  }

  /// Returns the octets that the signature stands for: the fields it names, then itself without its
  /// `b=` (RFC 6376 section 3.7).
  public byte[] signed(RawMail mail, SignedFields header, Canonicalization form) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(8 << 10);
    header.write(fields(), form, field, out);
    return endWithout(mail, form, out);
  }

  /// Adds this field without its `b=` and without a line end, and returns all.
  public byte[] endWithout(RawMail mail, Canonicalization form, ByteArrayOutputStream out) {
    String text = mail.textOf(field);
    int colon = text.indexOf(':') + 1;
    String open = text.substring(0, colon) + TagList.withoutSignature(text.substring(colon));
    form.writeField(open.getBytes(StandardCharsets.ISO_8859_1), out);
    byte[] all = out.toByteArray();
    return Arrays.copyOf(all, all.length - 2);
  }

  /// Returns what `Authentication-Results` says of it (RFC 8601 section 2.7.1, RFC 6008).
  public Map<String, String> properties() {
    Map<String, String> properties = new LinkedHashMap<>();
    domain().ifPresent(domain -> properties.put("header.d", domain));
    selector().ifPresent(selector -> properties.put("header.s", selector));
    putWord(properties, "header.a", tags.get("a", "").toLowerCase(Locale.ROOT));
    String signature = tags.solid("b");
    putWord(properties, "header.b", signature.substring(0, Math.min(SHOWN, signature.length())));
    return properties;
  }

  private static void putWord(Map<String, String> properties, String name, String value) {
    boolean plain =
        !value.isEmpty() && value.length() <= 64 && value.chars().allMatch(c -> c > 32 && c < 127);
    if (plain) {
      properties.put(name, value);
    }
  }
}
