package dev.postern.imap.wire;

import dev.postern.imap.wire.Command.Append;
import dev.postern.imap.wire.Command.MessageHead;
import dev.postern.imap.wire.Command.Replaced;
import dev.postern.mailbox.Flags;
import java.time.OffsetDateTime;
import java.util.Optional;

/// Reads APPEND and REPLACE up to a message literal (RFC 9051 section 9, RFC 3502, RFC 6855 section
/// 4, RFC 8508 section 5).
final class AppendParser {
  private final ImapCursor in;

  AppendParser(ImapCursor in) {
    this.in = in;
  }

  // append = "APPEND" SP mailbox 1*append-message
  Append append(String tag) {
    in.expect(' ');
    return new Append(tag, in.mailbox(), Optional.empty(), messageHead());
  }

  // replace     = "REPLACE" SP seq-number SP mailbox append-message
  // uid-replace = "UID REPLACE" SP uniqueid SP mailbox append-message
  Append replace(String tag, boolean byUid) {
    in.expect(' ');
    long number = in.accept('*') ? SequenceSet.STAR : in.nzNumber();
    in.expect(' ');
    Replaced replaced = new Replaced(number, byUid);
    return new Append(tag, in.mailbox(), Optional.of(replaced), messageHead());
  }

  // append-message = [SP flag-list] [SP date-time] SP append-data
  // append-data    = literal / literal8 / "UTF8" SP "(" literal8 ")"
  MessageHead messageHead() {
    in.expect(' ');
    Flags flags = Flags.NONE;
    if (in.peek() == '(') {
      flags = FlagNames.list(in);
      in.expect(' ');
    }
    Optional<OffsetDateTime> date = Optional.empty();
    if (in.peek() == '"') {
      date = Optional.of(ImapDates.readDateTime(in));
      in.expect(' ');
    }
    boolean wrapped = in.acceptWord("UTF8 (");
    if (wrapped) {
      in.expect('~');
    }
    boolean binary = !wrapped && in.accept('~');
    return new MessageHead(flags, date, wrapped, binary);
  }
}
