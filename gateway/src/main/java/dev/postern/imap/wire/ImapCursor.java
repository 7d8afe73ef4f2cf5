package dev.postern.imap.wire;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.ModifiedUtf7;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/// Reads the tokens of one command from left to right.
///
/// The framer has already waited for the line and for every literal in it, so running out of bytes
/// here is the client's mistake and never a reason to wait. The one exception is a command that
/// ends in the head of a synchronizing literal, read to see whether the literal is worth asking
/// for: then [MissingLiteral] says that everything before it is right.
///
/// Borrows the buffer: the caller releases it. Not thread-safe.
final class ImapCursor {
  private static final long MAX_NUMBER = 0xffff_ffffL;

  private final ByteBuf in;
  private final int start;
  private final WireLimits limits;
  private final boolean utf8;
  private int depth;

  /// Reads `in`.
  ///
  /// @param utf8 whether the client has enabled UTF-8 in quoted strings and mailbox names
  ImapCursor(ByteBuf in, WireLimits limits, boolean utf8) {
    this.in = in;
    this.start = in.readerIndex();
    this.limits = limits;
    this.utf8 = utf8;
  }

  /// Thrown where a literal's octets have not been sent yet.
  static final class MissingLiteral extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MissingLiteral() {
      super(null, null, false, false);
    }
  }

  boolean atEnd() {
    return !in.isReadable();
  }

  /// Returns the next octet, or -1 at the end.
  int peek() {
    return in.isReadable() ? in.getUnsignedByte(in.readerIndex()) : -1;
  }

  boolean accept(char wanted) {
    if (peek() != wanted) {
      return false;
    }
    in.skipBytes(1);
    return true;
  }

  void expect(char wanted) {
    if (!accept(wanted)) {
      throw error("expected '" + wanted + "'");
    }
  }

  /// Takes `word`, given in upper case, if it comes next in any letter case.
  boolean acceptWord(String word) {
    if (in.readableBytes() < word.length()) {
      return false;
    }
    for (int i = 0; i < word.length(); i++) {
      int c = in.getUnsignedByte(in.readerIndex() + i);
      if (upper(c) != word.charAt(i)) {
        return false;
      }
    }
    in.skipBytes(word.length());
    return true;
  }

  void expectEnd() {
    if (!atEnd()) {
      throw error("expected the end of the command");
    }
  }

  /// Opens a list, unless lists are open as deep as is allowed.
  void open() {
    expect('(');
    deeper();
  }

  boolean acceptOpen() {
    if (peek() != '(') {
      return false;
    }
    open();
    return true;
  }

  void deeper() {
    if (++depth > limits.nesting()) {
      throw error("nested too deeply");
    }
  }

  boolean acceptClose() {
    if (!accept(')')) {
      return false;
    }
    depth--;
    return true;
  }

  void shallower() {
    depth--;
  }

  // tag = 1*<any ASTRING-CHAR except "+">
  String tag() {
    String tag = take(c -> isAstringChar(c) && c != '+');
    if (tag.isEmpty()) {
      throw error("expected a tag");
    }
    if (tag.length() > CommandText.MAX_TAG) {
      throw error("the tag is too long");
    }
    return tag;
  }

  /// Reads letters, digits, `.`, `-` and `=`, and returns them in upper case.
  String word() {
    return take(c -> isAlphaNumeric(c) || c == '.' || c == '-' || c == '=' || c == '_')
        .toUpperCase(Locale.ROOT);
  }

  // atom = 1*ATOM-CHAR
  String atom() {
    String atom = take(ImapCursor::isAtomChar);
    if (atom.isEmpty()) {
      throw error("expected an atom");
    }
    return atom;
  }

  // list-mailbox = 1*list-char / string
  // list-char    = ATOM-CHAR / list-wildcards / resp-specials
  String listMailbox() {
    if (startsString()) {
      return mailboxText(string());
    }
    String text = take(c -> isAstringChar(c) || c == '%' || c == '*');
    if (text.isEmpty()) {
      throw error("expected a mailbox pattern");
    }
    return utf8 ? ModifiedUtf7.encode(text) : text;
  }

  // astring = 1*ASTRING-CHAR / string
  byte[] astring() {
    if (startsString()) {
      return string();
    }
    String text = take(ImapCursor::isAstringChar);
    if (text.isEmpty()) {
      throw error("expected a string");
    }
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  String astringText() {
    return new String(astring(), StandardCharsets.UTF_8);
  }

  private boolean startsString() {
    int c = peek();
    return c == '"' || c == '{';
  }

  // string = quoted / literal
  byte[] string() {
    return switch (peek()) {
      case '"' -> quoted();
      case '{' -> literal();
      default -> throw error("expected a string");
    };
  }

  // quoted = DQUOTE *QUOTED-CHAR DQUOTE, with \" and \\ only; 8-bit octets once UTF-8 is enabled
  // (C-17, RFC 6855 section 3)
  private byte[] quoted() {
    in.skipBytes(1);
    byte[] text = new byte[quotedLength()];
    for (int i = 0; i < text.length; i++) {
      byte c = in.readByte();
      text[i] = c == '\\' ? in.readByte() : c;
    }
    in.skipBytes(1);
    return text;
  }

  /// Checks the quoted string that starts here and returns its length without escapes.
  private int quotedLength() {
    int length = 0;
    int end = in.writerIndex();
    for (int at = in.readerIndex(); at < end; at++) {
      int c = in.getUnsignedByte(at);
      if (c == '"') {
        return length;
      }
      if (c == '\\') {
        at++;
        c = at < end ? in.getUnsignedByte(at) : -1;
        if (c != '"' && c != '\\') {
          throw error("bad escape in the quoted string");
        }
      } else if (c == 0 || c == '\r' || c == '\n' || (c > 0x7f && !utf8)) {
        throw error("an octet that is not allowed in the quoted string");
      }
      length++;
    }
    throw error("no end of the quoted string");
  }

  // literal = "{" number64 ["+"] "}" CRLF *CHAR8
  private byte[] literal() {
    in.skipBytes(1);
    long length = number64();
    accept('+');
    expect('}');
    if (atEnd()) {
      throw new MissingLiteral();
    }
    accept('\r');
    expect('\n');
    if (length > in.readableBytes()) {
      throw error("the literal is cut short");
    }
    byte[] bytes = new byte[(int) length];
    in.readBytes(bytes);
    for (byte b : bytes) {
      if (b == 0) {
        throw error("NUL in a literal");
      }
    }
    return bytes;
  }

  // mailbox = "INBOX" / astring
  String mailbox() {
    String name =
        ModifiedUtf7.decode(mailboxText(astring()))
            .orElseThrow(() ->
                new GatewayException(
                    Fault.INVALID, "the mailbox name is not valid modified UTF-7"));
    return MailboxName.canonical(name);
  }

  /// Returns a mailbox name or pattern in modified UTF-7, which it is sent in until UTF-8 is
  /// enabled.
  String mailboxText(byte[] bytes) {
    if (utf8) {
      try {
        return ModifiedUtf7.encode(
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
      } catch (CharacterCodingException _) {
        throw new GatewayException(Fault.INVALID, "a mailbox name is not valid UTF-8");
      }
    }
    for (byte b : bytes) {
      if (b < 0) {
        throw new GatewayException(Fault.INVALID, "a mailbox name has 8-bit octets");
      }
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  /// A number of 32 bits (RFC 9051 section 9, number).
  long number() {
    long value = number64();
    if (value > MAX_NUMBER) {
      throw error("expected a number of 32 bits");
    }
    return value;
  }

  // nz-number = digit-nz *DIGIT
  long nzNumber() {
    if (peek() == '0') {
      throw error("expected a number above 0");
    }
    long value = number();
    if (value == 0) {
      throw error("expected a number above 0");
    }
    return value;
  }

  /// A number of 63 bits (RFC 9051 section 9, number64).
  long number64() {
    long value = 0;
    int digits = 0;
    while (isDigit(peek())) {
      int digit = in.readUnsignedByte() - '0';
      if (value > (Long.MAX_VALUE - digit) / 10) {
        throw error("expected a number of 63 bits");
      }
      value = value * 10 + digit;
      digits++;
    }
    if (digits == 0) {
      throw error("expected a number");
    }
    return value;
  }

  /// Makes the refusal for what stands here.
  GatewayException error(String what) {
    return new GatewayException(Fault.SYNTAX, what + " at byte " + (in.readerIndex() - start));
  }

  private interface CharTest {
    boolean allows(int c);
  }

  private String take(CharTest test) {
    int from = in.readerIndex();
    int length = 0;
    while (length < in.readableBytes() && test.allows(in.getUnsignedByte(from + length))) {
      length++;
    }
    return in.readCharSequence(length, StandardCharsets.US_ASCII).toString();
  }

  private static int upper(int c) {
    return c >= 'a' && c <= 'z' ? c - 32 : c;
  }

  static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  private static boolean isAlphaNumeric(int c) {
    return isDigit(c) || (upper(c) >= 'A' && upper(c) <= 'Z');
  }

  // ATOM-CHAR = <any CHAR except atom-specials>
  // atom-specials = "(" / ")" / "{" / SP / CTL / "%" / "*" / DQUOTE / "\" / "]"
  static boolean isAtomChar(int c) {
    return c > ' ' && c < 0x7f && "(){%*\"\\]".indexOf(c) < 0;
  }

  private static boolean isAstringChar(int c) {
    return isAtomChar(c) || c == ']';
  }
}
