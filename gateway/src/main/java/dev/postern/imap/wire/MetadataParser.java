package dev.postern.imap.wire;

import dev.postern.imap.wire.Command.GetMetadata;
import dev.postern.imap.wire.Command.SetMetadata;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the arguments of GETMETADATA and SETMETADATA (RFC 5464 section 5).
final class MetadataParser {
  private static final int MAX_ENTRIES = 100;

  private final ImapCursor in;
  private OptionalLong maxSize = OptionalLong.empty();
  private int depth;

  MetadataParser(ImapCursor in) {
    this.in = in;
  }

  // getmetadata = "GETMETADATA" [SP getmetadata-options] SP mailbox SP entries
  // entries     = entry / "(" entry *(SP entry) ")"
  /// The RFC's own examples have the options behind the mailbox; both are taken.
  GetMetadata get(String tag) {
    in.expect(' ');
    if (in.peek() == '(') {
      options();
      in.expect(' ');
    }
    String mailbox = in.mailbox();
    in.expect(' ');
    List<String> entries = new ArrayList<>();
    if (!in.acceptOpen()) {
      entries.add(entry());
    } else if (in.peek() == '/' || in.peek() == '"') {
      entries(entries);
    } else {
      moreOptions();
      in.expect(' ');
      if (in.acceptOpen()) {
        entries(entries);
      } else {
        entries.add(entry());
      }
    }
    return new GetMetadata(tag, mailbox, maxSize, depth, List.copyOf(entries));
  }

  private void entries(List<String> entries) {
    do {
      if (entries.size() == MAX_ENTRIES) {
        throw in.error("too many entries");
      }
      entries.add(entry());
    } while (in.accept(' '));
    in.expect(')');
    in.shallower();
  }

  private void options() {
    in.open();
    moreOptions();
  }

  // getmetadata-option = "MAXSIZE" SP number / "DEPTH" SP ("0" / "1" / "infinity")
  private void moreOptions() {
    do {
      if (in.acceptWord("MAXSIZE ")) {
        maxSize = OptionalLong.of(in.number());
      } else if (in.acceptWord("DEPTH ")) {
        depth = depth();
      } else {
        throw in.error("unknown option");
      }
    } while (in.accept(' '));
    in.expect(')');
    in.shallower();
  }

  private int depth() {
    return switch (in.word()) {
      case "0" -> 0;
      case "1" -> 1;
      case "INFINITY" -> Integer.MAX_VALUE;
      default -> throw in.error("expected 0, 1 or infinity");
    };
  }

  // setmetadata  = "SETMETADATA" SP mailbox SP entry-values
  // entry-values = "(" entry-value *(SP entry-value) ")"; entry-value = entry SP value
  SetMetadata set(String tag) {
    in.expect(' ');
    String mailbox = in.mailbox();
    in.expect(' ');
    Map<String, Optional<byte[]>> values = new LinkedHashMap<>();
    in.open();
    do {
      if (values.size() == MAX_ENTRIES) {
        throw in.error("too many entries");
      }
      String entry = entry();
      in.expect(' ');
      values.put(entry, in.acceptWord("NIL") ? Optional.empty() : Optional.of(in.string()));
    } while (in.accept(' '));
    in.expect(')');
    return new SetMetadata(tag, mailbox, values);
  }

  // entry = astring; begins with "/", has no "*" or "%", no two slashes and none at its end
  private String entry() {
    String entry = in.astringText().toLowerCase(Locale.ROOT);
    boolean scoped = entry.startsWith("/private/") || entry.startsWith("/shared/");
    boolean plain = entry.chars().allMatch(c -> c > ' ' && c < 0x7f && c != '*' && c != '%');
    if (!scoped || !plain || entry.endsWith("/") || entry.contains("//")) {
      throw in.error("not the name of an entry");
    }
    return entry;
  }
}
