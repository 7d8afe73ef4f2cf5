package dev.postern.mail;

import jakarta.activation.DataHandler;
import jakarta.activation.DataSource;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.ContentType;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import jakarta.mail.internet.MimePart;
import jakarta.mail.internet.ParseException;
import jakarta.mail.util.ByteArrayDataSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// Writes an [Outgoing] as a message: text with an HTML form, inline images and attachments.
///
/// Nothing of this machine or its user is written, and no value can add a line to a header.
public final class MessageWriter {
  private static final Session SESSION = Session.getInstance(properties());

  private MessageWriter() {}

  private static Properties properties() {
    Properties properties = new Properties();
    // Addresses with an internationalised local part stand in the header as they are (RFC 6532).
    properties.setProperty("mail.mime.allowutf8", "true");
    return properties;
  }

  /// Returns the message with CRLF line ends.
  ///
  /// @throws dev.postern.fault.GatewayException with `INVALID` and the field's name if a value
  ///   holds line breaks or control characters, an address is none, or a custom header is one that
  ///   the mail's own values decide
  public static byte[] write(Outgoing mail) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      write(mail, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  /// Writes the message to a stream, as [#write(Outgoing)] does.
  public static void write(Outgoing mail, OutputStream out) throws IOException {
    OutgoingCheck.check(mail);
    try {
      MimeMessage message = new WithOwnId(mail.messageId());
      content(mail, message);
      header(mail, message);
      message.saveChanges();
      message.writeTo(out);
    } catch (MessagingException e) {
      throw new IOException(e);
    }
  }

  private static final class WithOwnId extends MimeMessage {
    private final String id;

    WithOwnId(String id) {
      super(SESSION);
      this.id = id;
    }

    @Override
    protected void updateMessageID() throws MessagingException {
      setHeader("Message-ID", "<" + id + ">");
    }
  }

  private static void header(Outgoing mail, MimeMessage message) throws MessagingException {
    message.setHeader("Date", Dates.format(mail.date(), ZoneOffset.UTC));
    message.setHeader("From", HeaderText.mailboxes("From", List.of(mail.from())));
    mailboxes(message, "Reply-To", mail.replyTo());
    mailboxes(message, "To", mail.to());
    mailboxes(message, "Cc", mail.cc());
    mailboxes(message, "Bcc", mail.bcc());
    message.setHeader("Subject", HeaderText.unstructured("Subject", mail.subject()));
    String answered = mail.inReplyTo();
    if (answered != null) {
      message.setHeader("In-Reply-To", HeaderText.ids("In-Reply-To", List.of(answered)));
    }
    if (!mail.references().isEmpty()) {
      message.setHeader("References", HeaderText.ids("References", mail.references()));
    }
    for (Outgoing.CustomHeader custom : mail.customHeaders()) {
      String name = custom.name();
      message.addHeader(name, HeaderText.unstructured(name, custom.value()));
    }
  }

  private static void mailboxes(MimeMessage message, String name, List<Mailbox> mailboxes)
      throws MessagingException {
    if (!mailboxes.isEmpty()) {
      message.setHeader(name, HeaderText.mailboxes(name, mailboxes));
    }
  }

  private static void content(Outgoing mail, MimeMessage message) throws MessagingException {
    List<Outgoing.Attached> inline =
        mail.attachments().stream().filter(a -> isInline(mail, a)).toList();
    List<Outgoing.Attached> attached =
        mail.attachments().stream().filter(a -> !inline.contains(a)).toList();
    if (attached.isEmpty()) {
      body(mail, inline, message);
      return;
    }
    MimeBodyPart first = new MimeBodyPart();
    body(mail, inline, first);
    MimeMultipart mixed = new MimeMultipart("mixed", first);
    for (Outgoing.Attached one : attached) {
      mixed.addBodyPart(file(one, false));
    }
    message.setContent(mixed);
  }

  // Who says that a file is attached means it, unless the text shows that file.
  private static boolean isInline(Outgoing mail, Outgoing.Attached attached) {
    String id = attached.contentId();
    if (mail.plaintext() || id == null) {
      return false;
    }
    boolean refused = "attachment".equals(attached.disposition());
    return !refused || mail.body().contains("cid:" + OutgoingCheck.bare(id));
  }

  private static void body(Outgoing mail, List<Outgoing.Attached> inline, MimePart into)
      throws MessagingException {
    if (mail.plaintext()) {
      text(into, mail.body(), "plain");
      return;
    }
    MimeBodyPart plain = new MimeBodyPart();
    text(plain, HtmlText.toPlain(mail.body()), "plain");
    MimeBodyPart html = new MimeBodyPart();
    String shown = mail.html();
    text(html, shown == null ? mail.body() : shown, "html");
    into.setContent(new MimeMultipart("alternative", plain, related(html, inline)));
  }

  private static BodyPart related(MimeBodyPart html, List<Outgoing.Attached> inline)
      throws MessagingException {
    if (inline.isEmpty()) {
      return html;
    }
    MimeMultipart related = new MimeMultipart("related", html);
    for (Outgoing.Attached one : inline) {
      related.addBodyPart(file(one, true));
    }
    MimeBodyPart holder = new MimeBodyPart();
    holder.setContent(related);
    return holder;
  }

  private static void text(MimePart part, String text, String subtype) throws MessagingException {
    String lines = text.replace("\r\n", "\n").replace('\r', '\n').replace("\n", "\r\n");
    byte[] octets = lines.getBytes(StandardCharsets.UTF_8);
    String type = "text/" + subtype + "; charset=UTF-8";
    part.setDataHandler(new DataHandler(new ByteArrayDataSource(octets, type)));
  }

  private static MimeBodyPart file(Outgoing.Attached attached, boolean inline)
      throws MessagingException {
    MimeBodyPart part = new MimeBodyPart();
    ContentType type = type(attached.contentType());
    part.setDataHandler(new DataHandler(new Bytes(attached.content(), type.getBaseType())));
    String name = attached.filename();
    part.setHeader("Content-Type", type + HeaderText.parameter("name", name));
    part.setHeader("Content-Transfer-Encoding", "base64");
    boolean shown = inline || "inline".equals(attached.disposition());
    String disposition = shown ? "inline" : "attachment";
    part.setHeader("Content-Disposition", disposition + HeaderText.parameter("filename", name));
    String id = attached.contentId();
    if (id != null) {
      part.setContentID("<" + OutgoingCheck.bare(id) + ">");
    }
    return part;
  }

  private static ContentType type(@Nullable String written) {
    String value = written == null || written.isBlank() ? "application/octet-stream" : written;
    ContentType type;
    try {
      type = new ContentType(value);
    } catch (ParseException e) {
      throw OutgoingCheck.invalid("attachments.content_type is not a media type");
    }
    // An attached file is encoded, which containers must not be (RFC 2045 section 6.4).
    if (type.match("multipart/*") || type.match("message/*")) {
      return new ContentType("application", "octet-stream", null);
    }
    if (type.getParameterList() != null) {
      type.getParameterList().remove("name");
    }
    return type;
  }

  /// A file's bytes where they are.
  private record Bytes(MemorySegment content, String type) implements DataSource {
    @Override
    public InputStream getInputStream() {
      return new SegmentInput(content, 0, content.byteSize());
    }

    @Override
    public OutputStream getOutputStream() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String getContentType() {
      return type;
    }

    @Override
    public String getName() {
      return "";
    }
  }
}
