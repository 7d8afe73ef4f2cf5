package dev.postern.conformance.transcript;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;

/// One connection to a server, in lines of ISO 8859-1, so that each byte is a character.
///
/// Every wait ends after [#PATIENCE_MS] with an exception.
public final class Wire implements AutoCloseable {
  /// Milliseconds that one read may take.
  public static final int PATIENCE_MS = 10_000;

  private static final int PIECE = 65_536;
  private static final Pattern LITERAL = Pattern.compile("~?\\{(\\d+)}$");

  private static final Pattern QUOTED_ATOM = Pattern.compile("\"([\\w.&+/,-]*\\w[\\w.&+/,-]*)\"");

  private Socket socket;
  private InputStream in;
  private boolean inBody;
  private int bodyLength;

  private Wire(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream());
    socket.setSoTimeout(PATIENCE_MS);
    socket.setTcpNoDelay(true);
  }

  /// Connects to a port of this machine.
  public static Wire to(int port) throws IOException {
    return connected(new Socket(), port);
  }

  /// Connects to a port of this machine as one that has this address.
  public static Wire to(int port, InetAddress from) throws IOException {
    var socket = new Socket();
    socket.bind(new InetSocketAddress(from, 0));
    return connected(socket, port);
  }

  private static Wire connected(Socket socket, int port) throws IOException {
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), PATIENCE_MS);
    return new Wire(socket);
  }

  /// Goes on under TLS, as a client that believes `trust`; what was read ahead in clear is lost.
  public void startTls(SSLContext trust) throws IOException {
    var tls = trust.getSocketFactory().createSocket(socket, "localhost", socket.getPort(), true);
    socket = tls;
    in = new BufferedInputStream(tls.getInputStream());
  }

  /// Writes the text as it is, in one go.
  public void write(String text) throws IOException {
    write(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  /// Writes the bytes as they are, in one go.
  public void write(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    socket.getOutputStream().flush();
  }

  /// Reads up to the next CRLF and leaves it out; at the end of the stream throws EOFException.
  public String line() throws IOException {
    var line = new ByteArrayOutputStream();
    for (int b = in.read(); b != '\n'; b = in.read()) {
      if (b < 0) {
        throw new EOFException("the server closed the connection after `" + line + "`");
      }
      line.write(b);
    }
    String text = line.toString(StandardCharsets.ISO_8859_1);
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /// Reads a line of IMAP with its literals: `{5}` stays, the line break after it is left out.
  ///
  /// Forms that mean the same are read as one: an empty literal is `""`, and a mailbox name that
  /// could be an atom loses its quotes.
  public String response() throws IOException {
    var response = new StringBuilder();
    while (true) {
      String line = line();
      response.append(line);
      Matcher literal = LITERAL.matcher(line);
      if (!literal.find()) {
        String text = response.toString();
        return text.matches("(?s)\\* (LIST|LSUB|STATUS) .*")
            ? QUOTED_ATOM.matcher(text).replaceAll("$1")
            : text;
      }
      int length = Integer.parseInt(literal.group(1));
      if (length == 0) {
        response.replace(response.length() - literal.group().length(), response.length(), "\"\"");
      }
      response.append(text(length));
    }
  }

  /// Reads a line of an HTTP answer, or its body as one line after the empty one.
  public String httpLine() throws IOException {
    if (inBody && bodyLength > 0) {
      String body = text(bodyLength);
      bodyLength = 0;
      return body;
    }
    String line = line();
    inBody = line.isEmpty();
    if (line.regionMatches(true, 0, "content-length: ", 0, 16)) {
      bodyLength = Integer.parseInt(line.substring(16));
    }
    return line;
  }

  private String text(int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException("the server closed the connection inside a literal");
    }
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  /// Hands on that many bytes, piece by piece, without keeping them.
  public void read(int length, Consumer<byte[]> pieces) throws IOException {
    int left = length;
    while (left > 0) {
      byte[] piece = in.readNBytes(Math.min(left, PIECE));
      if (piece.length == 0) {
        throw new EOFException("the server closed the connection with " + left + " bytes missing");
      }
      pieces.accept(piece);
      left -= piece.length;
    }
  }

  /// Says whether the server has closed the connection, after waiting for it to do so.
  public boolean isClosedByPeer() throws IOException {
    return in.read() < 0;
  }

  /// Closes at once.
  @Override
  public void close() throws IOException {
    socket.close();
  }
}
