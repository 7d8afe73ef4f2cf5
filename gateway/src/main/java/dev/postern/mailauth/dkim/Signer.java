package dev.postern.mailauth.dkim;

import dev.postern.mail.HeaderField;
import dev.postern.mailauth.RawMail;
import java.io.ByteArrayOutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/// Signs mail for the domain of its author (RFC 6376 section 5), relaxed in header and body, the
/// body whole.
///
/// `From`, `Subject` and `To` are named once more than the mail has them, so that nobody can add
/// another. Safe for concurrent use; nothing blocks.
public final class Signer {
  private static final List<String> SIGNED =
      List.of(
          "From",
          "To",
          "Cc",
          "Subject",
          "Date",
          "Reply-To",
          "Sender",
          "Message-ID",
          "MIME-Version",
          "Content-Type",
          "Content-Transfer-Encoding",
          "In-Reply-To",
          "References",
          "List-Unsubscribe",
          "List-Unsubscribe-Post");

  private static final List<String> SEALED = List.of("From", "To", "Subject");
  // Of more fields with one name the lowest are signed.
  private static final int MAX_SAME = 10;
  private static final int LINE = 72;
  private static final HeaderField NOT_THERE = new HeaderField("", -1, -1, -1, "");

  private final SigningKeys keys;
  private final InstantSource clock;
  private final Duration validity;

  /// Makes a signer.
  ///
  /// @param validity how long signatures hold (`x=`), longer than a mail may wait in the queue;
  ///   zero for ever
  public Signer(SigningKeys keys, InstantSource clock, Duration validity) {
    this.keys = keys;
    this.clock = clock;
    this.validity = validity;
  }

  /// Signs a mail as it will go out: whatever is changed later breaks the signature.
  ///
  /// @param message header and body, lines ended by CRLF; read in pieces, not kept
  /// @return `DKIM-Signature` fields without last line end, as
  ///   [dev.postern.mail.HeaderEdit#prepend] takes them, in the order they stand: RSA first; empty
  ///   if the mail has no author domain or that has no keys
  public List<String> sign(MemorySegment message) {
    return sign(RawMail.of(message));
  }

  /// Signs a mail that was looked at before; see [#sign(MemorySegment)].
  public List<String> sign(RawMail mail) {
    List<SigningKey> active =
        mail.authorDomains().stream().limit(1).flatMap(d -> keys.active(d).stream()).toList();
    return active.isEmpty() ? List.of() : sign(mail, active);
  }

  /// Signs a mail with given keys, one field for each, RSA first.
  public List<String> sign(RawMail mail, List<SigningKey> active) {
    SignedFields header = new SignedFields(mail);
    List<String> names = names(header);
    byte[] hash = new BodyHashes(mail).of(Canonicalization.RELAXED).sha256();
    ByteArrayOutputStream fields = new ByteArrayOutputStream(4 << 10);
    header.write(names, Canonicalization.RELAXED, NOT_THERE, fields);
    byte[] signed = fields.toByteArray();
    return active.stream()
        .sorted(Comparator.comparing(SigningKey::algorithm))
        .map(key -> sign(key, open(key, names, hash), signed))
        .toList();
  }

  private static List<String> names(SignedFields header) {
    List<String> names = new ArrayList<>();
    for (String name : SIGNED) {
      int count = Math.min(MAX_SAME, header.count(name)) + (SEALED.contains(name) ? 1 : 0);
      for (int i = 0; i < count; i++) {
        names.add(name);
      }
    }
    return names;
  }

  /// Returns the field up to the value of its `b=`.
  private String open(SigningKey key, List<String> names, byte[] hash) {
    long now = clock.instant().getEpochSecond();
    String expiry = validity.isZero() ? "" : " x=" + (now + validity.toSeconds()) + ";";
    return "DKIM-Signature: v=1; a="
        + key.algorithm().tag()
        + "; c=relaxed/relaxed;\r\n d="
        + key.domain()
        + "; s="
        + key.selector()
        + ";\r\n t="
        + now
        + ";"
        + expiry
        + fields(names)
        + ";\r\n bh="
        + Base64.getEncoder().encodeToString(hash)
        + ";\r\n b=";
  }

  private static String fields(List<String> names) {
    StringBuilder text = new StringBuilder("\r\n h=");
    int line = 3;
    for (int i = 0; i < names.size(); i++) {
      String name = (i == 0 ? "" : ":") + names.get(i);
      if (line + name.length() > LINE) {
        text.append("\r\n ");
        line = 1;
      }
      text.append(name);
      line += name.length();
    }
    return text.toString();
  }

  private static String sign(SigningKey key, String open, byte[] fields) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(fields.length + 1024);
    out.writeBytes(fields);
    Canonicalization.RELAXED.writeField(open.getBytes(StandardCharsets.US_ASCII), out);
    byte[] all = out.toByteArray();
    String text =
        Base64.getEncoder()
            .encodeToString(
                Keys.sign(key.algorithm(), key.key(), Arrays.copyOf(all, all.length - 2)));
    StringBuilder field = new StringBuilder(open);
    for (int at = 0; at < text.length(); at += LINE) {
      field.append(at == 0 ? "" : "\r\n ");
      field.append(text, at, Math.min(at + LINE, text.length()));
    }
    return field.toString();
  }
}
