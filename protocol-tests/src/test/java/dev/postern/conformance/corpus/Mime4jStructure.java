package dev.postern.conformance.corpus;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Locale;
import java.util.Set;
import org.apache.james.mime4j.MimeException;
import org.apache.james.mime4j.codec.DecodeMonitor;
import org.apache.james.mime4j.message.DefaultBodyDescriptorBuilder;
import org.apache.james.mime4j.stream.BodyDescriptor;
import org.apache.james.mime4j.stream.EntityState;
import org.apache.james.mime4j.stream.MimeConfig;
import org.apache.james.mime4j.stream.MimeTokenStream;
import org.apache.james.mime4j.stream.RecursionMode;

/// What Apache James Mime4j reads in a message, written as [StructureText] writes ours.
///
/// Two of its results cannot be said in IMAP's grammar and are written as IMAP needs them: a
/// multipart without parts has one text part, its preamble (RFC 9051 section 9, `body-type-mpart`),
/// and a message/rfc822 with an encoding, which RFC 2046 section 5.2.1 forbids, is an opaque leaf.
final class Mime4jStructure {
  private static final Set<String> ENCODED = Set.of("base64", "quoted-printable", "x-uuencode");
  private static final MimeConfig UNLIMITED =
      MimeConfig.custom()
          .setMaxLineLen(-1)
          .setMaxHeaderLen(-1)
          .setMaxHeaderCount(-1)
          .setMaxContentLen(-1)
          .build();

  private Mime4jStructure() {}

  static String of(byte[] message) throws IOException, MimeException {
    MimeTokenStream tokens =
        new MimeTokenStream(UNLIMITED, DecodeMonitor.SILENT, new DefaultBodyDescriptorBuilder());
    tokens.setRecursionMode(RecursionMode.M_NO_RECURSE);
    tokens.parse(new ByteArrayInputStream(message));
    StringBuilder out = new StringBuilder();
    byte[] preamble = {};
    for (EntityState at = tokens.getState();
        at != EntityState.T_END_OF_STREAM;
        at = tokens.next()) {
      switch (at) {
        case T_BODY -> out.append(body(tokens));
        case T_PREAMBLE -> preamble = tokens.getInputStream().readAllBytes();
        case T_START_MULTIPART -> {
          out.append("(");
          preamble = new byte[0];
        }
        case T_END_MULTIPART -> {
          boolean empty = out.charAt(out.length() - 1) == '(';
          out.append(empty ? leaf("text", "plain", "7bit", preamble) : "").append(")");
        }
        default -> {}
      }
    }
    return out.toString();
  }

  private static String body(MimeTokenStream tokens) throws IOException, MimeException {
    BodyDescriptor body = tokens.getBodyDescriptor();
    byte[] content = tokens.getInputStream().readAllBytes();
    String encoding = body.getTransferEncoding().strip().toLowerCase(Locale.ROOT);
    if (!body.getMimeType().equals("message/rfc822")) {
      return leaf(body.getMediaType(), body.getSubType(), encoding, content);
    }
    return ENCODED.contains(encoding)
        ? leaf("application", "octet-stream", encoding, content)
        : "[" + of(content) + "]";
  }

  private static String leaf(String type, String subtype, String encoding, byte[] content) {
    return StructureText.leaf(type, subtype, encoding, content.length, lines(content));
  }

  private static long lines(byte[] content) {
    long lines = 0;
    for (byte octet : content) {
      lines += octet == '\n' ? 1 : 0;
    }
    boolean open = content.length > 0 && content[content.length - 1] != '\n';
    return lines + (open ? 1 : 0);
  }
}
