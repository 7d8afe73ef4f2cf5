package dev.postern.imap.wire;

import java.util.List;
import java.util.Optional;

/// One thing asked of each message (RFC 9051 section 6.4.5, RFC 3501 section 6.4.5, RFC 8474
/// section 5, RFC 8514, RFC 8970).
public sealed interface FetchItem {
  /// Returns the same without the mark `\Seen` that it may set.
  default FetchItem peeking() {
    return switch (this) {
      case Body body -> new Body(body.label(), true, body.section(), body.partial());
      case Binary binary when binary.want() == Wanted.BYTES ->
          new Binary(Wanted.BYTES_UNSEEN, binary.path(), binary.partial());
      default -> this;
    };
  }

  /// What is known without the message's bytes.
  enum Data implements FetchItem {
    UID,
    FLAGS,
    INTERNALDATE,
    RFC822_SIZE,
    MODSEQ,
    ENVELOPE,
    BODY,
    BODYSTRUCTURE,
    EMAILID,
    THREADID,
    SAVEDATE,
    PREVIEW
  }

  /// Bytes of the message.
  ///
  /// @param label how the answer names it
  /// @param peek whether `\Seen` stays as it is
  record Body(Label label, boolean peek, Section section, Optional<Partial> partial)
      implements FetchItem {}

  /// A part without its Content-Transfer-Encoding (RFC 3516 section 4.2).
  ///
  /// @param want the bytes, or only how many they are
  /// @param path part numbers; empty for the message itself, which is in no encoding
  /// @param partial counts decoded octets
  record Binary(Wanted want, List<Integer> path, Optional<Partial> partial) implements FetchItem {
    /// Keeps a copy.
    public Binary {
      path = List.copyOf(path);
    }
  }

  /// What a [Binary] answers.
  enum Wanted {
    BYTES,
    BYTES_UNSEEN,
    SIZE
  }

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
