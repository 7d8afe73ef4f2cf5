package dev.postern.imap.wire;

import dev.postern.imap.wire.FetchItem.Body;
import dev.postern.imap.wire.FetchItem.Data;
import dev.postern.imap.wire.FetchItem.Label;
import dev.postern.imap.wire.FetchItem.Partial;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Reads the arguments of FETCH (RFC 9051 section 9, RFC 7162 section 7).
final class FetchParser {
  private static final List<FetchItem> FAST =
      List.of(Data.FLAGS, Data.INTERNALDATE, Data.RFC822_SIZE);

  private final ImapCursor in;

  FetchParser(ImapCursor in) {
    this.in = in;
  }

  // fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att /
  //         "(" fetch-att *(SP fetch-att) ")") [fetch-modifiers]
  Command.Fetch fetch(String tag, boolean byUid) {
    in.expect(' ');
    SequenceSet messages = ImapParser.sequenceSet(in);
    in.expect(' ');
    Set<FetchItem> items = new LinkedHashSet<>();
    if (in.acceptOpen()) {
      do {
        items.add(item(in.word()));
      } while (in.accept(' '));
      in.expect(')');
      in.shallower();
    } else {
      macroOrItem(items);
    }
    OptionalLong changedSince = in.accept(' ') ? modifiers() : OptionalLong.empty();
    return new Command.Fetch(tag, messages, byUid, List.copyOf(items), changedSince);
  }

  private void macroOrItem(Set<FetchItem> items) {
    String word = in.word();
    switch (word) {
      case "ALL" -> {
        items.addAll(FAST);
        items.add(Data.ENVELOPE);
      }
      case "FULL" -> {
        items.addAll(FAST);
        items.add(Data.ENVELOPE);
        items.add(Data.BODY);
      }
      case "FAST" -> items.addAll(FAST);
      default -> items.add(item(word));
    }
  }

  // fetch-modifiers = SP "(" fetch-modifier *(SP fetch-modifier) ")"
  // chgsince-fetch-mod = "CHANGEDSINCE" SP mod-sequence-value; 0 means everything (clients.md row
  // 4)
  private OptionalLong modifiers() {
    in.open();
    if (!in.acceptWord("CHANGEDSINCE")) {
      throw in.error("unknown modifier");
    }
    in.expect(' ');
    long since = in.number64();
    in.expect(')');
    return OptionalLong.of(since);
  }

  // fetch-att = "ENVELOPE" / "FLAGS" / "INTERNALDATE" / "RFC822.SIZE" / "BODY" ["STRUCTURE"] /
  //             "UID" / "MODSEQ" / "BODY" [".PEEK"] section ["<" number "." nz-number ">"] /
  //             "RFC822" [".HEADER" / ".TEXT"]
  private FetchItem item(String word) {
    return switch (word) {
      case "UID" -> Data.UID;
      case "FLAGS" -> Data.FLAGS;
      case "INTERNALDATE" -> Data.INTERNALDATE;
      case "RFC822.SIZE" -> Data.RFC822_SIZE;
      case "MODSEQ" -> Data.MODSEQ;
      case "ENVELOPE" -> Data.ENVELOPE;
      case "BODYSTRUCTURE" -> Data.BODYSTRUCTURE;
      case "BODY" -> in.peek() == '[' ? body(false) : Data.BODY;
      case "BODY.PEEK" -> body(true);
      case "RFC822" -> whole(Label.RFC822, false, Section.Text.ALL);
      case "RFC822.HEADER" -> whole(Label.RFC822_HEADER, true, Section.Text.HEADER);
      case "RFC822.TEXT" -> whole(Label.RFC822_TEXT, false, Section.Text.TEXT);
      default -> throw in.error("unknown item");
    };
  }

  private static FetchItem whole(Label label, boolean peek, Section.Text text) {
    return new Body(label, peek, new Section(List.of(), text, List.of()), Optional.empty());
  }

  private FetchItem body(boolean peek) {
    in.expect('[');
    Section section = section();
    in.expect(']');
    Optional<Partial> partial = Optional.empty();
    if (in.accept('<')) {
      long offset = in.number64();
      in.expect('.');
      long length = in.number64();
      if (length == 0) {
        throw in.error("expected a number above 0");
      }
      in.expect('>');
      partial = Optional.of(new Partial(offset, length));
    }
    return new Body(Label.BODY, peek, section, partial);
  }

  // section-spec = section-msgtext / (section-part ["." section-text])
  // section-part = nz-number *("." nz-number)
  private Section section() {
    if (in.peek() == ']') {
      return Section.MESSAGE;
    }
    List<Integer> path = new ArrayList<>();
    while (ImapCursor.isDigit(in.peek())) {
      path.add((int) Math.min(in.nzNumber(), Integer.MAX_VALUE));
      if (path.size() > ImapParser.MAX_DEPTH) {
        throw in.error("nested too deeply");
      }
      if (!in.accept('.')) {
        return new Section(path, Section.Text.ALL, List.of());
      }
    }
    String word = in.word();
    return switch (word) {
      case "HEADER" -> new Section(path, Section.Text.HEADER, List.of());
      case "TEXT" -> new Section(path, Section.Text.TEXT, List.of());
      case "HEADER.FIELDS" -> new Section(path, Section.Text.HEADER_FIELDS, fields());
      case "HEADER.FIELDS.NOT" -> new Section(path, Section.Text.HEADER_FIELDS_NOT, fields());
      case "MIME" -> {
        if (path.isEmpty()) {
          throw in.error("MIME needs a part number");
        }
        yield new Section(path, Section.Text.MIME, List.of());
      }
      default -> throw in.error("unknown section");
    };
  }

  // header-list = "(" header-fld-name *(SP header-fld-name) ")"
  private List<String> fields() {
    in.expect(' ');
    in.open();
    List<String> fields = new ArrayList<>();
    do {
      fields.add(in.astringText());
    } while (in.accept(' '));
    in.expect(')');
    in.shallower();
    return fields;
  }
}
