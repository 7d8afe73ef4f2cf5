package dev.postern.smtp.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Reads replies of bounded size in bounded time.
final class ReplyReader {
  static final int MAX_LINES = 100;
  static final int MAX_LINE = 2 << 10;

  private final Socket socket;
  private final InputStream in;
  private final byte[] buffer = new byte[4 << 10];
  private int at;
  private int end;
  private long deadline;

  ReplyReader(Socket socket) throws IOException {
    this.socket = socket;
    this.in = socket.getInputStream();
  }

  /// Returns the next reply.
  ///
  /// @param within time for the whole of it
  /// @throws SocketTimeoutException if it takes longer
  /// @throws ProtocolException if it is no reply, or beyond the bounds
  HopReply read(Duration within) throws IOException {
    deadline = System.nanoTime() + within.toNanos();
    List<String> lines = new ArrayList<>();
    String line = line();
    int code = code(line);
    while (line.length() > 3 && line.charAt(3) == '-') {
      lines.add(line.substring(4));
      if (lines.size() == MAX_LINES) {
        throw new ProtocolException("a reply of more than " + MAX_LINES + " lines");
      }
      line = line();
      if (code(line) != code) {
        throw new ProtocolException("a reply with two codes");
      }
    }
    lines.add(line.length() > 4 ? line.substring(4) : "");
    return new HopReply(code, lines);
  }

  /// Says whether octets are here that nobody asked for.
  boolean hasMore() throws IOException {
    return at < end || in.available() > 0;
  }

  // Reply-line = Reply-code [ SP textstring ] CRLF
  private static int code(String line) throws ProtocolException {
    boolean valid = line.length() >= 3 && line.charAt(0) >= '2' && line.charAt(0) <= '5';
    for (int i = 1; valid && i < 3; i++) {
      valid = line.charAt(i) >= '0' && line.charAt(i) <= '9';
    }
    if (!valid || (line.length() > 3 && line.charAt(3) != ' ' && line.charAt(3) != '-')) {
      String shown = line.substring(0, Math.min(40, line.length()));
      throw new ProtocolException("no SMTP reply: \"" + shown + "\"");
    }
    return Integer.parseInt(line.substring(0, 3));
  }

  private String line() throws IOException {
    byte[] line = new byte[128];
    int length = 0;
    for (int c = next(); c != '\n'; c = next()) {
      if (length == MAX_LINE) {
        throw new ProtocolException("a reply line of more than " + MAX_LINE + " octets");
      }
      if (length == line.length) {
        line = Arrays.copyOf(line, length * 2);
      }
      line[length++] = (byte) c;
    }
    length -= length > 0 && line[length - 1] == '\r' ? 1 : 0;
    return shown(new String(line, 0, length, StandardCharsets.UTF_8));
  }

  private static String shown(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (isHidden(text.charAt(i))) {
        StringBuilder clean = new StringBuilder(text);
        for (int at = i; at < text.length(); at++) {
          clean.setCharAt(at, isHidden(text.charAt(at)) ? '?' : text.charAt(at));
        }
        return clean.toString();
      }
    }
    return text;
  }

  private static boolean isHidden(char c) {
    return Character.isISOControl(c) || c == '\u2028' || c == '\u2029';
  }

  private int next() throws IOException {
    if (at == end) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new SocketTimeoutException();
      }
      socket.setSoTimeout((int) Math.min(Integer.MAX_VALUE, left));
      at = 0;
      end = 0;
      end = Math.max(0, in.read(buffer));
      if (end == 0) {
        throw new ProtocolException("the connection was closed");
      }
    }
    return buffer[at++] & 0xff;
  }
}
