package dev.postern.imap.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Cuts the client's stream into [Frame]s, within limits, before anything is parsed (RFC 9051
/// section 4.3, RFC 7888, spec/protocols.md section 1).
///
/// A command is a line with its literals; how it is cut never depends on whether it makes sense, so
/// that the payload of a refused literal is never taken for commands (C-14). APPEND's message
/// streams through. Before login the framer stops after each command until [#proceed]: what follows
/// a STARTTLS or LOGIN is cut only when that is done.
///
/// Everything runs on the channel's event loop. Holds no buffer between commands.
public final class ImapFramer extends ChannelInboundHandlerAdapter {
  /// How far a refused line is followed in search of its end, in octets.
  private static final int MAX_SKIPPED_LINE = 1 << 20;

  /// The longest refused literal that is swallowed, in octets.
  private static final long MAX_SWALLOWED = 1L << 32;

  /// The longest literal that may come without being asked for, unless LITERAL+ is on.
  private static final long LITERAL_MINUS = 4096;

  /// How much of what follows a message is worth showing, in octets.
  private static final int MAX_TAIL = 16;

  private static final String TOO_LONG_LINE = "the line is too long";
  private static final String TOO_LONG_LITERAL = "the literal is too long";

  /// What the next octets are.
  private enum Reading {
    COMMAND,
    /// Nothing is cut until [#proceed].
    WAITING,
    /// APPEND's message.
    MESSAGE,
    /// What follows a message up to the line end or the next message.
    AFTER,
    /// The rest of a line that is of no more use.
    REST,
    /// A literal that nobody wants.
    UNWANTED,
    /// Nothing any more.
    DEAD
  }

  private @Nullable ByteBuf in;
  private WireLimits limits = WireLimits.BEFORE_LOGIN;
  private boolean signedIn;
  private long longestUnasked = LITERAL_MINUS;
  private Reading reading = Reading.COMMAND;

  /// What [Reading#WAITING] becomes when the answer is yes.
  private Reading agreed = Reading.COMMAND;

  /// Octets of the present command, from the reader index, that are known to belong to it; a
  /// literal counts before it has come.
  private int taken;

  /// Octets after them that have no line end in them.
  private int scanned;

  private int lineBytes;
  private int literals;
  private int literalBytes;

  /// Octets of the literal that was asked for.
  private int asked;

  /// Octets left of the message or of an unwanted literal.
  private long left;

  private final LineTail rest = new LineTail();

  /// Whether the line that is being dropped follows a message.
  private boolean afterMessage;

  /// Takes the limits of clients that have signed in.
  ///
  /// @param longest the longest literal that need not be waited for, in octets; below 0 for none
  ///   (RFC 7888 section 5)
  public void signedIn(long longest) {
    longestUnasked = longest;
    limits = WireLimits.AFTER_LOGIN;
    signedIn = true;
  }

  /// Goes on after a stop. Not to be called from within the frame's own `channelRead`.
  ///
  /// @param accepted whether the literal asked for may come; if not, its command is dropped
  public void proceed(ChannelHandlerContext context, boolean accepted) {
    if (reading != Reading.WAITING) {
      return;
    }
    if (accepted) {
      reading = agreed;
      taken += asked;
      asked = 0;
    } else {
      drop();
    }
    cut(context);
  }

  /// Forgets everything received and not yet cut: TLS begins (C-2).
  public void restart() {
    if (in != null) {
      in.release();
      in = null;
    }
    nextCommand();
  }

  /// Returns how many octets were received that cannot be cut before [#proceed].
  public int held() {
    return reading == Reading.WAITING && in != null ? in.readableBytes() : 0;
  }

  @Override
  public void channelRead(ChannelHandlerContext context, Object message) {
    if (!(message instanceof ByteBuf bytes)) {
      context.fireChannelRead(message);
      return;
    }
    in =
        in == null
            ? bytes
            : ByteToMessageDecoder.MERGE_CUMULATOR.cumulate(context.alloc(), in, bytes);
    cut(context);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext context) {
    restart();
  }

  @Override
  public void channelInactive(ChannelHandlerContext context) {
    restart();
    reading = Reading.DEAD;
    context.fireChannelInactive();
  }

  private void cut(ChannelHandlerContext context) {
    boolean more = true;
    while (more && in != null && in.isReadable()) {
      more = step(context, in);
    }
    if (in != null && !in.isReadable() && taken == 0) {
      in.release();
      in = null;
    } else if (in != null && in.refCnt() == 1) {
      in.discardSomeReadBytes();
    }
  }

  /// Takes one step and returns whether another may get further.
  private boolean step(ChannelHandlerContext context, ByteBuf bytes) {
    return switch (reading) {
      case COMMAND -> command(context, bytes);
      case WAITING -> false;
      case MESSAGE -> message(context, bytes);
      case AFTER -> after(context, bytes);
      case REST -> rest(context, bytes);
      case UNWANTED -> unwanted(bytes);
      case DEAD -> {
        bytes.skipBytes(bytes.readableBytes());
        yield false;
      }
    };
  }

  private boolean command(ChannelHandlerContext context, ByteBuf bytes) {
    int from = bytes.readerIndex() + taken;
    if (from + scanned >= bytes.writerIndex()) {
      return false;
    }
    int lineFeed = bytes.indexOf(from + scanned, bytes.writerIndex(), (byte) '\n');
    int line = (lineFeed < 0 ? bytes.writerIndex() : lineFeed + 1) - from;
    if (lineBytes + line > limits.line()) {
      refuse(context, bytes, TOO_LONG_LINE, !signedIn);
      reading = signedIn ? Reading.REST : Reading.DEAD;
      return true;
    }
    if (lineFeed < 0) {
      scanned = line;
      return false;
    }
    scanned = 0;
    taken += line;
    lineBytes += line;
    LiteralHead head = LiteralHead.endingAt(bytes, from, lineFeed);
    if (head == null) {
      whole(context, bytes, lineFeed);
    } else if (signedIn && CommandText.isMessage(bytes, head.start())) {
      appendHead(context, bytes, head);
    } else {
      literal(context, bytes, head);
    }
    return reading != Reading.WAITING;
  }

  private void whole(ChannelHandlerContext context, ByteBuf bytes, int lineFeed) {
    int start = bytes.readerIndex();
    boolean crlf = lineFeed > start && bytes.getByte(lineFeed - 1) == '\r';
    Frame frame = new Frame.Whole(bytes.retainedSlice(start, lineFeed - start - (crlf ? 1 : 0)));
    drop();
    if (!signedIn) {
      reading = Reading.WAITING;
      agreed = Reading.COMMAND;
    }
    context.fireChannelRead(frame);
  }

  private void appendHead(ChannelHandlerContext context, ByteBuf bytes, LiteralHead head) {
    if (!canFollow(head) || isUnaskedTooLong(head)) {
      refuseLiteral(context, bytes, head);
      return;
    }
    int length = head.start() - bytes.readerIndex();
    ByteBuf text = bytes.retainedSlice(bytes.readerIndex(), length);
    drop();
    left = head.length();
    agreed = Reading.MESSAGE;
    reading = head.synchronizing() ? Reading.WAITING : Reading.MESSAGE;
    context.fireChannelRead(new Frame.AppendHead(text, left, head.synchronizing()));
  }

  private void literal(ChannelHandlerContext context, ByteBuf bytes, LiteralHead head) {
    long total = literalBytes + head.length();
    if (head.length() < 0
        || head.length() > limits.literal()
        || isUnaskedTooLong(head)
        || literals >= limits.literals()
        || total > limits.literalBytes()) {
      refuseLiteral(context, bytes, head);
      return;
    }
    literals++;
    literalBytes = (int) total;
    if (!head.synchronizing()) {
      taken += (int) head.length();
      return;
    }
    asked = (int) head.length();
    reading = Reading.WAITING;
    agreed = Reading.COMMAND;
    int length = head.end() - bytes.readerIndex();
    context.fireChannelRead(new Frame.Asking(bytes.retainedSlice(bytes.readerIndex(), length)));
  }

  /// A client that waits for `+` gets a refusal instead; one that does not wait is followed to the
  /// end of what it announced, or its stream is given up (C-13, C-14).
  private void refuseLiteral(ChannelHandlerContext context, ByteBuf bytes, LiteralHead head) {
    boolean close = !head.synchronizing() && (!signedIn || !canFollow(head));
    refuse(context, bytes, TOO_LONG_LITERAL, close);
    if (close) {
      reading = Reading.DEAD;
    } else if (!head.synchronizing()) {
      left = head.length();
      reading = Reading.UNWANTED;
    }
  }

  private boolean isUnaskedTooLong(LiteralHead head) {
    return !head.synchronizing() && head.length() > longestUnasked;
  }

  private static boolean canFollow(LiteralHead head) {
    return head.length() >= 0 && (head.synchronizing() || head.length() <= MAX_SWALLOWED);
  }

  private void refuse(ChannelHandlerContext context, ByteBuf bytes, String text, boolean close) {
    String tag = CommandText.tag(bytes);
    drop();
    context.fireChannelRead(new Frame.Refused(tag, text, close));
  }

  /// Passes APPEND's message on as it comes.
  private boolean message(ChannelHandlerContext context, ByteBuf bytes) {
    int length = (int) Math.min(left, bytes.readableBytes());
    if (length > 0) {
      left -= length;
      context.fireChannelRead(new Frame.LiteralBytes(bytes.readRetainedSlice(length)));
    }
    if (left > 0) {
      return false;
    }
    reading = Reading.AFTER;
    return true;
  }

  /// Passes on what follows a message: nothing, or the head of another one.
  private boolean after(ChannelHandlerContext context, ByteBuf bytes) {
    int from = bytes.readerIndex();
    int lineFeed = bytes.indexOf(from + scanned, bytes.writerIndex(), (byte) '\n');
    int line = (lineFeed < 0 ? bytes.writerIndex() : lineFeed + 1) - from;
    if (line > limits.line()) {
      scanned = 0;
      reading = Reading.REST;
      afterMessage = true;
      return true;
    }
    if (lineFeed < 0) {
      scanned = line;
      return false;
    }
    LiteralHead head = LiteralHead.endingAt(bytes, from, lineFeed);
    if (head != null && head.length() >= 0) {
      return nextMessage(context, bytes, head, line);
    }
    String tail = bytes.toString(from, Math.min(line, MAX_TAIL), StandardCharsets.ISO_8859_1);
    bytes.skipBytes(line);
    nextCommand();
    context.fireChannelRead(new Frame.LiteralEnd(tail.stripTrailing()));
    return true;
  }

  private boolean nextMessage(
      ChannelHandlerContext context, ByteBuf bytes, LiteralHead head, int line) {
    if (!canFollow(head) || isUnaskedTooLong(head)) {
      bytes.skipBytes(line);
      nextCommand();
      left = head.length();
      reading = canFollow(head) ? Reading.UNWANTED : Reading.DEAD;
      context.fireChannelRead(new Frame.NextRefused(TOO_LONG_LITERAL, !canFollow(head)));
      return true;
    }
    int from = bytes.readerIndex();
    ByteBuf text = bytes.retainedSlice(from, head.start() - from);
    bytes.skipBytes(line);
    nextCommand();
    left = head.length();
    agreed = Reading.MESSAGE;
    reading = head.synchronizing() ? Reading.WAITING : Reading.MESSAGE;
    context.fireChannelRead(new Frame.AppendNext(text, left, head.synchronizing()));
    return reading != Reading.WAITING;
  }

  /// Drops the rest of a line and whatever literals it announces.
  private boolean rest(ChannelHandlerContext context, ByteBuf bytes) {
    boolean ended = rest.take(bytes);
    if (rest.length() > MAX_SKIPPED_LINE) {
      refuse(context, bytes, TOO_LONG_LINE, true);
      reading = Reading.DEAD;
      return false;
    }
    if (!ended) {
      return false;
    }
    LiteralHead head = rest.literal();
    if (head != null && !head.synchronizing()) {
      if (!canFollow(head)) {
        refuse(context, bytes, TOO_LONG_LITERAL, true);
        reading = Reading.DEAD;
        return false;
      }
      left = head.length();
      reading = Reading.UNWANTED;
      return true;
    }
    boolean report = afterMessage;
    nextCommand();
    if (report) {
      context.fireChannelRead(new Frame.LiteralEnd("more than a line can hold"));
    }
    return true;
  }

  private boolean unwanted(ByteBuf bytes) {
    int length = (int) Math.min(left, bytes.readableBytes());
    bytes.skipBytes(length);
    left -= length;
    if (left == 0) {
      rest.start();
      reading = Reading.REST;
    }
    return left == 0;
  }

  /// Skips what was taken of the present command.
  private void drop() {
    if (in != null) {
      in.skipBytes(Math.min(taken, in.readableBytes()));
    }
    nextCommand();
  }

  private void nextCommand() {
    reading = Reading.COMMAND;
    taken = 0;
    scanned = 0;
    lineBytes = 0;
    literals = 0;
    literalBytes = 0;
    asked = 0;
    afterMessage = false;
    rest.start();
  }
}
