package dev.postern.store.sqlite;

import dev.postern.mailbox.Agent;
import dev.postern.mailbox.Blob;
import dev.postern.mailbox.Flags;
import dev.postern.mailbox.FolderId;
import dev.postern.mailbox.MessageId;
import dev.postern.mailbox.TextTerm;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// A mail whose words are known, however it says them.
///
/// @param text the body
record RandomMail(String subject, String text, byte[] bytes) {
  private static final List<String> LATIN =
      List.of("Hello", "world", "stra\u00dfe", "M\u00fcller", "na\u00efve", "100%", "a_b", "\"x\"");
  private static final List<String> WIDE =
      List.of(
          "STRA\u1e9eE",
          "\u0131\u0130i",
          "e\u0301t\u00e9",
          "\u6771\u4eac\u90fd\u5e81",
          "\ud83d\ude00\ud83d\udc4d\ud83c\udffd",
          "\ufb01sh",
          "\u03a3\u03c3\u03c2\u03a3",
          "\uac00\ub098\ub2e4",
          "q\u0323\u0307",
          "\u041f\u0440\u0438\u0432\u0435\u0442",
          "\u05e9\u05dc\u05d5\u05dd",
          "\u00bd\u2460");

  static RandomMail make(RandomGenerator random) {
    boolean wide = random.nextBoolean();
    String subject = words(random, true, 4);
    String text = words(random, wide, 30);
    String charset = wide ? random.nextBoolean() ? "utf-8" : "gb18030" : "iso-8859-1";
    boolean html = random.nextInt(3) == 0;
    byte[] content = (html ? html(text, random) : text).getBytes(Charset.forName(charset));
    boolean base64 = random.nextBoolean();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(
        ("From: ann@example.org\r\nSubject: "
                + encoded(subject, random)
                + "\r\nMIME-Version: 1.0\r\n")
            .getBytes(StandardCharsets.UTF_8));
    boolean multipart = random.nextBoolean();
    if (multipart) {
      out.writeBytes(ascii("Content-Type: multipart/mixed; boundary=bb\r\n\r\n--bb\r\n"));
    }
    out.writeBytes(
        ascii(
            "Content-Type: text/"
                + (html ? "html" : "plain")
                + "; charset="
                + charset
                + "\r\nContent-Transfer-Encoding: "
                + (base64 ? "base64" : "quoted-printable")
                + "\r\n\r\n"));
    out.writeBytes(base64 ? Base64.getMimeEncoder().encode(content) : quoted(content));
    out.writeBytes(ascii(multipart ? "\r\n--bb--\r\n" : "\r\n"));
    return new RandomMail(subject, text, out.toByteArray());
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static String words(RandomGenerator random, boolean wide, int most) {
    StringBuilder out = new StringBuilder();
    for (int left = 1 + random.nextInt(most); left > 0; left--) {
      List<String> from = wide && random.nextBoolean() ? WIDE : LATIN;
      out.append(out.isEmpty() ? "" : " ").append(from.get(random.nextInt(from.size())));
    }
    return out.toString();
  }

  private static String html(String text, RandomGenerator random) {
    StringBuilder out = new StringBuilder("<html><style>p{x:y}</style><p class=\"a>b\">");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '&' || (c == '\u00fc' && random.nextBoolean())) {
        out.append(c == '\u00fc' ? "&uuml;" : "&#" + (int) c + ";");
      } else if (c == ' ') {
        out.append(random.nextBoolean() ? "\r\n" : "<br> ");
      } else if (c < 0x80 && random.nextInt(10) == 0) {
        out.append("<b>").append(c).append("</b>");
      } else {
        out.append(c);
      }
    }
    return out.append("<!-- hidden > text --></p>").toString();
  }

  private static byte[] quoted(byte[] content) {
    StringBuilder out = new StringBuilder();
    for (byte b : content) {
      out.append("=%02X".formatted(b & 0xff));
      out.append(out.length() % 60 == 0 ? "=\r\n" : "");
    }
    return ascii(out.toString());
  }

  private static String encoded(String text, RandomGenerator random) {
    return random.nextBoolean()
        ? text
        : "=?utf-8?b?"
            + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8))
            + "?=";
  }

  MessageId add(Agent agent) {
    try (Blob blob = agent.blob(bytes)) {
      return agent
          .commit(tx ->
              tx.add(Agent.message(blob, bytes, Agent.NOON, Flags.NONE, List.of(FolderId.INBOX))))
          .message();
    }
  }

  /// Returns a part of what the mail says, in any letter case.
  TextTerm term(RandomGenerator random) {
    boolean header = random.nextBoolean();
    String from = header ? subject : text;
    int start = random.nextInt(from.length());
    int length = 1 + random.nextInt(random.nextInt(4) == 0 ? 60 : 5);
    start -= Character.isLowSurrogate(from.charAt(start)) ? 1 : 0;
    int end = Math.min(from.length(), start + length);
    end += end < from.length() && Character.isLowSurrogate(from.charAt(end)) ? 1 : 0;
    String part = cased(from.substring(start, end), random);
    return header
        ? random.nextBoolean() ? new TextTerm.Header("subject", part) : new TextTerm.Text(part)
        : random.nextBoolean() ? new TextTerm.Body(part) : new TextTerm.Text(part);
  }

  /// One letter each, so that no letter becomes several.
  private static String cased(String text, RandomGenerator random) {
    String upper = text.toUpperCase(Locale.ROOT);
    return upper.length() == text.length() && !text.contains("\u0130") && random.nextBoolean()
        ? upper
        : text;
  }

  /// Returns a term that may be nowhere.
  static TextTerm strange(RandomGenerator random) {
    String text = words(random, true, 2);
    int start = random.nextInt(text.length());
    String part = text.substring(start, Math.min(text.length(), start + 1 + random.nextInt(6)));
    return switch (random.nextInt(4)) {
      case 0 -> new TextTerm.Header("Subject", part);
      case 1 -> new TextTerm.Header("Content-Type", part);
      case 2 -> new TextTerm.Body(part);
      default -> new TextTerm.Text(part);
    };
  }
}
