package dev.postern.smtp.wire;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// One reply (RFC 5321 section 4.2).
///
/// @param enhanced the enhanced status code that begins each line (RFC 2034); empty for those that
///   have none: greeting, EHLO, 3xx
/// @param lines at least one, but for [#LATER]
public record Reply(int code, String enhanced, List<String> lines) {
  /// Longer texts are cut: a reply line has at most 512 octets (RFC 5321 section 4.5.3.1.5).
  private static final int MAX_TEXT = 480;

  /// Says nothing: the answer comes when what follows the command has come.
  public static final Reply LATER = new Reply(200, "", List.of());

  /// Makes a reply of one line.
  public static Reply of(int code, String enhanced, String text) {
    return new Reply(code, enhanced, List.of(text));
  }

  /// Makes a reply of one line without an enhanced code.
  public static Reply plain(int code, String text) {
    return new Reply(code, "", List.of(text));
  }

  /// Makes the reply that says why something was refused.
  public static Reply of(Fault fault, String text) {
    return of(fault.smtpReply(), fault.smtpEnhanced(), text);
  }

  /// Makes the reply that says why something was refused.
  public static Reply of(GatewayException refusal) {
    return of(refusal.fault(), refusal.text());
  }

  /// Says whether what was asked for was refused, for now or for good.
  public boolean isRefusal() {
    return code >= 400;
  }

  /// Writes the reply. Texts may quote a peer's words: what is not printable ASCII becomes `?`.
  public void writeTo(ByteBuf out) {
    for (int i = 0; i < lines.size(); i++) {
      StringBuilder line = new StringBuilder();
      line.append(code).append(i < lines.size() - 1 ? '-' : ' ');
      if (!enhanced.isEmpty()) {
        line.append(enhanced).append(' ');
      }
      String text = lines.get(i);
      for (int at = 0; at < Math.min(text.length(), MAX_TEXT); at++) {
        char c = text.charAt(at);
        line.append(c < ' ' || c > '~' ? '?' : c);
      }
      out.writeCharSequence(line.append("\r\n"), StandardCharsets.US_ASCII);
    }
  }
}
