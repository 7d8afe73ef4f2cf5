package dev.postern.imap.wire;

import java.util.Optional;

/// One thing asked of each message (RFC 9051 section 6.4.5, RFC 3501 section 6.4.5).
public sealed interface FetchItem {
  /// What is known without the message's bytes.
  enum Data implements FetchItem {
    UID,
    FLAGS,
    INTERNALDATE,
    RFC822_SIZE,
    MODSEQ,
    ENVELOPE,
    BODY,
    BODYSTRUCTURE
  }

  /// Bytes of the message.
  ///
  /// @param label how the answer names it
  /// @param peek whether `\Seen` stays as it is
  record Body(Label label, boolean peek, Section section, Optional<Partial> partial)
      implements FetchItem {}

  /// The names under which bytes can be asked.
  enum Label {
    BODY,
    RFC822,
    RFC822_HEADER,
    RFC822_TEXT
  }

  /// `<offset.length>` in octets of the section; the length is above 0.
  record Partial(long offset, long length) {}
}
