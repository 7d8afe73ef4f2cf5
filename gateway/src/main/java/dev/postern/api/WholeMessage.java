package dev.postern.api;

import dev.postern.fault.Fault;
import dev.postern.fault.GatewayException;
import dev.postern.mail.Digest;
import dev.postern.mail.HeaderBlock;
import dev.postern.mail.MailAddresses;
import dev.postern.mail.Mailbox;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.function.Predicate;

/// Checks a message that a client wrote itself and wants sent as it is (spec/api-data.md section
/// 2.8).
final class WholeMessage {
  private static final int STEP = 64 * 1024;

  /// Fields that may occur once (RFC 5322 section 3.6): of two, readers would choose differently.
  private static final List<String> SINGLE =
      List.of("From", "Sender", "To", "Cc", "Bcc", "Date", "Message-ID", "Subject");

  /// Recipients come from To, Cc and Bcc: who names others here would be misunderstood.
  private static final List<String> OTHER_RECIPIENTS =
      List.of("Resent-To", "Resent-Cc", "Resent-Bcc");

  private WholeMessage() {}

  /// Returns the message with CRLF line ends: itself if it has them, which it must if it is signed;
  /// else a copy, as mail of other systems is written with LF alone.
  ///
  /// @param spool holds the copy
  /// @throws GatewayException with INVALID for a NUL or a CR that ends no line
  static MemorySegment withLineEnds(MemorySegment message, Spool spool) {
    boolean bare = false;
    byte before = 0;
    for (long at = 0; at < message.byteSize(); at++) {
      byte octet = message.get(ValueLayout.JAVA_BYTE, at);
      if (octet == 0 || (before == '\r' && octet != '\n')) {
        throw invalid("must not hold NUL, nor CR without LF");
      }
      bare |= octet == '\n' && before != '\r';
      before = octet;
    }
    if (message.byteSize() == 0 || before == '\r') {
      throw invalid("is no message");
    }
    return bare ? converted(message, spool) : message;
  }

  private static MemorySegment converted(MemorySegment message, Spool spool) {
    byte[] out = new byte[2 * STEP];
    byte before = 0;
    try {
      OutputStream target = spool.next();
      for (long from = 0; from < message.byteSize(); from += STEP) {
        int count = 0;
        for (long at = from; at < Math.min(from + STEP, message.byteSize()); at++) {
          byte octet = message.get(ValueLayout.JAVA_BYTE, at);
          if (octet == '\n' && before != '\r') {
            out[count++] = '\r';
          }
          out[count++] = octet;
          before = octet;
        }
        target.write(out, 0, count);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return spool.files().getFirst();
  }

  /// Refuses a message that the grant may not send, or whose recipients cannot be told.
  ///
  /// @param own says whether an address is the grant's
  /// @throws GatewayException with INVALID
  static void check(Predicate<Mailbox> own, MemorySegment message, Digest digest) {
    HeaderBlock header = HeaderBlock.of(message, 0, digest.wire().headerLength());
    for (String name : SINGLE) {
      if (header.all(name).size() > 1) {
        throw invalid(name + " must occur once");
      }
    }
    for (String name : OTHER_RECIPIENTS) {
      if (!header.all(name).isEmpty()) {
        throw invalid(name + " must not be there: recipients are those of To, Cc and Bcc");
      }
    }
    if (digest.from().size() != 1 || !own.test(digest.from().getFirst())) {
      throw invalid("From must be the address of the grant");
    }
    if (!digest.sender().stream().allMatch(own)) {
      throw invalid("Sender must be the address of the grant");
    }
    addresses("To", digest.to());
    addresses("Cc", digest.cc());
    addresses("Bcc", digest.bcc());
  }

  private static void addresses(String name, List<Mailbox> mailboxes) {
    if (mailboxes.stream().anyMatch(each -> MailAddresses.parse(each.email()).isEmpty())) {
      throw invalid(name + " holds what is not a valid address");
    }
  }

  private static GatewayException invalid(String what) {
    return new GatewayException(Fault.INVALID, "mime: " + what);
  }
}
