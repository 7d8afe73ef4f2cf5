package dev.postern.imap.wire;

import dev.postern.imap.wire.Command.ListReturn;
import dev.postern.imap.wire.Command.ListSelect;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Reads the arguments of LIST (RFC 9051 section 9, RFC 5258, RFC 5819, RFC 6154).
final class ListParser {
  /// Each name is held against each pattern.
  private static final int MAX_PATTERNS = 100;

  private final ImapCursor in;
  private boolean extended;

  ListParser(ImapCursor in) {
    this.in = in;
  }

  // list = "LIST" [SP list-select-opts] SP mailbox SP mbox-or-pat [SP list-return-opts]
  Command.ListMailboxes list(String tag) {
    in.expect(' ');
    Set<ListSelect> select = EnumSet.noneOf(ListSelect.class);
    if (in.peek() == '(') {
      selectOptions(select);
      in.expect(' ');
    }
    String reference = in.mailboxText(in.astring());
    in.expect(' ');
    List<String> patterns = patterns();
    Set<ListReturn> wanted = EnumSet.noneOf(ListReturn.class);
    List<StatusItem> status = new ArrayList<>();
    if (in.accept(' ')) {
      if (!in.acceptWord("RETURN ")) {
        throw in.error("expected RETURN");
      }
      returnOptions(wanted, status);
    }
    return new Command.ListMailboxes(
        tag, reference, patterns, select, wanted, List.copyOf(status), extended);
  }

  // list-select-opts = "(" [list-select-opt *(SP list-select-opt)] ")"
  private void selectOptions(Set<ListSelect> select) {
    extended = true;
    in.open();
    if (!in.acceptClose()) {
      do {
        select.add(ImapParser.oneOf(ListSelect.class, in));
      } while (in.accept(' '));
      in.expect(')');
      in.shallower();
    }
    if (select.contains(ListSelect.RECURSIVEMATCH) && !select.contains(ListSelect.SUBSCRIBED)) {
      throw in.error("RECURSIVEMATCH needs SUBSCRIBED");
    }
  }

  // mbox-or-pat = list-mailbox / "(" list-mailbox *(SP list-mailbox) ")"
  private List<String> patterns() {
    List<String> patterns = new ArrayList<>();
    if (in.acceptOpen()) {
      extended = true;
      do {
        if (patterns.size() == MAX_PATTERNS) {
          throw in.error("too many patterns");
        }
        patterns.add(in.listMailbox());
      } while (in.accept(' '));
      in.expect(')');
      in.shallower();
    } else {
      patterns.add(in.listMailbox());
    }
    return List.copyOf(patterns);
  }

  // list-return-opts = "RETURN" SP "(" [return-option *(SP return-option)] ")"
  private void returnOptions(Set<ListReturn> wanted, List<StatusItem> status) {
    extended = true;
    in.open();
    if (in.acceptClose()) {
      return;
    }
    do {
      if (in.acceptWord("STATUS ")) {
        status.addAll(ImapParser.statusItems(in));
        in.shallower();
      } else {
        wanted.add(ImapParser.oneOf(ListReturn.class, in));
      }
    } while (in.accept(' '));
    in.expect(')');
  }
}
