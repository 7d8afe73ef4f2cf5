package dev.postern.imap.wire;

import java.util.ArrayList;
import java.util.List;

/// Reads the arguments of CREATE (RFC 9051 section 9, RFC 6154 section 6).
final class CreateParser {
  private final ImapCursor in;

  CreateParser(ImapCursor in) {
    this.in = in;
  }

  // create       = "CREATE" SP mailbox [SP "(" create-param *(SP create-param) ")"]
  // create-param = "USE" SP "(" [use-attr *(SP use-attr)] ")"
  Command.Create create(String tag) {
    in.expect(' ');
    String mailbox = in.mailbox();
    List<String> uses = new ArrayList<>();
    if (in.accept(' ')) {
      in.open();
      do {
        if (!in.acceptWord("USE ")) {
          throw in.error("unknown parameter");
        }
        uses(uses);
      } while (in.accept(' '));
      in.expect(')');
    }
    return new Command.Create(tag, mailbox, List.copyOf(uses));
  }

  // use-attr = "\All" / "\Archive" / … / use-attr-ext; use-attr-ext = "\" atom
  private void uses(List<String> uses) {
    in.open();
    if (in.acceptClose()) {
      return;
    }
    do {
      in.expect('\\');
      uses.add("\\" + in.atom());
    } while (in.accept(' '));
    in.expect(')');
    in.shallower();
  }
}
