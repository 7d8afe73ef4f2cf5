package dev.postern.imap.wire;

import dev.postern.imap.wire.FetchItem.Binary;
import dev.postern.imap.wire.FetchItem.Body;
import dev.postern.imap.wire.FetchItem.Data;
import dev.postern.imap.wire.FetchItem.Label;
import dev.postern.imap.wire.FetchItem.Partial;
import dev.postern.imap.wire.FetchItem.Wanted;
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
  private OptionalLong changedSince = OptionalLong.empty();
  private Optional<PartialRange> partial = Optional.empty();
  private boolean vanished;

  FetchParser(ImapCursor in) {
    this.in = in;
  }

  // fetch = "FETCH" SP sequence-set SP ("ALL" / "FULL" / "FAST" / fetch-att /
  //         "(" fetch-att *(SP fetch-att) ")") [fetch-modifiers]
  Command.Fetch fetch(String tag, boolean byUid) {
    in.expect(' ');
    SequenceSet messages = NumberSets.read(in);
    in.expect(' ');
    Set<FetchItem> items = new LinkedHashSet<>();
    if (in.acceptOpen()) {
      items.addAll(rest());
    } else {
      macroOrItem(items);
    }
    if (in.accept(' ')) {
      modifiers(byUid);
    }
    return new Command.Fetch(
        tag, messages, byUid, List.copyOf(items), changedSince, partial, vanished);
  }

  /// Reads the items of a list that is open, and its end.
  List<FetchItem> rest() {
    Set<FetchItem> items = new LinkedHashSet<>();
    do {
      items.add(item(in.word()));
      if (items.size() > ImapParser.MAX_ITEMS) {
        throw in.error("too many items");
      }
    } while (in.accept(' '));
    in.expect(')');
    in.shallower();
    return List.copyOf(items);
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
  // partial-fetch-mod = "PARTIAL" SP partial-range; with UID FETCH only
  // rexpunges-fetch-mod = "VANISHED"; in UID FETCH beside CHANGEDSINCE only (C-102)
  private void modifiers(boolean byUid) {
    in.open();
    do {
      switch (in.word()) {
        case "CHANGEDSINCE" -> {
          in.expect(' ');
          changedSince = OptionalLong.of(in.number64());
        }
        case "PARTIAL" -> {
          if (!byUid) {
            throw in.error("PARTIAL needs UID FETCH");
          }
          in.expect(' ');
          partial = Optional.of(PartialRange.read(in));
        }
        case "VANISHED" -> vanished = true;
        default -> throw in.error("unknown modifier");
      }
    } while (in.accept(' '));
    in.expect(')');
    if (vanished && (!byUid || changedSince.isEmpty())) {
      throw in.error("VANISHED needs UID FETCH and CHANGEDSINCE");
    }
  }

  // fetch-att = "ENVELOPE" / "FLAGS" / "INTERNALDATE" / "RFC822.SIZE" / "BODY" ["STRUCTURE"] /
  //             "UID" / "MODSEQ" / "BODY" [".PEEK"] section ["<" number "." nz-number ">"] /
  //             "RFC822" [".HEADER" / ".TEXT"] / "EMAILID" / "THREADID" / "SAVEDATE" / preview /
  //             "BINARY" [".PEEK"] section-binary [partial] / "BINARY.SIZE" section-binary
  private FetchItem item(String word) {
    return switch (word) {
      case "UID" -> Data.UID;
      case "FLAGS" -> Data.FLAGS;
      case "INTERNALDATE" -> Data.INTERNALDATE;
      case "RFC822.SIZE" -> Data.RFC822_SIZE;
      case "MODSEQ" -> Data.MODSEQ;
      case "ENVELOPE" -> Data.ENVELOPE;
      case "EMAILID" -> Data.EMAILID;
      case "THREADID" -> Data.THREADID;
      case "SAVEDATE" -> Data.SAVEDATE;
      case "PREVIEW" -> preview();
      case "BODYSTRUCTURE" -> Data.BODYSTRUCTURE;
      case "BODY" -> in.peek() == '[' ? body(false) : Data.BODY;
      case "BODY.PEEK" -> body(true);
      case "BINARY" -> binary(Wanted.BYTES);
      case "BINARY.PEEK" -> binary(Wanted.BYTES_UNSEEN);
      case "BINARY.SIZE" -> binary(Wanted.SIZE);
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
    return new Body(Label.BODY, peek, section, slice());
  }

  // partial = "<" number64 "." nz-number64 ">"
  private Optional<Partial> slice() {
    if (!in.accept('<')) {
      return Optional.empty();
    }
    long offset = in.number64();
    in.expect('.');
    long length = in.number64();
    if (length == 0) {
      throw in.error("expected a number above 0");
    }
    in.expect('>');
    return Optional.of(new Partial(offset, length));
  }

  // section-binary = "[" [section-part] "]"
  private FetchItem binary(Wanted want) {
    in.expect('[');
    List<Integer> path = new ArrayList<>();
    if (in.peek() != ']') {
      do {
        number(path);
      } while (in.accept('.'));
    }
    in.expect(']');
    return new Binary(want, path, want == Wanted.SIZE ? Optional.empty() : slice());
  }

  // preview = "PREVIEW" [SP "(" "LAZY" ")"]; ours are always at hand, so LAZY changes nothing
  private FetchItem preview() {
    in.acceptWord(" (LAZY)");
    return Data.PREVIEW;
  }

  private void number(List<Integer> path) {
    path.add((int) Math.min(in.nzNumber(), Integer.MAX_VALUE));
    if (path.size() > ImapParser.MAX_DEPTH) {
      throw in.error("nested too deeply");
    }
  }

  // section-spec = section-msgtext / (section-part ["." section-text])
  // section-part = nz-number *("." nz-number)
  private Section section() {
    if (in.peek() == ']') {
      return Section.MESSAGE;
    }
    List<Integer> path = new ArrayList<>();
    while (ImapCursor.isDigit(in.peek())) {
      number(path);
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
      if (fields.size() > ImapParser.MAX_ITEMS) {
        throw in.error("too many header fields");
      }
    } while (in.accept(' '));
    in.expect(')');
    in.shallower();
    return fields;
  }
}
